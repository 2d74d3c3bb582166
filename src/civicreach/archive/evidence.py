"""Screenshots behind counts that a person has read off: known by their hash, and kept where that is wanted."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from .archive import Archive

#: Folder of an archive that keeps screenshots, each named by its hash.
EVIDENCE = "evidence"


#: Behind the hash in the origin of a count whose screenshot is kept.
KEPT = "kept"


def kept_hashes(archive: Archive) -> frozenset[str]:
    """Hashes of the screenshots that counts of an archive, at its version, say are kept; counts in quarantine too."""
    hashed = f"screenshot sha256:([0-9a-f]{{64}}), {KEPT}"
    # a count that differs from what is held of the same moment stands in quarantine, and its screenshot behind it
    found = archive.execute(
        f"SELECT DISTINCT regexp_extract(origin, '{hashed}$', 1) FROM {{observations}} WHERE method = 'hand' "
        f'UNION SELECT DISTINCT regexp_extract(item, \'"origin":".*{hashed}"\', 1) FROM {{quarantine}}'
    )
    return frozenset(sha256 for (sha256,) in found if sha256)


def evidence_files(folder: Path) -> tuple[Path, ...]:
    """The screenshots in the folder of an archive, by name."""
    return tuple(sorted((folder / EVIDENCE).glob("*"))) if (folder / EVIDENCE).is_dir() else ()


def evidence_hash(file: Path) -> str:
    """Sha256 of a file's bytes."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def keep_evidence(archive: Path, file: Path) -> str:
    """Keep a copy of a file in the folder of an archive; its hash. A copy that is there already is left alone."""
    sha256 = evidence_hash(file)
    target = archive / EVIDENCE / f"{sha256}{file.suffix.lower()}"
    if not target.is_file():
        target.parent.mkdir(exist_ok=True)
        # under its own name only when it is whole
        part = target.with_name(f"{uuid4().hex}.part")
        shutil.copyfile(file, part)
        part.replace(target)
    return sha256
