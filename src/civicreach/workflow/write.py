"""The output folder of a run: every file with what stands in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from civicreach.analysis.study import Findings
from civicreach.records.errors import OutputError
from civicreach.records.printed import Reproduction
from civicreach.records.words import message
from civicreach.report.compose import Material, compose
from civicreach.report.locale import Locale
from civicreach.report.writers.layout import SYNTHETIC

from .data_files import data_files
from .documents import FORMATS, TABLES_ONLY, File, document_files
from .folder import MARK, replace_folder
from .inputs import Progress


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
        raise OutputError(
            message(
                "formats are a list of {formats}; found {formats2}", formats=", ".join(FORMATS), formats2=repr(formats)
            )
        )
    csv_encoding = material.study.report.csv_encoding
    files = files_of(material, findings, reproduced, formats, template, progress)
    return replace_folder(out, ((path, _encoded(path, text, csv_encoding)) for path, text in files))


def _encoded(path: str, text: str | bytes, csv_encoding: str) -> bytes:
    if isinstance(text, bytes):
        return text
    # half of a pair of surrogates, from an escape in json, is no letter
    return text.encode(csv_encoding if path.endswith(".csv") else "utf-8", errors="replace")


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
                "notes": [str(note) for note in o.notes],
            }
            for o in {o.path: o for origins in material.origins.values() for o in origins}.values()
        ],
        "versions": dict(material.versions),
    }
