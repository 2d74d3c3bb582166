"""Figures as SVG with their alternative text, the same bytes for the same chart."""

from __future__ import annotations

import re
from html import escape

from civicreach.report.document import Figure
from civicreach.report.locale import Locale


def figure_svg(figure: Figure, locale: Locale) -> str:
    """A figure drawn in a language, as an SVG element that can stand alone or in a page."""
    # half a second and 96 MB: only a report that draws pays for them
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(figure.chart(locale).to_dict())
    caption, alt = escape(locale.say(figure.caption)), escape(locale.say(figure.alt))
    # the drawing's own labels for every mark would be read out one by one; the figure speaks as a whole
    mark = f"{figure.key}-{locale.language}"

    def renamed(tag: re.Match[str]) -> str:
        text = re.sub(r' aria-(?:label|roledescription)="[^"]*"| role="[^"]*"', "", tag[0])
        return re.sub(r"url\(#", f"url(#{mark}-", re.sub(r'\bid="', f'id="{mark}-', text))

    # inside tags only: words of the study stay as they are
    svg = re.sub(r"<[^>]*>", renamed, svg)
    head = f'role="img" lang="{locale.language}" aria-labelledby="{mark}-title {mark}-desc" '
    inner = f'<title id="{mark}-title">{caption}</title><desc id="{mark}-desc">{alt}</desc>'
    opening, closing, rest = svg.partition(">")
    return opening.replace("<svg ", f"<svg {head}", 1) + closing + inner + rest
