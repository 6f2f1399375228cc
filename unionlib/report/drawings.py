"""Drawings, set aside while HTML is parsed.

A parser of HTML would write ``viewBox`` in lower case, which no reader of SVG knows, and
drawings are most of a page's bytes. In the place of each stands an empty ``<svg>`` with its
number as ``data-n``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_DRAWING = re.compile(r"<svg\b.*?</svg\s*>", re.DOTALL)
_PLACE = re.compile(r'<svg data-n="(\d+)"></svg>')


def take_out(markup: str, drawings: list[str]) -> str:
    """Return a piece of HTML without its drawings, which are added to a list.

    Examples
    --------
    >>> drawings = ["<svg>0</svg>"]
    >>> take_out("<p><svg viewBox='…'>1</svg></p>", drawings)
    '<p><svg data-n="1"></svg></p>'
    >>> put_back('<p><svg data-n="1"></svg></p>', drawings)
    "<p><svg viewBox='…'>1</svg></p>"
    """

    def keep(match: re.Match[str]) -> str:
        drawings.append(match[0])
        return f'<svg data-n="{len(drawings) - 1}"></svg>'

    return _DRAWING.sub(keep, markup)


def put_back(markup: str, drawings: Sequence[str]) -> str:
    """Return a piece of HTML with its drawings."""
    return _PLACE.sub(lambda match: drawings[int(match[1])], markup)
