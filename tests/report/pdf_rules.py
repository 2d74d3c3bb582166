"""Rules of PDF/A-2b (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) that a test can read from a file.

No validator such as veraPDF (Java) is packaged for Debian or PyPI. These are the rules that a report could break:
each is a function that gives the faults it finds, and `RULES` is the list of what is checked, by clause.
Not checked: the glyphs' widths, colour inside the ICC profile, and what only a person can judge, such as whether
an alternative text says what a figure shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

Faults = Iterator[str]

_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "a": "http://www.aiim.org/pdfa/ns/id/",
    "ua": "http://www.aiim.org/pdfua/ns/id/",
}

# operators that put something on the page, which must be tagged or an artifact
_PAINTS = frozenset(["Tj", "TJ", "'", '"', *"Do S s f F f* B B* b b* sh EI".split(), "INLINE IMAGE"])  # noqa: SIM905

_STANDARD = frozenset(
    re.findall(
        r"\w+",
        """Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl
    LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Figure Formula
    Form""",
    )
)


def xmp(pdf: pikepdf.Pdf) -> ElementTree.Element:
    """The metadata of the whole file."""
    packet = pdf.Root.Metadata.read_bytes().decode("utf-8")
    return ElementTree.fromstring(re.sub(r"<\?xpacket.*?\?>", "", packet).strip())


def said(pdf: pikepdf.Pdf, name: str) -> str:
    """A property of the metadata, as an element or as an attribute; empty where it is not there."""
    space, key = name.split(":")
    tag = f"{{{_SPACES[space]}}}{key}"
    for node in xmp(pdf).iter():
        if node.tag == tag:
            return "".join(node.itertext()).strip()
        if tag in node.attrib:
            return node.attrib[tag]
    return ""


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the structure, in the order of reading."""

    def below(node: Any) -> Iterator[Any]:
        for kid in kids(node):
            yield kid
            yield from below(kid)

    yield from below(pdf.Root.StructTreeRoot)


def kids(node: Any) -> list[Any]:
    """The elements right under one."""
    found = node.get(Name.K, Array())
    listed = found if isinstance(found, Array) else [found]
    return [kid for kid in listed if isinstance(kid, Dictionary) and Name.S in kid]


def fonts(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any, Any]]:
    """Every font with its descriptor: name, font, descriptor."""
    for object in pdf.objects:
        if isinstance(object, Dictionary) and object.get(Name.Type) == Name.Font and Name.DescendantFonts not in object:
            yield str(object.get(Name.BaseFont, "a font")), object, object.get(Name.FontDescriptor)


# PDF/A-2b --------------------------------------------------------------------------------------------------------


