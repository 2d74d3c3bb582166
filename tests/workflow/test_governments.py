"""Governments from the register that comes along: codes of their day, and statistics of another year."""

from __future__ import annotations

import pytest
from tests.conftest import StudyMaker, small_files

from civicreach import read_study
from civicreach.linking.register import read_register
from civicreach.records.errors import InputError
from civicreach.workflow.inputs import read_inputs

LISTED = '[governments]\nfile = "governments.csv"\nid = "code"\nname = { en = "name" }\nparent = "region"\n'
REGISTERED = '[governments]\ncountry = "kr"\nat = 2015-09-15\n'
BY_CODE = ('file = "people.csv"\ngovernment = "code"',
           'file = "people.csv"\ngovernment = { column = "code", by = "code", at = 2012-12-31 }')  # fmt: skip


def korean_files() -> dict[str, str | bytes | None]:
    """The small study with twelve counties of Gyeonggi and Gangwon, whose statistics carry the codes of 2012."""
    codes = ["41730", "41800", "41820", "41830", "42720", "42730", "42750", "42760", "42770", "42780", "42790", "42800"]
    files: dict[str, str | bytes | None] = {}
    for name, text in small_files().items():
        for n, code in enumerate(codes):
            text = text.replace(f"G{n:02}", code)
        files[name] = text
    return files


def test_governments_of_a_day_and_statistics_of_another(make_study: StudyMaker) -> None:
    # the twelve answered; statistics of 2012 call Yeoju 41730, a county then and a city with code 41670 in 2015
    folder = make_study((LISTED, REGISTERED), BY_CODE, files={**korean_files(), "governments.csv": None})
    result = read_study(folder).run()
    assert len(result.dataset.governments) == 243
    row = result.dataset.governments.ids.index("41730")
    yeoju = result.dataset.governments.rows[row]
    assert (yeoju.labels["ko"], yeoju.labels["en"], yeoju.level) == ("여주시", "Yeoju-si", "lower tier")
    assert result.dataset.variables["population"].column.values[row] == 1000
    assert int(result.dataset.sampled.sum()) == 10
    assert any("linking/registers/kr.csv" in str(detail) for _, detail in read_study(folder).check().steps)


def test_a_day_beyond_the_register_is_refused(make_study: StudyMaker) -> None:
    folder = make_study((LISTED, REGISTERED.replace("2015-09-15", "2009-09-15")), files=korean_files())
    with pytest.raises(InputError, match=r"(?s)register kr: is not known to hold.*2009-09-15"):
        read_study(folder).run()


def test_the_register_is_read_once() -> None:
    assert read_register("kr") is read_register("kr")


def test_all_rows_without_a_government_are_counted(make_study: StudyMaker) -> None:
    people = small_files()["people.csv"]
    assert isinstance(people, str)
    # of the two strangers one looks like a town of ours
    named = people.replace("code", "town").replace("G0", "Town ").replace("G1", "Town 1") + "Nowhere,5\nTown 1!0x,7\n"
    by_name = 'file = "people.csv"\ngovernment = { column = "town", by = "name" }'
    folder = make_study((BY_CODE[0], by_name), files={"people.csv": named})
    (told,) = [words for words in read_study(folder).run().warnings if "rows without a government" in str(words)]
    assert "2 of 14 (Town 1!0x; Nowhere)" in str(told)


def test_text_is_declared_without_columns(make_study: StudyMaker) -> None:
    people = small_files()["people.csv"]
    assert isinstance(people, str)
    lines = [f"{line},{'class' if not n else n % 3}" for n, line in enumerate(people.splitlines())]
    declared = (f'{BY_CODE[0]}\ncolumns = {{ population = "population" }}', f'{BY_CODE[0]}\ntext = ["class"]')
    folder = read_study(make_study(declared, files={"people.csv": "\n".join(lines) + "\n"}))
    assert read_inputs(folder.study, folder.folder).statistics["people"]["class"].is_text
    with pytest.raises(InputError, match="has no column 'klass'"):
        wrong = (declared[0], declared[1].replace("class", "klass"))
        read_study(make_study(wrong, files={"people.csv": "\n".join(lines) + "\n"})).run()
