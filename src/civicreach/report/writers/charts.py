"""Figures as SVG, PNG and PDF, each drawn once a language with the typefaces that go into documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from civicreach.records.errors import OutputError
from civicreach.report.document import Figure
from civicreach.report.locale import Locale

from .drawing import Drawn, draw, draw_elsewhere, raster
from .typefaces import FIGURES, typefaces
from .typesetting import typeset

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


@contextmanager
def drawn_beside(figures: Sequence[Figure], languages: Sequence[str], *, png: bool) -> Iterator[None]:
    """Meanwhile, draw the figures of all languages but the first in processes of their own.

    What is asked for within the block comes from there, and is waited for; where no process can be started it is drawn
    here as ever.
    """
    others = languages[1:] if figures else ()
    if not others:
        yield
        return
    folder = _typefaces()
    with ThreadPoolExecutor(len(others)) as waiting:
        for language in others:
            specs = [_spec(figure, language) for figure in figures]
            drawn = waiting.submit(draw_elsewhere, specs, typefaces=folder, png=png)
            for place, figure in enumerate(figures):
                _BESIDE[figure, language] = (drawn, place)
        try:
            # the first language at once: a page that asks for all languages of a figure would wait for the others
            for figure in figures:
                _svg(figure, languages[0])
                if png:
                    _png(figure, languages[0])
            yield
        finally:
            for figure in figures:
                for language in others:
                    _BESIDE.pop((figure, language), None)


#: What is being drawn elsewhere: the drawings of a language, and the place of the figure among them.
_BESIDE: dict[tuple[Figure, str], tuple[Future[list[Drawn] | None], int]] = {}


def _beside(figure: Figure, language: str) -> Drawn | None:
    if (figure, language) not in _BESIDE:
        return None
    drawn, place = _BESIDE[figure, language]
    found = drawn.result()
    return found[place] if found is not None else None


# a run writes the same figure into several documents; the report that holds it is the same object in all of them
@lru_cache(maxsize=64)
def _svg(figure: Figure, language: str) -> str:
    elsewhere = _beside(figure, language)
    return elsewhere[0] if elsewhere else draw(_spec(figure, language), typefaces=_typefaces())


@lru_cache(maxsize=64)
def _png(figure: Figure, language: str) -> bytes:
    elsewhere = _beside(figure, language)
    return elsewhere[1] if elsewhere and elsewhere[1] else raster(_svg(figure, language))


@lru_cache(maxsize=64)
def _pdf(figure: Figure, language: str) -> bytes:
    return typeset(_PAGE, {"svg": _svg(figure, language)}, ["a-2b"])


def _spec(figure: Figure, language: str) -> dict[str, Any]:
    spec = figure.spec(Locale(language))
    return {**spec, "config": {**spec.get("config", {}), "font": FIGURES}}


@cache
def _typefaces() -> str:
    try:
        return str(typefaces())
    except OutputError:
        raise OutputError(
            "figures (figures/*.svg, *.png, *.pdf, and those in documents) are lettered in the Korean typefaces of the "
            "package pylopdf-fonts-ko, which is not installed; pip install pylopdf-fonts-ko brings it"
        ) from None
