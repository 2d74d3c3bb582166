"""An output folder: written beside its place first, so that nothing half-written is ever seen."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from civicreach.records.errors import OutputError, writing
from civicreach.records.words import message

#: Says that a folder was made by a run, so that the next run may replace it.
MARK = "civicreach.json"


def replace_folder(out: Path, files: Iterable[tuple[str, str | bytes]]) -> Path:
    """Write files into a folder, which is replaced whole or not at all; one of them is to be `MARK`.

    Raises
    ------
    OutputError
        A folder that cannot be written, or that holds something that no run made.
    """
    out = out.resolve()
    if out == Path.cwd():
        raise OutputError(message("the output folder is made anew by every run and cannot be the one that you are in"))
    if out.exists() and not out.is_dir():
        raise OutputError(message("{out} is a file, not a folder", out=out))
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise OutputError(
            message("{out} holds something that no run made; name another folder with --out, or empty it", out=out)
        )
    with writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            for path, text in files:
                target = beside / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
            beside.chmod(0o755)
            _exchange(beside, out)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return out


def _exchange(made: Path, out: Path) -> None:
    """Put the new folder in the place of the old one; where that fails, the old one is put back."""
    if not out.exists():
        made.replace(out)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    try:
        out.replace(aside / out.name)
        try:
            made.replace(out)
        except OSError:
            (aside / out.name).replace(out)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
