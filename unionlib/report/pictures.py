"""Charts as pictures, for the Word file.

What Word makes of the patterns in an SVG depends on its version, so Typst draws the
charts as PNG. A picture depends on its chart alone: what was drawn for the last report
is not drawn again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from unionlib.report.typeset import fonts

RESOLUTION = 220  # dots per inch: Word's own default for print
_TEMPLATE = """#set page(width: auto, height: auto, margin: 0pt)
#for svg in json(bytes(sys.inputs.charts)) { page(image(bytes(svg), format: "svg")) }"""

_drawn: dict[str, bytes] = {}


def draw_charts(charts: Sequence[str]) -> list[bytes]:
    """Return the pictures of charts (SVG sources), drawn where they were not drawn before."""
    missing = [svg for svg in dict.fromkeys(charts) if svg not in _drawn]
    drawn = _drawn | dict(zip(missing, _draw(missing), strict=True))
    remember({svg: drawn[svg] for svg in charts})
    return [drawn[svg] for svg in charts]


def remember(pictures: Mapping[str, bytes]) -> None:
    """Take over the pictures of another run, by chart, in place of those of the last."""
    _drawn.clear()
    _drawn.update(pictures)


def _draw(charts: Sequence[str]) -> list[bytes]:
    import typst

    if not charts:
        return []
    given = {"charts": json.dumps(charts)}
    compiler = typst.Compiler(_TEMPLATE.encode(), font_paths=fonts(), sys_inputs=given)
    drawn = compiler.compile(format="png", ppi=RESOLUTION)
    return drawn if isinstance(drawn, list) else [bytes(drawn or b"")]
