"""`civicreach statistics`: what it prints."""

from __future__ import annotations

from pathlib import Path

import typer

from civicreach.records.words import message
from civicreach.report.locale import Locale

from .running import known_language, progress


def fetch_and_tell(questions: Path, out: Path, *, dry_run: bool, fresh: bool, language: str) -> None:
    """Fetch the statistics that a file asks for and say what came; exit with 7 where an office refused."""
    from civicreach.workflow.statistics import fetch_statistics, plan_statistics, told

    if dry_run:
        typer.echo(str(plan_statistics(questions)))
        return
    locale = Locale(known_language(language))
    with progress() as step:
        found = fetch_statistics(questions, out, fresh=fresh, progress=step)
    for item in found:
        if item.table is not None:
            words = message(
                "{file}: {n} rows ({asked} requests, {kept} answers from before)",
                file=str(item.file),
                n=len(item.table.rows),
                asked=item.table.n_requests,
                kept=item.table.n_cached,
            )
            typer.echo(locale.say(words))
        else:
            typer.echo(f"{item.name}:")
        for sentence in told(item):
            typer.echo(f"  {locale.say(sentence)}")
    if any(item.refused is not None for item in found):
        raise typer.Exit(7)
