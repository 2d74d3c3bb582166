"""A table from its folder to its cells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.records.study import TableOptions
from civicreach.sources.tables import read_table
from tests.sources.conftest import TableReader, sentence


def test_the_origin_says_how_it_was_read(table: TableReader) -> None:
    read = table("표 1\n\n코드;인구\n'01;5\n'02;6\n".encode("cp949"))
    origin = read.origin
    assert (origin.path, origin.rows, origin.encoding, len(read)) == ("a.csv", 2, "cp949", 2)
    assert read.ids("코드") == ["01", "02"]
    for words in (
        "Hangul",
        "delimiter found: semicolon",
        "1 line above the names",
        "around codes dropped in columns '코드'",
    ):
        assert any(words in note for note in map(str, origin.notes)), words


def test_what_is_declared_is_not_noted(table: TableReader) -> None:
    read = table("코드;인구\n01;5\n".encode("cp949"), encoding="cp949", delimiter=";", header=1)
    assert read.origin.notes == ()


CELL = st.text(st.sampled_from("abc가나 0159,;|'\"\n\t.-"), max_size=8).map(str.strip)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**6).map(lambda n: f"G{n}"), CELL, CELL), min_size=2, max_size=12),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([",", ";", "\t"]),
)
def test_a_table_written_is_the_table_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], encoding: str, delimiter: str
) -> None:
    import csv

    folder = tmp_path_factory.mktemp("study")
    with (folder / "a.csv").open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows([("id", "한글", "other"), *rows])
    read = read_table(folder, "a.csv", TableOptions(delimiter=delimiter))
    assert read.ids("id") == [row[0] for row in rows]
    unguarded = [tuple(cell.removeprefix("'") if guarded(cell) else cell for cell in row) for row in rows]
    assert list(zip(read.texts("id"), read.texts("한글"), read.texts("other"), strict=True)) == unguarded


def guarded(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == "'" and cell[1] in "0123456789" and "'" not in cell[1:]


def test_lines_end_as_they_may(table: TableReader) -> None:
    for end in ("\n", "\r\n", "\r"):
        read = table(f"a,b{end}1,2{end}3,x{end}".encode())
        assert "line 3, column 'b'" in sentence(lambda read=read: read.numbers("b"))  # type: ignore[misc]


def test_a_survey_file_is_not_a_table(table: TableReader) -> None:
    assert "is a survey file, and a table is expected" in sentence(lambda: table(b"$FL2", "a.sav"))


def test_a_csv_needs_no_library_for_workbooks_or_surveys(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    code = (
        "import sys; from pathlib import Path; from civicreach.records.study import TableOptions; "
        "from civicreach.sources.tables import read_table; "
        f"read_table(Path({str(tmp_path)!r}), 'a.csv', TableOptions()).numbers('b'); "
        "print([name for name in ('pandas', 'polars', 'pyreadstat', 'python_calamine', 'duckdb', 'scipy') "
        "if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
