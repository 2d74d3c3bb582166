"""The output folder of a run: written beside its place first, so that nothing half-written is ever seen."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from civicreach.analysis.study import Findings
from civicreach.records.errors import OutputError
from civicreach.records.printed import Reproduction
from civicreach.report.compose import Material, compose
from civicreach.report.locale import Locale
from civicreach.report.writers.csv import SYNTHETIC

from .data_files import data_files
from .documents import FORMATS, TABLES_ONLY, File, document_files
from .inputs import Progress

#: Says that a folder was made by a run, so that the next run may replace it.
MARK = "civicreach.json"


def write_folder(
    material: Material,
    findings: Findings,
    reproduced: Reproduction | None,
    out: Path,
    *,
    formats: Sequence[str],
    template: Path | None = None,
    progress: Progress,
) -> Path:
    """Write the files of a run into a folder, which is replaced whole or not at all."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or isinstance(formats, str):
        raise OutputError(f"formats are a list of {', '.join(FORMATS)}; found {formats!r}")
    out = out.resolve()
    if out == Path.cwd():
        raise OutputError("the output folder is made anew by every run and cannot be the one that you are in")
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file, not a folder")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise OutputError(f"{out} holds something that no run made; name another folder with --out, or empty it")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror or error}") from None
    try:
        for path, text in files_of(material, findings, reproduced, formats, template, progress):
            target = beside / path
            target.parent.mkdir(parents=True, exist_ok=True)
            # half of a pair of surrogates, from an escape in json, is no letter
            encoding = material.study.report.csv_encoding if target.suffix == ".csv" else "utf-8"
            target.write_bytes(text.encode(encoding, errors="replace") if isinstance(text, str) else text)
        beside.chmod(0o755)
        _exchange(beside, out)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror or error}") from None
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


def files_of(
    material: Material,
    findings: Findings,
    reproduced: Reproduction | None,
    formats: Sequence[str],
    template: Path | None,
    progress: Progress,
) -> Iterator[File]:
    """Every file of the output folder with what stands in it, the same for the same run."""
    yield (
        MARK,
        json.dumps(_about(material, findings, reproduced, formats, template), ensure_ascii=False, indent=1) + "\n",
    )
    yield from data_files(material, findings, reproduced)
    progress(f"writing {', '.join(formats)}")
    report = compose(material, findings, reproduced, drawn=not TABLES_ONLY.issuperset(formats))
    yield from document_files(report, formats, template=template)


def _about(
    material: Material,
    findings: Findings,
    reproduced: Reproduction | None,
    formats: Sequence[str],
    template: Path | None,
) -> dict[str, Any]:
    """What was run on what, for another program or the next run."""
    english = Locale("en")
    used = template if "docx" in formats else None
    return {
        "study": material.name,
        "title": dict(material.study.study.title),
        "data": SYNTHETIC if material.study.study.synthetic else "as collected",
        "formats": list(formats),
        "template": used and {"path": used.name, "sha256": sha256(used.read_bytes()).hexdigest()},
        "case_flow": list(findings.flow.counts),
        "printed_numbers": reproduced and {"reproduced": reproduced.n_same, "of": reproduced.n},
        "decisions": [
            {
                "choice": english.say(d.choice),
                "reason": english.say(d.reason),
                "alternatives": english.say(d.alternatives),
            }
            for d in material.decisions
        ],
        "files": [
            {
                "path": o.path,
                "sha256": o.sha256,
                "bytes": o.size,
                "rows": o.rows,
                "encoding": o.encoding,
                "notes": list(o.notes),
            }
            for o in {o.path: o for origins in material.origins.values() for o in origins}.values()
        ],
        "versions": dict(material.versions),
    }
