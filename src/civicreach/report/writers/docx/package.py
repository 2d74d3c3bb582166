"""The file around a document: opened from nothing or from a template, and written the same every time."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from civicreach.records.errors import Fault, InputError
from civicreach.report.writers.layout import clean

from .xml import el

#: The content types of a Word document and of a template; nothing else differs between the two.
_DOCUMENT = b"wordprocessingml.document.main+xml"
_TEMPLATE = b"wordprocessingml.template.main+xml"


def base() -> Document:
    """An empty document on A4 with margins of 2.5 cm; its East Asian letters are Korean unless they say otherwise."""
    document = docx.Document()
    body = document.element.body
    section = body.sectPr
    for old in list(section):
        section.remove(old)
    section.append(el("pgSz", w=11906, h=16838))
    margins = {"top": 1417, "right": 1417, "bottom": 1417, "left": 1417, "header": 709, "footer": 709, "gutter": 0}
    section.append(el("pgMar", **margins))
    settings = document.settings.element
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")  # or Word shows the document as one of an old version
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "ko-KR")
    for relations in (document.part.package.rels, document.part.rels):
        for id, relation in list(relations.items()):
            if relation.reltype.endswith(("/thumbnail", "/stylesWithEffects")):
                del relations[id]
    return document


def opened(template: Path) -> Document:
    """A template without its text: styles, page, headers and footers stay.

    Raises
    ------
    InputError
        It cannot be read as a Word document.
    """
    try:
        document = docx.Document(BytesIO(_as_document(template.read_bytes())))
    except (OSError, BadZipFile, OpcError, ValueError, KeyError, SyntaxError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is no Word document"
        fault = Fault(str(template), "the template cannot be read", reason, "a .docx or .dotx file as Word saves it")
        raise InputError([fault]) from None
    body = document.element.body
    # the first section carries the headers that the others inherit
    first = next(body.iter(qn("w:sectPr")), None)
    for child in list(body):
        body.remove(child)
    body.append(first if first is not None else base().element.body.sectPr)
    return document


def _as_document(data: bytes) -> bytes:
    return _retyped(data, _TEMPLATE, _DOCUMENT)


def as_template(data: bytes) -> bytes:
    """A document's bytes as those of a .dotx, from which Word starts new documents."""
    return _retyped(data, _DOCUMENT, _TEMPLATE)


def _retyped(data: bytes, old: bytes, new: bytes) -> bytes:
    with ZipFile(BytesIO(data)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    types = "[Content_Types].xml"
    return _zipped({**members, types: members[types].replace(old, new)})


def saved(document: Document, *, title: str, language: str, keywords: str, comments: str, made_by: str) -> bytes:
    """The bytes of a document, the same for the same document."""
    properties = document.core_properties
    properties.author = properties.last_modified_by = made_by
    properties.title, properties.comments = "", ""
    properties.language, properties.keywords, properties.revision = language, keywords, 1
    for element in properties._element:
        # when it was written is no part of what it says
        if element.tag.startswith("{http://purl.org/dc/terms/}"):
            properties._element.remove(element)
        # python-docx itself takes no more than 255 letters
        for tag, text in (("title", title), ("description", comments)):
            if element.tag == f"{{http://purl.org/dc/elements/1.1/}}{tag}":
                element.text = clean(text)
    out = BytesIO()
    document.save(out)
    with ZipFile(out) as file:
        return _zipped({name: file.read(name) for name in file.namelist()})


def _zipped(members: dict[str, bytes]) -> bytes:
    """A zip file that knows no hour."""
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for name, data in members.items():
            info = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            file.writestr(info, data)
    return out.getvalue()
