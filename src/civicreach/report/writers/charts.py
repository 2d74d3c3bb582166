"""Figures as SVG, PNG and PDF, each drawn once a language with the typefaces that go into documents."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from civicreach.records.errors import OutputError
from civicreach.report.document import Figure
from civicreach.report.locale import Locale

from .typefaces import FIGURES, typefaces
from .typesetting import typeset

#: Dots an inch that journals ask for.
DPI = 300

_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#set document(title: "figure")
#image(bytes(sys.inputs.svg), format: "svg")
"""


def chart_svg(figure: Figure, locale: Locale) -> str:
    """A figure as SVG whose text is measured for, and names, the typeface of documents.

    Raises
    ------
    OutputError
        The Korean typefaces are not installed.
    """
    return _svg(figure, locale.language)


def chart_png(figure: Figure, locale: Locale) -> bytes:
    """A figure as PNG with 300 dots an inch at its own size, a pixel of the drawing being a 96th of an inch."""
    return _png(figure, locale.language)


def chart_pdf(figure: Figure, locale: Locale) -> bytes:
    r"""A figure as a PDF of its own size with its type embedded, for ``\includegraphics``; the same bytes every time.

    vl-convert writes PDF too, but orders its objects anew in every process.
    """
    return _pdf(figure, locale.language)


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a drawing in pixels."""
    found = re.search(r'<svg [^>]*?width="([\d.]+)"[^>]*?height="([\d.]+)"', svg)
    assert found is not None
    return float(found[1]), float(found[2])


# a run writes the same figure into several documents; the report that holds it is the same object in all of them
@lru_cache(maxsize=64)
def _svg(figure: Figure, language: str) -> str:
    # megabytes that only a report that draws pays for
    import vl_convert

    _register()
    spec = figure.spec(Locale(language))
    svg: str = vl_convert.vegalite_to_svg({**spec, "config": {**spec.get("config", {}), "font": FIGURES}})
    return svg


@lru_cache(maxsize=64)
def _png(figure: Figure, language: str) -> bytes:
    # megabytes that only a report that draws pays for
    import vl_convert

    # the renderer takes a pixel for a 72nd of an inch
    png: bytes = vl_convert.svg_to_png(_svg(figure, language), scale=72 / 96, ppi=DPI)
    return png


@lru_cache(maxsize=64)
def _pdf(figure: Figure, language: str) -> bytes:
    return typeset(_PAGE, {"svg": _svg(figure, language)}, ["a-2b"])


@cache
def _register() -> None:
    """Let vl-convert measure with the typefaces."""
    import vl_convert

    try:
        folder = typefaces()
    except OutputError:
        raise OutputError(
            "figures (figures/*.svg, *.png, *.pdf, and those in documents) are lettered in the Korean typefaces of the "
            "package pylopdf-fonts-ko, which is not installed; pip install pylopdf-fonts-ko brings it"
        ) from None
    vl_convert.register_font_directory(str(folder))
