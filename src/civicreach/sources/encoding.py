"""The text of a file whose encoding is declared, marked, or has to be found from its bytes."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from civicreach.records.errors import InputError
from civicreach.records.words import Message, message

from .files import InputFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# What might be meant where nothing else fits, and the letters that would show it
_SCRIPTS = (
    ("cp1255", "HEBREW"),
    ("cp1251", "CYRILLIC"),
    ("cp1253", "GREEK"),
    ("cp1256", "ARABIC"),
    ("shift_jis", "HIRAGANA KATAKANA CJK"),
    ("gb18030", "CJK"),
    ("big5", "CJK"),
    ("cp850", "LATIN"),
)

_FOREIGN = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, composed (NFC), and how it was written.

    Attributes
    ----------
    text : str
        Without byte-order marks.
    encoding : str
        As declared or found.
    notes : tuple of Message
        What was guessed, dropped or composed.
    """

    text: str
    encoding: str
    notes: tuple[Message, ...] = ()


def decode(file: InputFile, declared: str | None = None) -> Decoded:
    """The text of a file.

    Where nothing is declared: by its mark; else UTF-8 if all bytes fit; else cp949 if all bytes fit and most
    of the characters that are not ASCII are Hangul of KS X 1001; else windows-1252, which is a guess and said so.

    Parameters
    ----------
    file : InputFile
        The bytes.
    declared : str, optional
        The encoding that the study declares.

    Raises
    ------
    InputError
        The declared encoding is not known or does not fit, with the line and byte where it fails and what the
        file looks like instead; or no encoding can be told from the bytes; or NUL bytes.

    Examples
    --------
    >>> decode(InputFile("a.csv", "지역,인구".encode("cp949"))).encoding
    'cp949'
    """
    encoding = _declared(file, declared) if declared else _found(file)
    try:
        text = file.data.decode(encoding)
    except UnicodeDecodeError as error:
        raise file.refusal(
            (
                message("is not {declared}, as declared", declared=declared)
                if declared
                else message("is {encoding} text except for some bytes", encoding=_plain(encoding))
            ),
            at=message("line {line}", line=str(_line(file.data, error.start, encoding))),
            found=message(
                "byte 0x{data}, number {start} of the file", data=f"{file.data[error.start]:02X}", start=error.start + 1
            ),
            right=_right(file, encoding),
        ) from None
    if "\0" in text:
        raise _not_text(file, text[: text.index("\0")], encoding)
    notes = [] if declared else _guesses(file, text, encoding)
    if declared and not text.isascii() and _look(file.data) == "utf-8" != _plain(encoding):
        notes.append(
            message("read as {encoding}, as declared, though all its bytes are valid UTF-8", encoding=declared)
        )
    text, more = _clean(text)
    return Decoded(text, _plain(encoding), (*notes, *more))


