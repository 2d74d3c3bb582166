"""Numbers that Word counts itself: captions, the lists of them, and the places that refer to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docx.oxml.ns import qn

from civicreach.report.document import Figure
from civicreach.report.locale import Locale
from civicreach.report.table import Table
from civicreach.report.writers.layout import heading, name

from .setting import Setting, tags_of
from .xml import Element, el, runs

#: Stands for the number while a caption is taken apart; no author writes it.
_PLACE = "\ue000"


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """A table or a figure with what Word needs to count it and to refer to it.

    Attributes
    ----------
    part : Table or Figure
        What is counted.
    place : int
        In the document, from 0.
    """

    part: Table | Figure
    place: int

    @property
    def sequence(self) -> str:
        """Counts it: ``Table``, ``Table_A`` or ``Figure``."""
        kind = "Table" if isinstance(self.part, Table) else "Figure"
        return f"{kind}_{self.prefix}" if self.prefix else kind

    @property
    def prefix(self) -> str:
        """The letters before the number, which Word does not count."""
        return self.part.number.rstrip("0123456789")

    @property
    def digits(self) -> str:
        """What Word counts."""
        return self.part.number[len(self.prefix) :]

    @property
    def around_name(self) -> str:
        """The bookmark around its name, such as *Table 4*."""
        return f"_Ref_{self.place + 1:03}"

    @property
    def around_number(self) -> str:
        """The bookmark around its number, which the caption in another language repeats."""
        return f"_Num_{self.place + 1:03}"

    @property
    def around_caption(self) -> str:
        """The bookmark around its whole caption."""
        return f"_Toc_{self.place + 1:03}"


def field(instruction: str, text: str, *, style: str = "") -> list[Element]:
    """A field with the text that it shows until Word computes it again."""
    return [*opened_field(instruction, style=style), *runs(text, style=style), closed_field(style=style)]


def opened_field(instruction: str, *, style: str = "") -> list[Element]:
    """The beginning of a field, up to what it shows."""
    code = el("instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    return [_mark("begin", style), el("r", *_look(style), code), _mark("separate", style)]


def closed_field(*, style: str = "") -> Element:
    """The end of a field."""
    return _mark("end", style)


def _mark(kind: str, style: str) -> Element:
    return el("r", *_look(style), el("fldChar", fldCharType=kind))


def _look(style: str) -> list[Element]:
    return [el("rPr", el("rStyle", val=style))] if style else []


def bookmarked(mark: str, number: int, content: Sequence[Element]) -> list[Element]:
    """Runs inside a bookmark."""
    return [el("bookmarkStart", id=number, name=mark), *content, el("bookmarkEnd", id=number)]


def caption(item: Counted, setting: Setting, *, style: str, keep: bool) -> list[Element]:
    """The caption of a table or a figure: counted by Word, and in the other language too where the journal wants it."""
    opening, closing = _around_number(item, setting, setting.locale)
    strong = setting.ids["Strong"]
    if not item.digits:
        inner = runs(opening)
    else:
        counting = field(f"SEQ {item.sequence} \\* ARABIC", item.digits, style=strong)
        # a bracket before the name is no part of it: text that refers to the table has none
        outside = re.match(r"\W*", opening)[0]  # type: ignore[index]
        number = bookmarked(item.around_number, 3 * item.place, [*runs(item.prefix, style=strong), *counting])
        label = [*runs(opening[len(outside) :], style=strong), *number]
        end, _, rest = closing.partition(" ")
        inner = [
            *runs(outside, style=strong),
            *bookmarked(item.around_name, 3 * item.place + 1, label),
            *runs(end, style=strong),
            *runs(f" {rest}"),
        ]
    whole = bookmarked(item.around_caption, 3 * item.place + 2, inner)
    made = [setting.paragraph(style, whole, keep=keep or setting.other is not None)]
    if setting.other is not None:
        made.append(setting.paragraph(style, _second(item, setting, setting.other), keep=keep))
    return made


def _second(item: Counted, setting: Setting, other: Locale) -> list[Element]:
    """The caption in the other language; it repeats the number, for a second SEQ would be listed a second time."""
    opening, closing = _around_number(item, setting, other)
    languages = tags_of(other)
    number = field(f"REF {item.around_number} \\h \\* MERGEFORMAT", item.part.number) if item.digits else []
    return [*runs(opening, languages=languages), *number, *runs(closing, languages=languages)]


def _around_number(item: Counted, setting: Setting, locale: Locale) -> tuple[str, str]:
    part = replace(item.part, number=_PLACE) if item.digits else item.part
    opening, _, closing = locale.say(heading(part, setting.style)).partition(_PLACE)
    return opening, closing


def referring(text: str, items: Iterable[Counted], setting: Setting) -> list[Element]:
    """Running text in which the names of tables and figures refer to them."""
    marks = {setting.say(name(item.part)): item.around_name for item in items if item.digits}
    if not marks:
        return runs(text)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, marks))})(?!\d)")
    made: list[Element] = []
    for piece in pattern.split(text):
        made += field(f"REF {marks[piece]} \\h \\* MERGEFORMAT", piece) if piece in marks else runs(piece)
    return made


def list_of(items: Sequence[Counted], setting: Setting) -> Iterator[Element]:
    """The list of everything that one sequence counts, filled in, without pages: those only Word knows."""
    for place, item in enumerate(items):
        text = setting.say(heading(item.part, setting.style))
        link = el("hyperlink", *runs(text), anchor=item.around_caption, history=1)
        content = [link]
        if place == 0:
            content = [*opened_field(f'TOC \\n \\h \\z \\c "{item.sequence}"'), link]
        if place == len(items) - 1:
            content.append(closed_field())
        yield setting.paragraph("table of figures", content)
