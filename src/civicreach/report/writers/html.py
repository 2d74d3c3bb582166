"""The report as one HTML page that needs nothing else: no script, no font, no request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from civicreach.records.words import Words, message
from civicreach.report.claim import CellAt
from civicreach.report.document import Figure, Part, Report
from civicreach.report.locale import LANGUAGES, Locale
from civicreach.report.numbers import legend, shown
from civicreach.report.style import Style
from civicreach.report.table import Cell, Column, Row, Table

from .layout import NOTHING, SYNTHETIC_SENTENCE, clean
from .svg import figure_svg

if TYPE_CHECKING:
    from civicreach.report.prose.saying import Prose

_LABELS = {
    "label_figure": message("Figure {number}."),
    "label_both": message("side by side"),
    "label_inside": message("{n} tables and figures"),
    "label_contents": message("Contents"),
    "label_synthetic": SYNTHETIC_SENTENCE,
    "label_made": message("Made with"),
}


def report_html(report: Report) -> str:
    """The page as text, the same for the same report."""
    templates = files("civicreach.report") / "templates"
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True, finalize=_finished
    )
    environment.filters.update(own_name=lambda locale: LANGUAGES[locale.language], groupby_order=_groups, kind=_kind)
    locales = [Locale(language) for language in report.languages]
    prose = report.prose() if report.prose is not None else None
    places = _places(prose, report.tables)
    page = environment.from_string((templates / "page.html.j2").read_text(encoding="utf-8"))
    css = (templates / "page.css").read_text(encoding="utf-8") + _switch_css(report.languages)
    return page.render(
        report=report,
        locales=locales,
        style=Markup(css),
        say=_say,
        nothing=NOTHING,
        legend=lambda table: legend(table, report.style),
        spanners=_spanners,
        cell_html=lambda cell, column, locale: _cell(cell, column, locale, report.style),
        others=lambda locale: [other for other in locales if other.language != locale.language],
        paragraphs=lambda table: prose.paragraphs(table.key) if prose else [],
        pieces=lambda claim, locale: prose.pieces(claim, locale, report.style) if prose else (),
        place=lambda table, row, column, locale: _place(places, CellAt(table.key, row, column), locale),
        link=lambda at, locale: f"#{places[at]}-{locale.language}" if at in places else "",
        draw=lambda figure, locale: Markup(figure_svg(figure, locale)),
        **_LABELS,
    )


def _finished(value: object) -> object:
    """Text without the letters that no page can hold; markup is our own."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _places(prose: Prose | None, tables: Mapping[str, Table]) -> dict[CellAt, str]:
    """Every cell of the page that a sentence rests on, with its id; the levels of one legend stand in one line.

    A column that the report does not show stands in csv and json, and no link leads there.
    """
    claims = [claim for claims in prose.claims.values() for claim in claims] if prose else []
    cited = dict.fromkeys(at for claim in claims for at in claim.cells if at.table in tables)
    cells = [at for at in cited if at.row == "legend" or tables[at.table].cell(at.row, at.column) is not None]
    return {at: f"{at.table}-legend" if at.row == "legend" else f"cell-{n}" for n, at in enumerate(cells, 1)}


def _place(places: Mapping[CellAt, str], at: CellAt, locale: Locale) -> Markup:
    """The id of a cell where a sentence leads to it."""
    return Markup(' id="{}-{}"').format(places[at], locale.language) if at in places else Markup("")


#: How the button of the language that is shown looks.
_CHOSEN = "background: var(--ink); color: #fff; border-color: var(--ink);"


def _switch_css(languages: tuple[str, ...]) -> str:
    """Which blocks the chosen language hides; until one is chosen, a link into a language chooses it."""
    open_ = "body:not(:has(.switch input:checked))"
    first, *_ = languages
    led = {language: f":has(.block:lang({language}):target, .block:lang({language}) :target)" for language in languages}
    shows = {language: [f"body:has(#show-{language}:checked)", f"{open_}{led[language]}"] for language in languages}
    # without a link the first language is shown, and with a link that leads into none
    shows[first].append(open_ + "".join(f":not({led[other]})" for other in languages if other != first))
    rules = [
        f"{shown} .block:lang({other}) {{ display: none; }}"
        for chosen in languages
        for shown in shows[chosen]
        for other in languages
        if other != chosen
    ]
    rules += [
        ", ".join(f"{shown} label[for=show-{chosen}]" for shown in shows[chosen]) + " { " + _CHOSEN + " }"
        for chosen in languages
    ]
    both = "body:has(#show-both:checked)"
    rules += [
        f"{both} {{ max-width: 120rem; }}",
        f"{both} table {{ font-size: .75rem; }} {both} th, {both} td {{ padding: .25rem .22rem; }}",
        f"{both} tbody th {{ min-width: 4.5rem; }} {both} thead th {{ hyphens: auto; }}",
        "@media (min-width: 70rem) { " + both + " .pair { display: grid; grid-template-columns: "
        f"repeat({len(languages)}, minmax(0, 1fr)); gap: 0 2.5rem; }} }}",
    ]
    return "\n".join(rules) + "\n"


def _say(locale: Locale, words: Words, **values: object) -> str:
    return locale.say(message(words.text, **values)) if not isinstance(words, str) and hasattr(words, "text") else ""


def _cell(cell: Cell, column: Column, locale: Locale, style: Style) -> Markup:
    text = clean(shown(cell, column, locale, style))
    if not cell.stars:
        return escape(text)
    return escape(text.removesuffix(cell.stars)) + Markup('<sup class="stars">{}</sup>').format(cell.stars)


def _spanners(table: Table, locale: Locale) -> list[tuple[str, int]]:
    runs = groupby(table.columns, key=lambda column: locale.say(column.spanner))
    return [(text, len(list(columns))) for text, columns in runs]


def _groups(rows: tuple[Row, ...]) -> Iterator[tuple[Words, list[Row]]]:
    """Rows under their headings, in order."""
    for _, run in groupby(rows, key=lambda row: repr(row.group)):
        members = list(run)
        yield members[0].group, members


def _kind(part: Part) -> str:
    return "table" if isinstance(part, Table) else "figure" if isinstance(part, Figure) else "paragraph"
