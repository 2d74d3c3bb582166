"""The studies that come with civicreach, and starting a new one from them."""

from __future__ import annotations

import shutil
from pathlib import Path

from civicreach.records.errors import Fault, OptionError, OutputError
from civicreach.records.studyfile import FILE
from civicreach.records.words import message

_PACKAGE = Path(__file__).resolve().parents[1]


def studies_folder() -> Path:
    """Where the studies lie: inside the installed package, or at the root of a checkout."""
    inside = _PACKAGE / "studies"
    return inside if inside.is_dir() else _PACKAGE.parents[1] / "studies"


def bundled_study(name: str) -> Path:
    """The folder of a study that comes with civicreach."""
    folder = studies_folder() / name
    if not (folder / FILE).is_file():
        known = ", ".join(sorted(path.parent.name for path in studies_folder().glob(f"*/{FILE}")))
        raise OptionError([Fault("--from", message("is not a study that comes with civicreach"), name, known)])
    return folder


def start_study(target: Path, *, start: str) -> Path:
    """A new study folder with the files of one that runs; the target must not exist yet."""
    source = bundled_study(start) if not (Path(start) / FILE).is_file() else Path(start)
    if target.exists():
        raise OutputError(
            message("{target} is already there; name a folder that is not, or remove it first", target=target)
        )
    try:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("make.py", "__pycache__", "README.md"))
    except OSError as error:
        raise OutputError(
            message("{target} cannot be made: {strerror}", target=target, strerror=error.strerror or error)
        ) from None
    return target
