"""Lines of keys in a study file."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.records.errors import StudyError
from civicreach.records.studyfile import parse_study
from civicreach.records.studylines import line_of

TEXT = '''[study]
title = "T"
description = """
[governments]
file = "not a key"
"""
[governments] # the cases
"file" = 'g.csv'
survey.missing."확신" = 1

[[models]]
outcome = "a"
[[models]]
factors = [
  "b",
]
'''


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (["study", "title", "en"], 2),
        (["governments"], 7),
        (["governments", "file"], 8),
        (["governments", "survey", "missing", "확신"], 9),
        (["models", 0, "outcome"], 12),
        (["models", 1, "factors"], 14),
        (["models", 1, "factors", 0], 15),
        (["models", 1, "outcome"], 13),
        (["survey", "file"], None),
    ],
)
def test_a_key_is_found_in_its_line(location: list[str | int], line: int | None) -> None:
    assert line_of(location, TEXT) == line


NESTED = '''[report] # a comment with """ in it
title = "#\\"no comment"
matrix = [ # \'\'\' neither
  ["outcome = 1", [2]],
  { outcome = "[[models]]", labels."b.c" = { en = "B" } },
]
[[models]]
outcome = "a"
[models.labels]
en = "A"
[[models.parts]]
name = "first"
[[models]]
outcome = "b"
[models.labels]
en = "B"
[[models.parts]]
name = """
[models.labels]
en = "no""""
[[models.parts]]
name = "second"
'''


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (["report", "title"], 2),
        (["report", "matrix", 0, 0], 4),
        (["report", "matrix", 0, 1, 0], 4),
        (["report", "matrix", 1, "outcome"], 5),
        (["report", "matrix", 1, "labels", "b.c", "en"], 5),
        (["models", 0, "outcome"], 8),
        (["models", 0, "labels", "en"], 10),
        (["models", 0, "parts", 0, "name"], 12),
        (["models", 1, "labels"], 15),
        (["models", 1, "labels", "en"], 16),
        (["models", 1, "parts", 0, "name"], 18),
        (["models", 1, "parts", 1, "name"], 22),
        (["outcome"], None),
    ],
)
def test_what_is_nested_is_found_in_its_line(location: list[str | int], line: int | None) -> None:
    tomllib.loads(NESTED)
    assert line_of(location, NESTED) == line


def test_a_fault_says_its_line() -> None:
    with pytest.raises(StudyError) as caught:
        parse_study('[study]\ntitle = "T"\ntimezone = "UTC"\n[governments]\nfile = "g.csv"\nid = "code"\nlevl = "x"')
    assert [str(fault.where) for fault in caught.value.faults] == ["study.toml line 7, [governments] levl"]


KEYS = st.sampled_from(["a", "b", "c-1", "outcome", "models"]) | st.text("a[]{}=#.,'\" 확", min_size=1, max_size=4)
GAPS = st.sampled_from(["", " ", '# a ] } = 7 """ \'\n', "\n", "\n\n  "])
TEXTS = st.sampled_from(
    ['"x = [1]"', "'# no'", '"""\n[a]\nb = 9\n"""', "''" + "'\n\"\"\"\n''" + "'", '"\\\\\\""', '"""a""""', '""']
)


@st.composite
def written(draw: st.DrawFn) -> str:
    """A document in which every number is the line that it is written in."""
    lines = [""]

    def say(text: str) -> None:
        first, *more = text.split("\n")
        lines[-1] += first
        lines.extend(more)

    def key(name: str) -> str:
        return name if re.fullmatch(r"[a-z0-9-]+", name) else json.dumps(name, ensure_ascii=draw(st.booleans()))

    def value(depth: int, breaks: bool) -> None:
        kind = draw(st.sampled_from(["number", "text", "array", "braces"] if depth < 3 else ["number", "text"]))
        if kind == "number":
            say(str(len(lines)))
        elif kind == "text":
            say(draw(TEXTS.filter(lambda text: breaks or "\n" not in text)))
        elif kind == "array":
            say("[")
            for _ in range(draw(st.integers(0, 3))):
                say(draw(GAPS) if breaks else " ")
                value(depth + 1, breaks)
                say(" ,")
            say((draw(GAPS) if breaks else "") + "]")
        else:
            names = draw(st.lists(KEYS, max_size=2, unique=True))
            say("{")
            for place, name in enumerate(names):
                say(", " if place else " ")
                say(f"{key(name)} = ")
                value(depth + 1, False)
            say(" }")

    def keys() -> None:
        for name in draw(st.lists(KEYS, max_size=3, unique=True)):
            say(draw(GAPS.filter(lambda gap: "#" not in gap or gap.endswith("\n"))))
            say(f"{key(name)} = ")
            value(0, True)
            say("\n")

    keys()
    for number in range(draw(st.integers(0, 3))):
        many = draw(st.booleans())
        for _ in range(draw(st.integers(1, 2)) if many else 1):
            say(f"[[t{number}]] # [x]\n" if many else f"[t{number}]\n")
            keys()
            for inner in ("u ", "v"):
                if draw(st.booleans()):
                    say(f"[ t{number} . {key(inner)} ]\n")
                    keys()
            for _ in range(draw(st.integers(0, 2))):
                say(f"[[t{number}.w]]\n")
                keys()
    return "\n".join(lines)


def numbers(node: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], int]]:
    if isinstance(node, int):
        yield path, node
    for part, inner in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from numbers(inner, (*path, part))


@given(written())
@settings(max_examples=100)
def test_every_number_is_found_where_it_was_written(text: str) -> None:
    for path, line in numbers(tomllib.loads(text)):
        assert line_of(path, text) == line, path


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    assert line_of(["study", "title"], text) is None or "study" in text or "title" in text
