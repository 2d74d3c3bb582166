"""Files of printed numbers in every layout and kind that is read, and what is said of those that are not."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from tests.conftest import KOREA, ROOT

from civicreach.records.errors import InputError
from civicreach.records.printed import read_printed
from civicreach.records.printed_study import PrintedStudy, StudyTable
from civicreach.sources.printed_tables import read_printed_study

PASTED = """<Table 3> Descriptive Statistics

Min Max Mean Standard Deviation N

N_like 52 289353 21439.58 42398.051 90

level of area 0 1 0.19 0.394 90

<Table 4> Regression Results with 'Likes' as the Dependent Variable

Stndardized
Coefficient(ß)

t-value p-value

Independent
Variables

median_age 0.208 1.969 0.053*

purpose_push -0.069 -0.958 0.341

Constant -1.871 0.065*

R² (Modified R²) 0.676 (0.631)

F 14.812

Significance 0.000***

*p<0.10 **p<0.05 ***p<0.01
"""

CSV = """Table 2. Results of OLS regression (n = 90)
,Model 1,,,Model 2,,
,B,S.E.,t,B,S.E.,t
Age,0.52,0.26,2.00*,0.50,0.25,2.00*
Constant,2.0,1.0,2.00*,1.0,0.5,2.00*
R2,0.35,,,0.40,,
"* p<.05, ** p<.01"
"""


def read(folder: Path, name: str, content: str | bytes) -> PrintedStudy:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_printed_study(path)


def check_regression(table: StudyTable) -> None:
    assert table.cells["median_age"] == {"Coefficient(ß)": "0.208", "t-value": "1.969", "p-value": "0.053*"}
    assert table.cells["Constant"] == {"t-value": "-1.871", "p-value": "0.065*"}
    assert table.cells["F"] == {"Coefficient(ß)": "14.812"}
    assert table.stars == {"*": "p<0.10", "**": "p<0.05", "***": "p<0.01"}


def test_pasted_from_a_pdf(tmp_path: Path) -> None:
    study = read(tmp_path, "paper.txt", PASTED)
    first, second = study.tables
    assert first.title.startswith("<Table 3>") and first.cells["level of area"]["Standard Deviation"] == "0.394"
    check_regression(second)
    assert study.table("Table 4") is second
    assert any("t-value" in note for note in study.notes)


def test_separated(tmp_path: Path) -> None:
    for name, text in (
        ("a.csv", CSV),
        ("a.tsv", CSV.replace(",", "\t").replace('"', "").replace("*p<.05\t", "*p<.05, ")),
    ):
        (table,) = read(tmp_path, name, text).tables
        assert table.n == "90"
        assert table.cells["Age"]["Model 1 B"] == "0.52" and table.cells["Age"]["Model 2 t"] == "2.00*"
        assert table.cells["R2"] == {"Model 1 B": "0.35", "Model 2 B": "0.40"}
        assert table.stars["**"] == "p<.01"


def test_a_column_without_a_heading_is_left_out(tmp_path: Path) -> None:
    (table,) = read(tmp_path, "a.csv", ",Mean,SD,\nage,43.38,4.69,7\nlevel,0.19,0.394,8\n").tables
    assert table.cells["age"] == {"Mean": "43.38", "SD": "4.69"}


def test_markdown_and_wide_spaces(tmp_path: Path) -> None:
    (table,) = read(tmp_path, "a.md", "| | b (se) | p |\n|---|---|---|\n| age | 0.50 (0.25) | .049 |\nn = 100\n").tables
    assert table.cells == {"age": {"b (se)": "0.50 (0.25)", "p": ".049"}} and table.n == "100"
    text = "Table 1. Logit\n            Coef.    Std. Err.    z\nage of town   0.050    0.020     2.50**\n"
    (table,) = read(tmp_path, "b.txt", text).tables
    assert table.cells["age of town"] == {"Coef.": "0.050", "Std. Err.": "0.020", "z": "2.50**"}


def document(rows: list[list[str]], *, above: str, below: str) -> bytes:
    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t>{text.replace('<', '&lt;')}</w:t></w:r></w:p>"

    lines = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    xml = (
        f"<w:document {names}><w:body>{paragraph(above)}<w:tbl>{lines}</w:tbl>{paragraph(below)}</w:body></w:document>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return made.getvalue()


def test_document(tmp_path: Path) -> None:
    rows = [["", "Coefficient(ß)", "t-value", "p-value"], ["median_age", "0.208", "1.969", "0.053*"],
            ["Constant", "", "-1.871", "0.065*"], ["F", "14.812", "", ""]]  # fmt: skip
    data = document(rows, above="Table 4. Likes", below="*p<0.10 **p<0.05 ***p<0.01")
    (table,) = read(tmp_path, "paper.docx", data).tables
    assert table.title == "Table 4. Likes"
    check_regression(table)


def test_workbook(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(
            [["Table 1. Means"], ["", "Mean", "SD", "N"], ["age", 43.38, "4.690", 90], ["level", "0.19", "0.394", "90"]]
        ):
            for j, value in enumerate(row):
                sheet.write(i, j, value)
    (table,) = read_printed_study(path).tables
    assert table.title == "Table 1. Means"
    assert table.cells["age"] == {"Mean": "43.38", "SD": "4.690", "N": "90"}


def test_the_file_of_a_study_run_is_read_too() -> None:
    study = read_printed_study(KOREA / "printed.json")
    run = read_printed(KOREA, "printed.json")
    assert [table.key for table in study.tables] == list(run)
    assert study.table("model-likes").model["r2"] == "0.676"  # type: ignore[union-attr]
    assert study.stars["***"] == "0.01"


def test_json_and_toml_say_the_same(tmp_path: Path) -> None:
    gallery = ROOT / "docs" / "examples" / "printed-paper" / "printed.toml"
    import tomllib

    as_json = read(tmp_path, "a.json", json.dumps(tomllib.loads(gallery.read_text(encoding="utf-8"))))
    as_toml = read_printed_study(gallery)
    assert (as_json.tables, as_json.claims, as_json.stars, as_json.n) == (
        as_toml.tables,
        as_toml.claims,
        as_toml.stars,
        as_toml.n,
    )


def test_numbers_that_are_not_text_keep_their_digits(tmp_path: Path) -> None:
    study = read(tmp_path, "a.json", '{"tables": {"t": {"cells": {"age": {"mean": 0.10, "n": 90}}}}}')
    assert study.tables[0].cells["age"] == {"mean": "0.10", "n": "90"}
    study = read(tmp_path, "a.toml", "[tables.t.cells]\nage = { mean = 0.10, n = 90 }\n")
    assert study.tables[0].cells["age"] == {"mean": "0.10", "n": "90"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", "", "is empty"),
        ("a.json", "{", "is not json"),
        ("a.json", "[" * 100_000, "nested"),
        ("a.toml", "a = ", "is not toml"),
        ("a.json", "[1]", "layout"),
        ("a.json", "{}", "no table"),
        ("a.json", '{"tables": {"t": {"rows": {}}}}', "has no cells"),
        ("a.json", '{"tables": {"t": {"cells": {"a": {"b": [1]}}, "sort": "x"}}}', "is not a key of a table"),
        ("a.json", '{"tables": {"t": {"cells": {}, "kind": "best"}}}', "is not known"),
        ("a.json", '{"tables": {"t": {"cells": {}}}, "claims": [{"sais": "x"}]}', "is not a key of a claim"),
        ("a.json", '{"tables": {"t": {"cells": {}}}, "claims": [{"says": "x", "cells": [["a"]]}]}', "is not a cell"),
        ("a.json", b"\xff\xfe\xfa", "is not UTF-8"),
        ("a.docx", b"PK\x03\x04 nothing", "is not a Word document"),
        ("a.xlsx", b"PK\x03\x04 nothing", "damaged"),
        ("a.csv", "a,b\nx,y\n", "holds no table"),
        ("a.pdf", "x", "is not a kind of file"),
        ("a.txt", "Nothing but words here.\n", "holds no table"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, content: str | bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path, name, content)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        read_printed_study(tmp_path / "a.json")


def test_all_faults_at_once(tmp_path: Path) -> None:
    text = '{"tables": {"t": {"cells": {"a": {"b": {}}}, "kind": "best", "x": 1}}, "y": 2, "rounding": "up"}'
    with pytest.raises(InputError) as refused:
        read(tmp_path, "a.json", text)
    assert len(refused.value.faults) == 5
