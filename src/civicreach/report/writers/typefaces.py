"""The Korean typefaces that go into documents, found without the package that carries them being imported."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from civicreach.records.errors import OutputError

#: Carries Noto Serif KR and Noto Sans KR (SIL Open Font License 1.1), and nothing else.
PACKAGE = "pylopdf_fonts_ko"

#: In which figures are drawn, Korean and Latin.
FIGURES = "Noto Sans KR"

_FILES = ("NotoSerifKR-Regular.otf", "NotoSansKR-Regular.otf")


def typefaces() -> Path:
    """The folder with the Korean typefaces; those of the machine are never used, so that all machines set alike.

    Raises
    ------
    OutputError
        The package that carries them is not installed.
    """
    found = find_spec(PACKAGE)
    folders = [Path(folder) for folder in found.submodule_search_locations or ()] if found else []
    for folder in folders:
        if all((folder / name).is_file() for name in _FILES):
            return folder
    raise OutputError(
        "figures and PDF need the Korean typefaces of the package pylopdf-fonts-ko, which is not installed; "
        "pip install pylopdf-fonts-ko brings it"
    )
