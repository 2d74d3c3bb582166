"""Figures for documents, drawn with the typefaces that go into them."""

from __future__ import annotations

from functools import cache
from typing import Any

from civicreach.report.document import Figure
from civicreach.report.locale import Locale

from .typefaces import FIGURES, typefaces
from .typesetting import typeset

_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#set document(title: "figure")
#image(bytes(sys.inputs.svg), format: "svg")
"""


def chart_svg(figure: Figure, locale: Locale) -> str:
    """A figure as SVG whose text is measured for, and names, the typeface of documents."""
    # half a second and 96 MB: only a report that draws pays for them
    import vl_convert

    _register()
    chart: dict[str, Any] = figure.chart(locale).to_dict()
    chart.setdefault("config", {})["font"] = FIGURES
    svg: str = vl_convert.vegalite_to_svg(chart)
    return svg


def chart_pdf(figure: Figure, locale: Locale) -> bytes:
    r"""A figure as a PDF of its own size with its type embedded, for ``\includegraphics``; the same bytes every time.

    vl-convert writes PDF too, but orders its objects anew in every process.
    """
    return typeset(_PAGE, {"svg": chart_svg(figure, locale)}, ["a-2b"])


@cache
def _register() -> None:
    """Let vl-convert measure with the typefaces."""
    import vl_convert

    vl_convert.register_font_directory(str(typefaces()))
