"""The pages of a document: what has been set so far, and which way the page lies."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn

from civicreach.report.writers.paper import Sheet

from .xml import Element, el

#: Lengths of python-docx in a twentieth of a point.
_TWIP = 635

#: An em of the type of tables (9 points), in twentieths of a point.
EM = 180


@dataclass(frozen=True, slots=True)
class Room:
    """What a page holds between its margins, in twentieths of a point."""

    width: int
    height: int


class Pages:
    """The body of a document, filled from its beginning to its end."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._body = document.element.body
        self._wide = False
        page = document.sections[0]
        # a template that says nothing has the page that Word takes then
        self._page = (page.page_width or 7772400) // _TWIP, (page.page_height or 10058400) // _TWIP
        self._margins = (
            ((page.left_margin or 0) + (page.right_margin or 0)) // _TWIP,
            ((page.top_margin or 0) + (page.bottom_margin or 0)) // _TWIP,
        )

    @property
    def upright(self) -> Room:
        """What an upright page holds."""
        return Room(self._page[0] - self._margins[0], self._page[1] - self._margins[1])

    @property
    def room(self) -> Room:
        """What the present page holds."""
        width, height = self._page[::-1] if self._wide else self._page
        return Room(width - self._margins[0], height - self._margins[1])

    def sheet(self, spread: float) -> Sheet:
        """The page as tables see it whose type is so much wider than ours; one that lies cannot be turned."""
        across = max(self._page) - self._margins[0]
        return Sheet(self.upright.width / EM / spread, across / EM / spread)

    def add(self, elements: Iterable[Element]) -> None:
        """Set what comes next."""
        for element in elements:
            self._body.sectPr.addprevious(element)

    def turn(self, *, wide: bool) -> None:
        """Go on with a page that lies on its side, or upright again; a template that lies has no other."""
        if wide == self._wide or self._page[0] > self._page[1]:
            return
        section = self._body.sectPr
        ended = section.getprevious()
        if ended is None or ended.tag != qn("w:p"):
            ended = el("p", el("pPr"))
            section.addprevious(ended)
        ended.pPr.append(deepcopy(section))
        # what the next section does not say it takes from the one before: headers, footers, the count of pages
        for tag in ("headerReference", "footerReference", "titlePg", "pgNumType"):
            for old in section.findall(qn(f"w:{tag}")):
                section.remove(old)
        self._wide = wide
        width, height = self._page[::-1] if wide else self._page
        turned = el("pgSz", w=width, h=height, **({"orient": "landscape"} if wide else {}))
        size = section.find(qn("w:pgSz"))
        if size is None:
            section.insert(0, turned)
        else:
            section.replace(size, turned)
