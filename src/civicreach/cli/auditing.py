"""What `civicreach audit` prints."""

from __future__ import annotations

import json
from pathlib import Path

import typer


def audit_file(file: Path, *, out: Path | None, language: str, as_json: bool, write: Path | None = None) -> None:
    """Audit a file of printed numbers; print what was found, or write it into a folder."""
    from civicreach.report.locale import LANGUAGES, Locale
    from civicreach.report.tables.audit import verdicts_table
    from civicreach.workflow.audit import audit_printed, write_printed

    from .running import failing_as_json, known_language

    with failing_as_json(as_json):
        known_language(language)
        result = audit_printed(file)
        others = tuple(name for name in LANGUAGES if name != language)
        if write is not None:
            write_printed(result.audit.study, write)
        written = result.write(out, languages=(language, *others)) if out is not None else None
    if as_json:
        found = result.as_dict(language)
        if written is not None:
            found["folder"] = written.as_posix()
        if write is not None:
            found["written"] = write.as_posix()
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    from civicreach.report.writers.terminal import print_table

    locale = Locale(language)
    print_table(verdicts_table(result.audit), locale, synthetic=False)
    if result.findings.rows:
        print_table(result.findings, locale, synthetic=False)
    for note in result.audit.study.notes:
        typer.echo(f"note: {note}")
    if write is not None:
        typer.echo(f"Wrote what was read: {write.resolve()}")
    if written is not None:
        typer.echo(f"Look at: {(written / 'index.html').resolve()}")
