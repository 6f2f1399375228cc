"""A chart of the page as an SVG file of its own."""

from __future__ import annotations

import re

from lxml import etree

from unionlib.report.paper.tree import Element, plain


def read_svg(source: str) -> tuple[str, str, float, float]:
    """Return a chart as a file of its own, its description, and its size in points."""
    for prefix in ("xmlns:xlink", "xmlns"):
        if not re.search(rf"<svg\b[^>]*\s{prefix}=", source):
            space = "1999/xlink" if "xlink" in prefix else "2000/svg"
            source = source.replace("<svg", f'<svg {prefix}="http://www.w3.org/{space}"', 1)
    root = etree.fromstring(source.encode(), etree.XMLParser(recover=True, resolve_entities=False))
    named = (root.get("aria-labelledby") or "").split() + (
        root.get("aria-describedby") or ""
    ).split()
    texts = [
        plain(node)
        for name in named
        for node in root.iter("{*}title", "{*}desc")
        if node.get("id") == name
    ]
    texts = texts or [root.get("aria-label") or ""] + [
        plain(node) for node in root.iterfind("{*}title")
    ]
    box = [float(number) for number in re.findall(r"-?[\d.]+", root.get("viewBox") or "")]
    width, height = (
        box[2:4]
        if len(box) == 4 and box[2] > 0 and box[3] > 0
        else (_points(root, "width"), _points(root, "height"))
    )
    # A caption ends without a full stop; read aloud, the description would run on from it.
    said = re.sub(r"(?<![.:;?!])\n", ". ", "\n".join(filter(None, texts))).replace("\n", " ")
    return source, said, width, height


def _points(root: Element, name: str) -> float:
    found = re.match(r"[\d.]+", root.get(name) or "")
    return float(found.group()) if found else 400.0
