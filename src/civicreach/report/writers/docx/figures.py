"""Figures as pictures for print, with their alternative text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from docx.document import Document
from docx.shared import Twips

from civicreach.report.document import Figure
from civicreach.report.writers.charts import chart_png, chart_svg, size_of
from civicreach.report.writers.layout import clean

from .fields import Counted, caption
from .pages import Room
from .setting import Setting
from .xml import Element, el

#: Twentieths of a point in a pixel of a drawing.
PIXEL = 15

#: A drawing is made no smaller than this on an upright page, so that its letters keep 6 points.
SMALLEST = 0.8


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as drawn, as PNG, with its own size in twentieths of a point."""

    png: bytes
    width: int
    height: int

    def is_wide(self, upright: int) -> bool:
        """Whether an upright page is too narrow for it."""
        return self.width * SMALLEST > upright


def drawing(figure: Figure, setting: Setting) -> Drawing:
    """The figure in the document's language, in type that is the same on every machine."""
    width, height = size_of(chart_svg(figure, setting.locale))
    return Drawing(chart_png(figure, setting.locale), round(width * PIXEL), round(height * PIXEL))


def draw_figure(item: Counted, drawn: Drawing, document: Document, setting: Setting, room: Room) -> Iterator[Element]:
    """The picture, its caption under it, and its notes."""
    figure = item.part
    assert isinstance(figure, Figure)
    # room for the caption and the notes stays
    # never larger than it is: the picture has 300 dots an inch at its own size
    scale = min(1.0, room.width / drawn.width, 0.8 * room.height / drawn.height)
    width, height = Twips(round(drawn.width * scale)), Twips(round(drawn.height * scale))
    inline = document.part.new_pic_inline(BytesIO(drawn.png), width, height)
    for side in "TBLR":
        inline.set(f"dist{side}", "0")
    inline.docPr.set("name", figure.key)
    inline.docPr.set("descr", clean(setting.say(figure.alt)))
    yield setting.paragraph("Figure", [el("r", el("drawing", inline))])
    yield from caption(item, setting, style="caption", keep=bool(figure.notes))
    for note in figure.notes:
        yield setting.paragraph("Table Note", setting.say(note))
