"""Figures as pictures for print, with their alternative text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from docx.document import Document
from docx.shared import Twips

from civicreach.report.document import Figure
from civicreach.report.writers.charts import chart_svg
from civicreach.report.writers.layout import clean

from .fields import Counted, caption
from .pages import Room
from .setting import Setting
from .xml import Element, el

#: Dots an inch that journals ask for; and twentieths of a point in a pixel of a drawing.
DPI, PIXEL = 300, 15

#: A drawing is made no smaller than this on an upright page, so that its letters keep 6 points; nor larger than that.
SMALLEST, LARGEST = 0.73, 1.2


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as drawn, with its own size in twentieths of a point."""

    svg: str
    width: int
    height: int

    def is_wide(self, upright: int) -> bool:
        """Whether an upright page is too narrow for it."""
        return self.width * SMALLEST > upright


def drawing(figure: Figure, setting: Setting) -> Drawing:
    """The figure in the document's language, in type that is the same on every machine."""
    svg = chart_svg(figure, setting.locale)
    size = re.search(r'<svg [^>]*?width="([\d.]+)"[^>]*?height="([\d.]+)"', svg)
    assert size is not None
    return Drawing(svg, round(float(size[1]) * PIXEL), round(float(size[2]) * PIXEL))


def draw_figure(item: Counted, drawn: Drawing, document: Document, setting: Setting, room: Room) -> Iterator[Element]:
    """The picture, its caption under it, and its notes."""
    # half a second and 96 MB: only a report that draws pays for them
    import vl_convert

    figure = item.part
    assert isinstance(figure, Figure)
    # room for the caption and the notes stays
    scale = min(LARGEST, room.width / drawn.width, 0.8 * room.height / drawn.height)
    # a pixel of the drawing is a 96th of an inch on paper, and a 72nd to the renderer
    picture = vl_convert.svg_to_png(drawn.svg, scale=scale * 72 / 96, ppi=DPI)
    width, height = Twips(round(drawn.width * scale)), Twips(round(drawn.height * scale))
    inline = document.part.new_pic_inline(BytesIO(picture), width, height)
    for side in "TBLR":
        inline.set(f"dist{side}", "0")
    inline.docPr.set("name", figure.key)
    inline.docPr.set("descr", clean(setting.say(figure.alt)))
    yield setting.paragraph("Figure", [el("r", el("drawing", inline))])
    yield from caption(item, setting, style="caption", keep=bool(figure.notes))
    for note in figure.notes:
        yield setting.paragraph("Table Note", setting.say(note))
