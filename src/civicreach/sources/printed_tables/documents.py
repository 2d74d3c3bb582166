"""Tables of a Word document, read from its XML; imported only when a document is read."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from civicreach.records.errors import Fault, InputError
from civicreach.records.words import message

Grid = list[list[str]]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Bytes of XML; a document with more is no paper.
_LARGEST = 60_000_000


def tables_of_document(name: str, data: bytes) -> list[Grid]:
    """The tables of a .docx as grids of cells, each with the paragraph above it and those below it.

    A cell that spans columns is followed by empty cells, so that those below stay in their column.

    Raises
    ------
    InputError
        A file that is not a Word document.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo("word/document.xml").file_size > _LARGEST:
                raise InputError([Fault(name, message("is too large for printed numbers"))])
            content = archive.read("word/document.xml")
        if b"<!DOCTYPE" in content[:2000]:
            raise InputError([Fault(name, message("is not a Word document"))])
        body = ElementTree.fromstring(content).find(f"{_W}body")
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, NotImplementedError, EOFError):
        right = message("a .docx file, as Word saves it")
        raise InputError([Fault(name, message("is not a Word document"), right=right)]) from None
    grids: list[Grid] = []
    above: list[str] = []
    for element in body if body is not None else ():
        if element.tag == f"{_W}p" and (text := _text(element)):
            above.append(text)
            if grids:
                # legends and notes; a title is told from them where the table is read
                grids[-1].append([text])
        elif element.tag == f"{_W}tbl":
            title = next((text for text in reversed(above) if text.casefold().startswith(("table", "표", "<표"))), "")
            if grids and title:
                while [title] in grids[-1]:
                    grids[-1] = grids[-1][: grids[-1].index([title])]
            grids.append([[title or (above[-1] if above else "")], *_rows(element)])
            above = []
    return grids


def _rows(table: ElementTree.Element) -> Grid:
    rows = []
    for line in table.iter(f"{_W}tr"):
        cells: list[str] = []
        for cell in line.findall(f"{_W}tc"):
            cells.append(" ".join(filter(None, (_text(part) for part in cell.iter(f"{_W}p")))))
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = span.get(f"{_W}val", "1") if span is not None else "1"
            cells += [""] * (min(int(width), 50) - 1 if width.isdigit() else 0)
        rows.append(cells)
    return rows


def _text(element: ElementTree.Element) -> str:
    parts = []
    for node in element.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br"):
            parts.append(" ")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
    return "".join(parts).strip()
