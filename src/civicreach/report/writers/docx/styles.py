"""The styles of a document: ours, or a journal's own template with ours where it has none."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from importlib.resources import files
from pathlib import Path

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from civicreach.records.errors import Fault, InputError
from civicreach.report.locale import Locale

from .package import base, opened
from .setting import tags_of
from .xml import Element, el


def missing_styles(template: Path) -> tuple[str, ...]:
    """The names of the styles that a template lacks; a document made with it gets them from our own.

    Raises
    ------
    InputError
        The template is no Word document, or one of its styles has a name of ours and is of another kind.
    """
    styles = opened(template).styles.element
    have = _by_name(styles)
    _adopted(styles, template)
    return tuple(_name(style) for name, style in _by_name(_ours()).items() if name not in have)


def styled(template: Path | None, locale: Locale) -> tuple[Document, Mapping[str, str]]:
    """An empty document with every style that a report needs, and the ids of these styles by their names.

    A template keeps its own styles, page, headers and footers; what stands in its text is left out.

    Raises
    ------
    InputError
        The template is no Word document, or one of its styles has a name of ours and is of another kind.
    """
    if template is None:
        document = base()
        _replace_children(document.styles.element, _ours())
    else:
        document = opened(template)
    ids = _adopted(document.styles.element, template)
    _set_language(document.styles.element, locale)
    return document, ids


def spread_of(styles: Element, id: str) -> float:
    """How much wider than our own the type of a style is: by its size, and as other typefaces run wider than Times.

    What a style does not say it takes from the style that it stands on, and at last from the document.
    """
    by_id = {style.get(qn("w:styleId")): style for style in styles.iterchildren(qn("w:style"))}
    places: list[Element] = []
    while id in by_id and by_id[id] not in places:
        places.append(by_id[id])
        under = by_id[id].find(qn("w:basedOn"))
        id = "" if under is None else under.get(qn("w:val"), "")
    places += styles.findall(qn("w:docDefaults"))
    looks = [look for place in places for look in place.iter(qn("w:rPr"))]
    sizes = [size.get(qn("w:val")) for look in looks for size in look.findall(qn("w:sz"))]
    faces = [fonts.get(qn("w:ascii")) for look in looks for fonts in look.findall(qn("w:rFonts"))]
    # Word's own size is 10 points, in halves of them
    size = next((float(size) for size in sizes if size), 20.0) / 18
    return size * (1.0 if next(filter(None, faces), None) in _NARROW else 1.15)


# typefaces that run no wider than Times; Arial is wider by an eighth
_NARROW = frozenset({"Times New Roman", "Times", "Batang", "바탕", "Garamond", "Cambria"})


def _ours() -> Element:
    found: Element = parse_xml((files(__package__) / "styles.xml").read_bytes())
    return found


def _by_name(styles: Element) -> dict[str, Element]:
    """Styles by name in small letters, as Word compares them."""
    named = ((style, style.find(qn("w:name"))) for style in styles.iterchildren(qn("w:style")))
    return {name.get(qn("w:val"), "").lower(): style for style, name in named if name is not None}


def _replace_children(element: Element, by: Element) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(by))


def _adopted(styles: Element, template: Path | None) -> dict[str, str]:
    """Give the document the styles that it lacks; the ids of all by name."""
    have, wanted = _by_name(styles), _by_name(_ours())
    taken = {style.get(qn("w:styleId")) for style in have.values()}
    ids: dict[str, str] = {}
    renamed: dict[str | None, str] = {}
    faults: list[Fault] = []
    for name, style in wanted.items():
        mine, there = style.get(qn("w:styleId"), ""), have.get(name)
        if there is None:
            id = next(id for id in (mine, *(f"{mine}{n}" for n in range(1, len(taken) + 2))) if id not in taken)
            taken.add(id)
        else:
            id = there.get(qn("w:styleId"), "")
            kinds = there.get(qn("w:type"), "paragraph"), style.get(qn("w:type"))
            if kinds[0] != kinds[1]:
                wrong = f"the style “{_name(style)}” is of another kind than a report needs"
                faults.append(Fault(str(template), wrong, f"a {kinds[0]} style", f"a {kinds[1]} style"))
        ids[_name(style)] = renamed[mine] = id
    if faults:
        raise InputError(faults)
    for name, style in wanted.items():
        if name not in have:
            styles.append(_renamed(style, renamed))
    return ids


def _name(style: Element) -> str:
    found = style.find(qn("w:name"))
    assert found is not None
    return str(found.get(qn("w:val")))


def _renamed(style: Element, ids: Mapping[str | None, str]) -> Element:
    """One of our styles, standing on the document's own."""
    made = deepcopy(style)
    made.set(qn("w:styleId"), ids[made.get(qn("w:styleId"))])
    # the document has its own default styles
    made.attrib.pop(qn("w:default"), None)
    for tag in ("w:basedOn", "w:next"):
        link = made.find(qn(tag))
        if link is not None:
            link.set(qn("w:val"), ids[link.get(qn("w:val"))])
    return made


def _set_language(styles: Element, locale: Locale) -> None:
    """The language of all text that names none: of East Asian letters, and of all others.

    Latin letters in a Korean document are English, as Word itself has it: or their words are broken anywhere.
    """
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = el("docDefaults")
        styles.insert(0, defaults)
    for tag in ("rPrDefault", "rPr"):
        inner = defaults.find(qn(f"w:{tag}"))
        if inner is None:
            inner = el(tag)
            defaults.insert(0, inner)
        defaults = inner
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    latin, asian = tags_of(locale)
    defaults.append(el("lang", val=latin, eastAsia=asian, bidi="ar-SA"))
