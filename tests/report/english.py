"""English sentences in what a Korean reader sees: runs of two or more words in Latin letters."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Collection, Iterator
from xml.etree import ElementTree

_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]+(?:[ ,:;()]+[A-Za-z][A-Za-z'’-]+)+")

#: What stands in Latin letters in Korean too: methods and statistics by the names of their authors, fields of files.
NAMES = (
    "Westfall–Young", "Breusch–Pagan(Koenker)", "HC2(Bell–McCaffrey)", "Kruskal-Wallis H", "Jonckheere-Terpstra J",
    "Somers' d", "text, government",
)  # fmt: skip


def english(text: str, own: Collection[str] = ()) -> set[str]:
    """The runs of English in a text, names and the study's `own` words left out.

    >>> english("값 없음: delimiter found, Westfall–Young")
    {'delimiter found'}
    """
    for known in sorted((*NAMES, *own), key=len, reverse=True):
        if " " in known or "," in known or "–" in known:
            text = text.replace(known, "·")
    return {found[0] for found in _RUN.finditer(text)}


def read(name: str, content: str | bytes) -> str:
    """The Korean text of a document; of a page in two languages what stands there in Korean."""
    if isinstance(content, str):
        return "\n".join(_korean(content)) if name.endswith(".html") else re.sub(r"\\(.)", r"\1", content)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        texts = [part for part in parts.namelist() if re.search(r"word/document|sharedStrings|worksheets/sheet", part)]
        return "\n".join(line for part in texts for line in _lines(parts.read(part)))


def _korean(page: str) -> Iterator[str]:
    blocks = re.split(r'<(?=\w+ lang="(?:ko|en)" class="block")', re.sub(r"<svg.*?</svg>", "", page, flags=re.S))
    for block in blocks:
        if re.match(r'\w+ lang="ko"', block):
            yield html.unescape(re.sub(r"<[^>]*>", "\n", f"<{block}"))


def _lines(part: bytes) -> Iterator[str]:
    """The text of each paragraph of Word, or of each cell of a workbook."""
    for element in ElementTree.fromstring(part).iter():
        if element.tag.rpartition("}")[2] in ("p", "si", "is"):
            yield "".join(inner.text or "" for inner in element.iter() if inner.tag.rpartition("}")[2] == "t")
