"""A text is read back as it was written, or what is wrong with its bytes is said."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from civicreach.sources.encoding import decode, is_korean
from civicreach.sources.files import InputFile
from tests.sources.conftest import sentence

KOREAN = "행정구역,인구\n서울특별시,9631482\n부산광역시,3393191\n똠방각하면,1\n"
GERMAN = "Gemeinde;Einwohner\nMünchen;1353186\nGroß-Gerau;1\nÖhringen;2\nÄmter;3\n"
HEBREW = "name\nירושלים\nתל אביב\n"


def file(data: bytes) -> InputFile:
    return InputFile("a.csv", data, "statistics.population")


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (KOREAN, "utf-8", "utf-8"),
        (KOREAN, "utf-8-sig", "utf-8"),
        (KOREAN, "cp949", "cp949"),
        (KOREAN, "utf-16", "utf-16"),
        (KOREAN, "utf-16-le", "utf-16-le"),
        (KOREAN, "utf-16-be", "utf-16-be"),
        (KOREAN, "utf-32", "utf-32"),
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "cp1252", "windows-1252"),
        ("Île,1\nÉvry,2\nNîmes,3\n", "cp1252", "windows-1252"),
        (HEBREW, "utf-8", "utf-8"),
        ("a,b\n1,2\n", "ascii", "utf-8"),
    ],
)
def test_an_encoding_is_found(text: str, written: str, found: str) -> None:
    decoded = decode(file(text.encode(written)))
    assert (decoded.text, decoded.encoding) == (text, found)


# the 2,350 syllables of KS X 1001
EVERYDAY = [char for char in map(chr, range(0xAC00, 0xD7A4)) if len(char.encode("euc_kr")) == 2]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(st.sampled_from(EVERYDAY), min_size=2, max_size=6), st.integers(0, 10**7)),
        min_size=1,
        max_size=20,
    )
)
def test_korean_in_cp949_is_read_back(rows: list[tuple[str, int]]) -> None:
    text = "지역,인구\n" + "".join(f"{name},{number}\n" for name, number in rows)
    data = text.encode("cp949")
    # a few bytes of cp949 may happen to be UTF-8; nobody could tell
    assume(not fits_utf8(data))
    assert decode(file(data)).text == text


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("abcdefghijklmnoprstuvwz ,;\n0123456789äöüßÄÖÜéèç"), min_size=1, max_size=200))
def test_german_in_cp1252_is_never_korean(text: str) -> None:
    words = " ".join(word for word in text.split(" ") if sum(not char.isascii() for char in word) < 2)
    data = words.encode("cp1252")
    assume(not fits_utf8(data))
    decoded = decode(file(data))
    assert (decoded.text, decoded.encoding) == (words, "windows-1252")


def fits_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_a_guess_is_said_to_be_one() -> None:
    assert any(
        "windows-1252 is a guess" in note and "München" in note
        for note in map(str, decode(file(GERMAN.encode("cp1252"))).notes)
    )
    assert any("Hangul" in note for note in map(str, decode(file(KOREAN.encode("cp949"))).notes))
    assert decode(file(KOREAN.encode())).notes == ()


@pytest.mark.parametrize(
    ("data", "declared", "words"),
    [
        (KOREAN.encode("cp949"), "utf-8", ["line 1: is not utf-8, as", "byte 0xC7, number 1 ", 'encoding = "cp949"']),
        (KOREAN.encode("cp949"), "euc-kr", ["line 4: is not euc-kr, as declared", "byte 0x8C", 'encoding = "cp949"']),
        (KOREAN.encode(), "cp1252", ["is not cp1252", 'encoding = "utf-8" under [statistics.population]']),
        (KOREAN.encode("utf-16"), "utf-8", ["is not utf-8", 'encoding = "utf-16"']),
        (KOREAN.encode("utf-16-le"), "cp1252", ["NUL", 'encoding = "utf-16-le"']),
        (GERMAN.encode("cp1252"), "utf-8", ["line 2: is not utf-8", "0xFC, number 21 ", 'encoding = "windows-1252"']),
        (b"a\nb\n" + KOREAN.encode() + b"\xff\n", "utf-8", ["line 7: is not utf-8", "byte 0xFF", "mend these bytes"]),
        (b"a,b\n1,2\n", "klingon", ["not known", "klingon", "'cp949'", "utf-8"]),
        (b"a,b\n1,2\n", "hex", ["not known", "hex"]),
    ],
)  # fmt: skip
def test_a_declared_encoding_that_does_not_fit(data: bytes, declared: str, words: list[str]) -> None:
    text = sentence(lambda: decode(file(data), declared))
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (KOREAN.encode() + b"\xed\x95", ["line 5: is utf-8 text except for some bytes", "mend these bytes"]),
        (b"\xef\xbb\xbfa,b\n\xff,1\n", ["line 2: is utf-8 text except", "byte 0xFF, number 8 "]),
        (KOREAN.encode("cp949") * 9 + b"\xb0\n", ["line 37: is cp949 text except for some bytes"]),
        (HEBREW.encode("cp1255"), ["cannot be told", "[statistics.population]", '"cp1255" would read \'ירושלים\'']),
        ("имя\nМосква\nПетербург\n".encode("cp1251"), ["cannot be told", '"cp1251" would read \'имя\'']),
        ("東京都\nひらがな\n".encode("shift_jis"), ["cannot be told", '"shift_jis" would read \'東京都\'']),
        (GERMAN.encode("cp850"), ["cannot be told", '"cp850" would read']),
        (b"a,b\n1,\0\n", ["line 2: holds NUL characters"]),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01", ["holds NUL characters"]),
    ],
)  # fmt: skip
def test_bytes_that_fit_no_encoding(data: bytes, words: list[str]) -> None:
    text = sentence(lambda: decode(file(data)))
    assert all(word in text for word in words), text


def test_a_declaration_is_obeyed_and_doubted() -> None:
    decoded = decode(file("Zürich".encode()), "latin-1")
    assert decoded.text == "ZÃ¼rich" and "valid UTF-8" in str(decoded.notes[0])
    assert decode(file("Zürich".encode("latin-1")), "latin-1").notes == ()


def test_a_mark_inside_the_file_is_dropped_and_noted() -> None:
    decoded = decode(file("a,b\n1,2\n".encode("utf-8-sig") + "a,b\n3,4\n".encode("utf-8-sig")))
    assert decoded.text == "a,b\n1,2\na,b\n3,4\n"
    assert "byte-order marks inside the file dropped: 1, the first on line 3" in map(str, decoded.notes)


def test_letters_are_composed() -> None:
    decoded = decode(file(unicodedata.normalize("NFD", KOREAN).encode()))
    assert decoded.text == KOREAN and "letters composed (Unicode NFC)" in map(str, decoded.notes)


def test_rare_syllables_alone_are_not_korean() -> None:
    assert is_korean("서울") and not is_korean("똠펲햏") and not is_korean("漢字") and not is_korean("abc")
    assert is_korean("가가") and is_korean("서울시漢字") and not is_korean("서울漢字語")