def header(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", data):
        yield "the file does not begin with %PDF-1.n and a comment of four high bytes"


def trailer(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    if Name.ID not in pdf.trailer:
        yield "the trailer has no ID"
    if pdf.is_encrypted:
        yield "the file is encrypted"


def streams(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    for object in pdf.objects:
        if isinstance(object, Stream):
            if Name.F in object:
                yield "a stream lies in another file"
            filters = object.get(Name.Filter, Array())
            for each in filters if isinstance(filters, Array) else [filters]:
                if each in (Name.LZWDecode, Name.Crypt):
                    yield f"a stream uses {each}"


def output_intent(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    intents = [i for i in pdf.Root.get(Name.OutputIntents, Array()) if i.get(Name.S) == Name.GTS_PDFA1]
    if len(intents) != 1:
        yield f"{len(intents)} output intents GTS_PDFA1"
    for intent in intents:
        profile = intent.DestOutputProfile.read_bytes()
        if profile[36:40] != b"acsp" or int(intent.DestOutputProfile.N) not in (1, 3, 4):
            yield "the output intent's profile is no ICC profile"


def embedded(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    for name, font, descriptor in fonts(pdf):
        if font.get(Name.Subtype) == Name.Type3:
            continue
        if descriptor is None or not any(f"/{key}" in descriptor for key in ("FontFile", "FontFile2", "FontFile3")):
            yield f"{name} is not embedded"


def pictures(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    for object in pdf.objects:
        if isinstance(object, Stream) and object.get(Name.Subtype) == Name.Image:
            if object.get(Name.Interpolate):
                yield "a picture is interpolated"
            if Name.Alternates in object or Name.OPI in object:
                yield "a picture has alternates"
        if isinstance(object, Stream) and object.get(Name.Subtype) == Name.PS:
            yield "a PostScript object"


def actions(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    forbidden = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetOCGState"}
    for object in pdf.objects:
        if isinstance(object, Dictionary) and str(object.get(Name.S, "")) in forbidden:
            yield f"an action {object.S}"
        if isinstance(object, Dictionary) and Name.AA in object:
            yield "additional actions"
    if Name.Names in pdf.Root and Name.EmbeddedFiles in pdf.Root.Names:
        yield "a file is embedded"


def annotations(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    for number, page in enumerate(pdf.pages, 1):
        for note in page.get(Name.Annots, Array()):
            if note.Subtype != Name.Link:
                yield f"page {number} has an annotation {note.Subtype}"
            # printed, and neither hidden nor invisible
            if int(note.get(Name.F, 0)) & 0b100111 != 0b100:
                yield f"page {number}: flags of an annotation are {note.get(Name.F)}"


def metadata(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    if Name.Filter in pdf.Root.Metadata:
        yield "the metadata are compressed"
    if (said(pdf, "a:part"), said(pdf, "a:conformance")) != ("2", "B"):
        yield "the metadata do not say PDF/A-2b"


# PDF/UA-1 --------------------------------------------------------------------------------------------------------


def identified(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    if said(pdf, "ua:part") != "1":
        yield "the metadata do not say PDF/UA-1"


def titled(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    if not said(pdf, "dc:title"):
        yield "the metadata have no title"
    if not pdf.Root.get(Name.ViewerPreferences, Dictionary()).get(Name.DisplayDocTitle):
        yield "a window would show the file's name and not its title"


def language(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", str(pdf.Root.get(Name.Lang, ""))):
        yield "the document does not say its language"


def tagged(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    mark = pdf.Root.get(Name.MarkInfo, Dictionary())
    if not mark.get(Name.Marked) or mark.get(Name.Suspects):
        yield "the document is not marked as tagged, or is suspect"
    for number, page in enumerate(pdf.pages, 1):
        marks: list[bool] = []
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator in ("BDC", "BMC"):
                tag = str(instruction.operands[0])
                has_id = len(instruction.operands) > 1 and Name.MCID in instruction.operands[1]
                marks.append(tag == "/Artifact" or has_id)
            elif operator == "EMC":
                marks.pop()
            elif operator in _PAINTS and not any(marks):
                yield f"page {number} paints with {operator} what is neither tagged nor an artifact"
                break


def standard_tags(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    roles = pdf.Root.StructTreeRoot.get(Name.RoleMap, Dictionary())
    for element in elements(pdf):
        tag = str(roles.get(element.S, element.S)).lstrip("/")
        if tag not in _STANDARD:
            yield f"the tag {element.S} means nothing"


def headings(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    before = 0
    for element in elements(pdf):
        level = re.fullmatch(r"/H([1-6])", str(element.S))
        if level:
            if int(level[1]) > before + 1:
                yield f"a heading {element.S} follows one of level {before}"
            before = int(level[1])


def alternatives(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    for element in elements(pdf):
        if element.S in (Name.Figure, Name.Formula) and not str(element.get(Name.Alt, "")).strip():
            yield f"a {element.S} has no alternative text"


def tables(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    for table in (element for element in elements(pdf) if str(element.S) == "/Table"):
        parts = [part for part in kids(table) if str(part.S) != "/Caption"]
        rows = [row for part in parts for row in ([part] if part.S == Name.TR else kids(part))]
        widths = set()
        for row in rows:
            width = 0
            for cell in kids(row):
                if cell.S not in (Name.TH, Name.TD):
                    yield f"a row holds a {cell.S}"
                look = {}
                attributes = cell.get(Name.A, Array())
                for each in attributes if isinstance(attributes, Array) else [attributes]:
                    look.update(each.items())
                if cell.S == Name.TH and "/Scope" not in look:
                    yield "a heading does not say what it heads"
                width += int(look.get("/ColSpan", 1))
            widths.add(width)
        if len(widths) > 1:
            yield f"rows of one table have {sorted(widths)} cells"


def links(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    for number, page in enumerate(pdf.pages, 1):
        notes = page.get(Name.Annots, Array())
        if len(notes) and page.get(Name.Tabs) != Name.S:
            yield f"page {number}: the tabulator does not follow the structure"
        for note in notes:
            if Name.StructParent not in note:
                yield f"page {number}: a link is not in the structure"
            if not str(note.get(Name.Contents, "")).strip():
                yield f"page {number}: a link does not say where it leads"


def readable(pdf: pikepdf.Pdf, data: bytes) -> Faults:
    for object in pdf.objects:
        composite = isinstance(object, Dictionary) and Name.DescendantFonts in object
        if composite and Name.ToUnicode not in object:
            yield f"the letters of {object.BaseFont} have no meaning"


Rule = Callable[[pikepdf.Pdf, bytes], Faults]

#: What is checked: the standard and its clause, what it asks, and the function that looks.
RULES: dict[str, Rule] = {
    "PDF/A-2 6.1.2 the file begins as a PDF of binary data": header,
    "PDF/A-2 6.1.3 the trailer has an ID, and nothing is encrypted": trailer,
    "PDF/A-2 6.1.7 no stream lies outside or is compressed by LZW": streams,
    "PDF/A-2 6.2.3 one output intent with an ICC profile": output_intent,
    "PDF/A-2 6.2.8 pictures are not interpolated and have no alternates": pictures,
    "PDF/A-2 6.2.11.4 all type is embedded": embedded,
    "PDF/A-2 6.3 annotations are links that are printed": annotations,
    "PDF/A-2 6.5, 6.8 no scripts, launches or embedded files": actions,
    "PDF/A-2 6.6.2, 6.6.4 metadata in plain XMP that say part 2, conformance B": metadata,
    "PDF/UA-1 5 the metadata say part 1": identified,
    "PDF/UA-1 7.1 a title, which windows show": titled,
    "PDF/UA-1 7.1 everything painted is tagged or an artifact": tagged,
    "PDF/UA-1 7.1 tags are standard ones": standard_tags,
    "PDF/UA-1 7.2 the language is said": language,
    "PDF/UA-1 7.3 figures have an alternative text": alternatives,
    "PDF/UA-1 7.4.2 no level of headings is skipped": headings,
    "PDF/UA-1 7.5 rows have as many cells, headings say what they head": tables,
    "PDF/UA-1 7.18 links stand in the structure and say where they lead": links,
    "PDF/UA-1 7.21.7 letters have their meaning": readable,
}


def faults_of(file: Path, rule: str) -> list[str]:
    """What a file has against a rule."""
    with pikepdf.open(file) as pdf:
        return list(RULES[rule](pdf, file.read_bytes()))
