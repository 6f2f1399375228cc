"""The assembled page as a document for paper: what the PDF and the Word file are made from.

A page for the screen holds much that paper cannot carry (menus, folded code,
downloads, tooltips) and says by position what paper must know (the notes at its
end belong to the foot of a page). :func:`read_paper` reduces it to a small tree,
the same for both formats, so that neither can say something else than the page::

    paper   letterhead (issuer, nation) · title (kind, abstract) · contents
            h2 … h5 · p · ul, ol (li) · quote · pre · table · chart · closing · appendix (h2 name)
    inline  text · strong · em · sup · code · br · a (href) · anchor · note

Every block holds inline content or blocks, never both; white space is as a
browser shows it; an ``a`` leads to an ``id`` that exists or to another host.
"""

from __future__ import annotations

from unionlib.report.paper.reduce import Paper, read_paper

__all__ = ["Paper", "read_paper"]
