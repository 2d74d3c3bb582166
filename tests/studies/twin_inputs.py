"""A twin as the two files that the study's make.py reads, so that an ordinary run can confirm it."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

from civicreach.analysis.published.twin.twin import Twin, Twins
from civicreach.records.rounding import shortest

STUDY = Path(__file__).parents[2] / "studies" / "korea-2015"
PURPOSES = ("promotion", "information", "cooperation", "gathering_opinions", "civil_affairs")
POSITIVE = ("very sure", "sure")

#: Numbers of the governments that are positive and lack one thing, by make.py; the second did not answer on purposes.
LACKING = (9, 6, 34, 61, 81, 95)


def twin_files(found: Twins, twin: Twin, folder: Path) -> None:
    """Write twin90.csv and survey114.csv; who is incomplete gets the number under which make.py takes things away."""
    assert found.demand is not None and twin.answers is not None
    answers = twin.answers
    complete = [int(i) for i in answers.complete]
    rest = [i for i in range(answers.n) if i not in complete]
    certainty = answers.columns["table2"]
    lacking = [i for i in rest if certainty[i] in POSITIVE]
    lacking.sort(key=lambda i: answers.columns["promotion"][i] != "")
    assert len(lacking) == len(LACKING) and answers.columns["promotion"][lacking[0]] == ""
    others = [i for i in rest if i not in lacking]
    unsure = [n for n in incomplete_numbers() if n not in LACKING]
    number = dict(zip(lacking + others, [*LACKING, *unsure], strict=True))
    left = [n for n in range(1, answers.n + 1) if n not in set(number.values())]
    number |= dict(zip(complete, left, strict=True))
    with (folder / "twin90.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["case", *found.demand.names])
        for i, row in zip(complete, twin.columns.tolist(), strict=True):
            rows.writerow([number[i], *map(shortest, row)])
    with (folder / "survey114.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["case", *PURPOSES, "certainty"])
        for i in sorted(range(answers.n), key=number.__getitem__):
            rows.writerow([number[i], *(answers.columns[item][i] for item in PURPOSES), certainty[i]])


def incomplete_numbers() -> list[int]:
    """The numbers of the governments that the study leaves out: not sure, or lacking something."""
    with (STUDY / "survey.csv").open(encoding="cp949", newline="") as file:
        unsure = [int(row["code"][1:]) for row in csv.DictReader(file) if row["certainty"] not in "12"]
    return sorted({*unsure, *LACKING})


def study_of_twin(found: Twins, twin: Twin, folder: Path) -> Path:
    """A folder with the study, on inputs made from the twin."""
    source, study = folder / "twin", folder / "study"
    source.mkdir(parents=True)
    study.mkdir()
    twin_files(found, twin, source)
    for name in ("study.toml", "printed.json"):
        shutil.copy(STUDY / name, study / name)
    subprocess.run([sys.executable, str(STUDY / "make.py"), str(source), str(study)], check=True, capture_output=True)
    return study
