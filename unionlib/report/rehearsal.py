"""The paper of the last report, laid out again while sections run.

Within a process Typst remembers what it has laid out, part by part: a paper that
differs in a few places from one before takes a tenth of the time. So each report
leaves its paper in the cache, and a run that expects most of it to be the same goes
through it once more while the processors wait for the sections.
"""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from collections.abc import Sequence
from pathlib import Path

from unionlib.errors import ReportError
from unionlib.files import write_whole
from unionlib.report import inputs

_under_way: list[threading.Thread] = []


def keep(serialized: bytes, pictures: Sequence[bytes], path: Path) -> None:
    """Leave a paper and the pictures of its charts for the next run.

    Parameters
    ----------
    serialized : bytes
        The paper, from :func:`unionlib.report.typeset.serialize`.
    pictures : sequence of bytes
        Of its charts, in order; none if no format needed them.
    path : Path
        The file to write.
    """
    drawn = [base64.b64encode(picture).decode() for picture in pictures]
    content = {"by": _maker(), "paper": serialized.decode(), "pictures": drawn}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(content).encode())


def begin(path: Path) -> None:
    """Go through a kept paper in a thread; where none can be read, there is nothing to do."""
    from unionlib.report import pictures, typeset

    try:
        kept = json.loads(path.read_text("utf-8"))
        if kept["by"] != _maker():
            return
        paper = str(kept["paper"]).encode()
        drawn = [base64.b64decode(picture) for picture in kept["pictures"]]
        pictures.remember(dict(zip(json.loads(paper)["charts"], drawn, strict=False)))
    except (OSError, ValueError, TypeError, KeyError):
        return
    # Typst leaves Python's lock alone: what needs it was done before.
    typeset.fonts()
    _under_way.append(threading.Thread(target=_rehearse, args=[paper], name="rehearsal"))
    _under_way[-1].start()


def end() -> None:
    """Wait for it: the same work twice at once would take longer."""
    while _under_way:
        _under_way.pop().join()


def _rehearse(paper: bytes) -> None:
    from unionlib.report import typeset

    with contextlib.suppress(ReportError):
        typeset.lay_out(paper)


def _maker() -> list[str]:
    """Return what pictures depend on besides their charts: code, packages, typeface."""
    from unionlib.report.fonts import find_face

    family, folder = find_face()
    return [inputs.code(), family, str(folder)]
