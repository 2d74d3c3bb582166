"""The catalogues of words: what the program says, and which of it has no Korean yet.

usage: python -m tests.catalogue            list what is missing
       python -m tests.catalogue --update   add new sentences to the catalogues, with nothing in them
"""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src" / "civicreach"
LOCALE = SOURCE / "report" / "locale"
LANGUAGES = ("ko",)
HEADER = "# What civicreach says, in another language. New sentences come in with `make translate`."


@cache
def sentences() -> dict[str, list[tuple[str, int]]]:
    """Every sentence given to `message(...)` in the package, however deep, with the places where it stands."""
    found: dict[str, list[tuple[str, int]]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="message"), args=[ast.Constant(value=str(text)), *_]):
                    found.setdefault(text, []).append((path.relative_to(SOURCE).as_posix(), node.lineno))
    return found


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it stands."""
    with (LOCALE / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> None:
    """Add what is new, drop what is gone, and keep every translation."""
    path = LOCALE / f"{language}.po"
    old = catalogue(language) if path.exists() else Catalog(locale=language)
    new = Catalog(locale=language, project="civicreach", charset="utf-8", fuzzy=False, header_comment=HEADER)
    for text, places in sorted(sentences().items(), key=lambda item: item[1]):
        files = [(file, 0) for file in dict.fromkeys(file for file, _ in places)]
        entry = old.get(text)
        new.add(text, entry.string if entry else "", locations=files)
    with path.open("wb") as file:
        write_po(file, new, width=118, omit_header=False, sort_output=False, include_lineno=False)
    lines = path.read_text(encoding="utf-8").splitlines()
    # dates and tool versions would change at every update
    kept = [
        line for line in lines if not line.startswith(('"POT-Creation', '"PO-Revision', '"Generated-By', '"Last-T'))
    ]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def main() -> None:
    """List what is missing, or add what is new."""
    for language in LANGUAGES:
        if "--update" in sys.argv:
            update(language)
        strings = {str(entry.id): str(entry.string) for entry in catalogue(language) if entry.id}
        for text in sentences():
            if not strings.get(text):
                print(f"{language}: {text}")


if __name__ == "__main__":
    main()