def composed(text: str) -> str:
    """The same text with composed letters (Unicode NFC), so that names compare equal.

    >>> len(composed("\u1112\u1161\u11ab"))
    1
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_korean(text: str) -> bool:
    """Whether most characters outside ASCII are Hangul of KS X 1001, the 2,350 syllables in everyday use.

    Rarer syllables do not count: in cp949 they share their bytes with Western capitals before a letter.
    """
    counts = Counter("".join(match[0] for match in islice(_FOREIGN.finditer(text), 20_000)))
    # euc_kr writes a syllable outside KS X 1001 as a sequence of eight bytes
    korean = sum(n for char, n in counts.items() if "가" <= char <= "힣" and len(char.encode("euc_kr")) == 2)
    return 2 * korean > counts.total()


def _declared(file: InputFile, declared: str) -> str:
    try:
        "".encode(declared)  # a codec of bytes to bytes, such as "hex", is no encoding of text
    except LookupError:
        right = message(
            "a name such as 'utf-8', 'cp949' or 'windows-1252'; this file looks like {data}",
            data=_look(file.data) or "none",
        )
        raise file.refusal(
            message("is declared in an encoding that is not known"), found=declared, right=right
        ) from None
    # the mark is dropped with the text, so that bytes are counted from the beginning of the file
    return "utf-8" if _plain(declared) == "utf-8" else declared


def _found(file: InputFile) -> str:
    look = _look(file.data)
    if not look and b"\0" in file.data[:1000]:
        raise _not_text(file, file.data[: file.data.index(0)].decode("latin-1"), "utf-8")
    if look and (look != "windows-1252" or _is_western(file.data)):
        return look
    if near := _nearly(file.data):
        return near
    shown = []
    for encoding, script in _SCRIPTS:
        if sample := _sample(file.data, encoding, script):
            shown.append(f'"{encoding}" would read {sample!r}')
    raise file.refusal(
        message("is in an encoding that cannot be told from its bytes: not UTF-8, not Korean (cp949), not Western"),
        right=f"declare encoding{file.under}" + (": " + "; ".join(shown) if shown else ""),
    )


def _look(data: bytes) -> str:
    """The encoding that the bytes look like; empty where none fits."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if b"\0" in data[:1000]:
        # digits and delimiters have a zero byte each in UTF-16, all in even or all in odd places
        even, odd = data[0:1000:2].count(0), data[1:1000:2].count(0)
        if (even and odd) or even + odd < max(3, len(data[:1000]) // 50):
            return ""
        return "utf-16-le" if odd else "utf-16-be"
    if _fits(data, "utf-8"):
        return "utf-8"
    if _fits(data, "cp949") and is_korean(data.decode("cp949")):
        return "cp949"
    return "windows-1252" if _fits(data, "windows-1252") else ""


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _nearly(data: bytes) -> str:
    """An encoding that fits all but a few bytes, such as a file that was cut within a character."""
    for encoding in ("utf-8", "cp949"):
        text = data.decode(encoding, "replace")
        bad = text.count("\ufffd")
        good = sum(len(match[0]) for match in _FOREIGN.finditer(text)) - bad
        if good >= 10 * bad and (encoding == "utf-8" or is_korean(text)):
            return encoding
    return ""


def _is_western(data: bytes) -> bool:
    """Whether accents stand singly, as in Western Europe, and not in words of their own, as in other alphabets."""
    if _nearly(data):
        return False
    runs = [len(match[0]) for match in islice(_FOREIGN.finditer(data.decode("windows-1252")), 5000)]
    return sum(run for run in runs if run > 2) <= sum(runs) / 4


def _sample(data: bytes, encoding: str, script: str) -> str:
    """The first words that an encoding would read, if they are in the script that it is for."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    runs = [match[0] for match in islice(_FOREIGN.finditer(text), 200)]
    names = [unicodedata.name(char, "").split(" ")[0] for run in runs for char in run]
    if 2 * sum(name in script.split() for name in names) <= len(names):
        return ""
    return next((run for run in runs if len(run) > 2), runs[0])[:20]


def _right(file: InputFile, tried: str) -> str:
    look = _look(file.data)
    if look in ("", "windows-1252"):
        look = _nearly(file.data) or look
    if not look or look == _plain(tried):
        return "mend these bytes, or export the file again"
    return f'it looks like {look}: declare encoding = "{look}"{file.under}'


def _not_text(file: InputFile, before: str, tried: str) -> InputError:
    wrong = message("holds NUL characters: it is not a text file, or it was cut short, or it is UTF-16")
    wide = _look(file.data).startswith("utf-16") and not _plain(tried).startswith("utf-16")
    right = _right(file, tried) if wide else message("export the file again")
    return file.refusal(wrong, at=message("line {line}", line=str(_lines(before))), right=right)


def _guesses(file: InputFile, text: str, encoding: str) -> list[Message]:
    if encoding == "windows-1252":
        found = next(_FOREIGN.finditer(text))
        around = text[max(0, found.start() - 8) : found.end() + 8].splitlines()
        sample = next(part for part in around if _FOREIGN.search(part))
        return [
            message(
                "encoding neither declared nor marked: windows-1252 is a guess ({sample})", sample=repr(sample.strip())
            )
        ]
    if encoding == "cp949":
        return [message("encoding found from its Hangul: cp949")]
    if encoding in ("utf-16-le", "utf-16-be"):
        return [message("encoding found from its zero bytes: {encoding}", encoding=encoding)]
    return []


def _plain(encoding: str) -> str:
    """One name for one encoding: ``UTF8`` and ``utf-8-sig`` are ``utf-8``."""
    return {"utf-8-sig": "utf-8", "cp1252": "windows-1252"}.get(name := codecs.lookup(encoding).name, name)


def _line(data: bytes, byte: int, encoding: str) -> int:
    return _lines(data[:byte].decode(encoding, "ignore"))


def _lines(before: str) -> int:
    return (before.count("\n") or before.count("\r")) + 1


def _clean(text: str) -> tuple[str, list[Message]]:
    notes = []
    text = text.removeprefix("\ufeff")
    if marks := text.count("\ufeff"):
        line = _lines(text[: text.index("\ufeff")])
        notes.append(
            message("byte-order marks inside the file dropped: {n}, the first on line {line}", n=marks, line=str(line))
        )
        text = text.replace("\ufeff", "")
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        notes.append(message("letters composed (Unicode NFC)"))
        text = unicodedata.normalize("NFC", text)
    return text, notes
