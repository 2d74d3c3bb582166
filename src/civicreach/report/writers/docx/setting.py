"""How one document is set: its language, its journal's habits, and its styles by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from civicreach.records.words import Words
from civicreach.report.locale import Locale
from civicreach.report.numbers import shown
from civicreach.report.style import Style
from civicreach.report.table import Cell, Column

from .xml import Element, el, runs, starts_right

#: Tags of the languages as Word knows them.
TAGS: Mapping[str, str] = {"en": "en-US", "ko": "ko-KR"}


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What every part of a document is drawn with.

    Attributes
    ----------
    locale : Locale
        The document's language.
    other : Locale or None
        The language of the second captions, where the journal wants them.
    style : Style
        The journal's habits.
    ids : mapping
        Names of styles and their ids in this document, which a template may have in any language.
    spread : float
        How much wider than ours the type of tables is.
    """

    locale: Locale
    other: Locale | None
    style: Style
    ids: Mapping[str, str]
    spread: float = 1.0

    def say(self, words: Words) -> str:
        """The words in the document's language."""
        return self.locale.say(words)

    def shown(self, cell: Cell, column: Column) -> str:
        """The text of a cell."""
        return shown(cell, column, self.locale, self.style)

    def paragraph(
        self, style: str, content: str | list[Element], *, keep: bool = False, right: int = 0, strong: bool = False
    ) -> Element:
        """A paragraph in a style.

        Parameters
        ----------
        style : str
            Name of the style.
        content : str or list of elements
            Text, or runs.
        keep : bool
            Whether it stays on the page of the next paragraph.
        right : int
            Space kept free at the right, in twentieths of a point.
        strong : bool
            Whether its text is set off.
        """
        look = [el("pStyle", val=self.ids[style])]
        if keep:
            look.append(el("keepNext"))
        if isinstance(content, str) and starts_right(content):
            look.append(el("bidi"))
        if right:
            look.append(el("ind", right=right))
        if isinstance(content, str):
            content = runs(content, style=self.ids["Strong"] if strong else "")
        return el("p", el("pPr", *look), *content)


def tags_of(locale: Locale) -> tuple[str, str]:
    """The languages of a document's Latin letters and of its East Asian ones."""
    tag = tag_of(locale)
    return ("en-US", tag) if tag.startswith(("ja", "ko", "zh")) else (tag, "ko-KR")


def tag_of(locale: Locale) -> str:
    """The tag of a language."""
    return TAGS.get(locale.language, locale.language)
