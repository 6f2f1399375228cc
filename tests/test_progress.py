"""How far a command has come."""

from __future__ import annotations

import io

import pytest

from unionlib.progress import Progress


class Terminal(io.StringIO):
    """A standard error that somebody watches."""

    def isatty(self) -> bool:
        """Be a terminal."""
        return True


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()])
def test_a_bar_is_drawn_for_somebody_and_taken_away(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal two of three, then of four, and nothing in the end; in a log nothing at all."""
    monkeypatch.setattr("sys.stderr", stream)
    with Progress("phần", "báo cáo") as bar:
        bar.update(1, 3)
        bar.update(2, 3, ["welfare", "finance"])
        drawn = stream.getvalue().split("\r")[-1]
        bar.update(3, 4, ["finance"])
        grown = stream.getvalue().split("\r")[-1]
    if not stream.isatty():
        assert stream.getvalue() == ""
        return
    assert drawn.startswith("báo cáo:")
    assert "2/3" in drawn
    assert "welfare" in drawn
    assert "finance" not in drawn
    assert "3/4" in grown
    assert stream.getvalue().split("\r")[-2].strip() == ""
