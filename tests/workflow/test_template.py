"""A journal's Word template, from study.toml or the command line, and one to start from."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from tests.cli.test_commands import run
from tests.conftest import StudyMaker

from civicreach import read_study
from civicreach.records.errors import InputError, OutputError, StudyError
from civicreach.report.writers.docx import missing_styles
from civicreach.workflow.template import lacking_styles, start_template

NAMED = ("[report]\n", '[report]\ntemplate = "journal.docx"\n')


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A template with a style of ours, a header and instructions."""
    document = docx.Document()
    document.add_paragraph("Instructions to authors")
    document.sections[0].header.paragraphs[0].text = "The Journal"
    document.styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH).font.name = "Georgia"
    path = tmp_path / "journal.docx"
    document.save(str(path))
    return path


def test_the_study_s_own_template(make_study: StudyMaker, journal: Path, tmp_path: Path) -> None:
    folder = make_study(NAMED, files={"journal.docx": journal.read_bytes()})
    out = read_study(folder).run().write(tmp_path / "out", formats=["docx"])
    about = json.loads((out / "civicreach.json").read_text(encoding="utf-8"))
    assert about["template"] == {"path": "journal.docx", "sha256": sha256(journal.read_bytes()).hexdigest()}
    made = docx.Document(str(out / "report-ko.docx"))
    assert made.styles["Table Text"].font.name == "Georgia"
    assert "The Journal" in made.sections[0].header.paragraphs[0].text
    assert not any("Instructions" in paragraph.text for paragraph in made.paragraphs)


def test_the_command_line_s_goes_before_it(make_study: StudyMaker, journal: Path, tmp_path: Path) -> None:
    other = docx.Document()
    other.styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH).font.name = "Gulim"
    other.save(str(tmp_path / "other.docx"))
    folder = make_study(NAMED, files={"journal.docx": journal.read_bytes()})
    options = ["--formats", "docx", "--out", tmp_path / "out", "--json"]
    done = run("run", folder, *options, "--template", tmp_path / "other.docx")
    assert done.returncode == 0, done.stdout + done.stderr
    made = docx.Document(str(tmp_path / "out" / "report-en.docx"))
    assert made.styles["Table Text"].font.name == "Gulim"
    note = json.loads(done.stdout)["notes"][-1]
    # every style that it lacks by name, and how to get them
    assert note.startswith("the Word template other.docx lacks") and "`civicreach template FILE`" in note
    assert all(name in note for name in missing_styles(tmp_path / "other.docx"))
    done = run("run", folder, *options)
    assert "template journal.docx lacks" in json.loads(done.stdout)["notes"][-1]
    # no Word, no word about it
    done = run("run", folder, "--formats", "csv", "--out", tmp_path / "out", "--json")
    assert not any("template" in note for note in json.loads(done.stdout)["notes"])


@pytest.mark.parametrize(
    "content", [b"", b"not a document", b"PK\x03\x04 broken", None], ids=["empty", "text", "broken", "absent"]
)
def test_a_damaged_template_is_refused_before_anything_is_counted(
    make_study: StudyMaker, content: bytes | None
) -> None:
    folder = make_study(NAMED, files={"journal.docx": content, "survey.csv": None})
    for act in (lambda: read_study(folder).check(), lambda: read_study(folder).run()):
        with pytest.raises(InputError, match="the template cannot be read") as refused:
            act()
        (fault,) = refused.value.faults
        assert str(fault.right) == "a .docx or .dotx file as Word saves it" and str(fault.found)


def test_a_cut_off_template_is_refused(journal: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.docx"
    half.write_bytes(journal.read_bytes()[:9000])
    with pytest.raises(InputError, match="the template cannot be read"):
        lacking_styles(half)
    with ZipFile(journal) as file, ZipFile(tmp_path / "xml.docx", "w") as cut:
        for name in file.namelist():
            data = file.read(name)
            cut.writestr(name, data[:300] if name == "word/styles.xml" else data)
    with pytest.raises(InputError, match="the template cannot be read"):
        lacking_styles(tmp_path / "xml.docx")


def test_styles_of_another_kind_are_refused_by_name(journal: Path) -> None:
    document = docx.Document(str(journal))
    document.styles.add_style("Table Note", WD_STYLE_TYPE.CHARACTER)
    document.save(str(journal))
    with pytest.raises(InputError, match="“Table Note” is of another kind"):
        lacking_styles(journal)


def test_a_template_without_word_is_refused(make_study: StudyMaker, journal: Path) -> None:
    done = run("run", make_study(), "--formats", "csv", "--template", journal)
    assert done.returncode == 2
    assert "--template: is for Word" in done.stderr and "--formats docx" in done.stderr


@pytest.mark.parametrize(("name", "lang"), [("a.docx", "en"), ("b.dotx", "ko")])
def test_a_started_template_lacks_nothing(make_study: StudyMaker, tmp_path: Path, name: str, lang: str) -> None:
    done = run("template", tmp_path / name, "--lang", lang)
    assert done.returncode == 0, done.stderr
    assert lacking_styles(tmp_path / name) == ""
    out = read_study(make_study()).run().write(tmp_path / "out", formats=["docx"], template=tmp_path / name)
    made = docx.Document(str(out / "report-ko.docx"))
    assert not any("Headline" in paragraph.text for paragraph in made.paragraphs)
    assert made.core_properties.comments == ""


def test_a_started_template_shows_every_style_of_a_paragraph(tmp_path: Path) -> None:
    document = docx.Document(str(start_template(tmp_path / "t.docx", language="ko")))
    shown = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None}
    for name in ("Body Text", "Headline", "Table Caption", "Table Note", "Table Number", "Table Spanner"):
        assert name in shown.values()
    assert document.paragraphs[0].text == "civicreach 보고서 서식 파일"
    assert document.tables[0].style is not None and document.tables[0].style.name == "Journal Table"


def test_nothing_is_written_over(tmp_path: Path) -> None:
    start_template(tmp_path / "t.docx", language="en")
    with pytest.raises(OutputError, match="already there"):
        start_template(tmp_path / "t.docx", language="en")
    with pytest.raises(StudyError, match="is not the name of a Word template"):
        start_template(tmp_path / "t.odt", language="en")
    with pytest.raises(OutputError, match="cannot be written"):
        start_template(tmp_path / "no" / "t.docx", language="en")
