"""Figures as SVG with their alternative text, the same bytes for the same figure."""

from __future__ import annotations

import re
from html import escape

from civicreach.report.document import Figure
from civicreach.report.locale import Locale

from .charts import chart_svg
from .typefaces import FIGURES

#: Where a reader's machine lacks the typeface that a drawing was laid out in, the next of its width.
_LIKE_IT = (FIGURES, "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", "NanumGothic", "sans-serif")


def figure_svg(figure: Figure, locale: Locale) -> str:
    """A figure drawn in a language, as an SVG element that can stand alone or in a page."""
    svg = chart_svg(figure, locale)
    caption, alt = escape(locale.say(figure.caption)), escape(locale.say(figure.alt))
    # the drawing's own labels for every mark would be read out one by one; the figure speaks as a whole
    mark = f"{figure.key}-{locale.language}"
    family = ", ".join(_LIKE_IT)

    def renamed(tag: re.Match[str]) -> str:
        text = re.sub(r' aria-(?:label|roledescription)="[^"]*"| role="[^"]*"', "", tag[0])
        text = text.replace(f'font-family="{FIGURES}"', f'font-family="{family}"')
        return re.sub(r"url\(#", f"url(#{mark}-", re.sub(r'\bid="', f'id="{mark}-', text))

    # inside tags only: words of the study stay as they are
    svg = re.sub(r"<[^>]*>", renamed, svg)
    head = f'role="img" lang="{locale.language}" aria-labelledby="{mark}-title {mark}-desc" '
    inner = f'<title id="{mark}-title">{caption}</title><desc id="{mark}-desc">{alt}</desc>'
    opening, closing, rest = svg.partition(">")
    return opening.replace("<svg ", f"<svg {head}", 1) + closing + inner + rest
