"""What `civicreach twin` prints."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from .options import one_thread


def twin_file(
    file: Path, *, number: int, seed: int, spread: str | None, out: Path | None, language: str, as_json: bool
) -> None:
    """Search twins of a file of printed numbers; print how near they come, and write them into a folder."""
    one_thread()
    from civicreach.analysis.published.twin.spread import MEASURES, USUAL
    from civicreach.report.locale import LANGUAGES, Locale
    from civicreach.workflow.twin import find_twins

    from .running import failing_as_json, known_language, progress

    with failing_as_json(as_json), progress() as step:
        known_language(language)
        asked = {None: USUAL, "all": tuple(MEASURES), "none": ()}.get(spread)
        measures = asked if asked is not None else tuple(part.strip() for part in (spread or "").split(","))
        result = find_twins(file, number=number, seed=seed, measures=measures, progress=step)
        others = tuple(name for name in LANGUAGES if name != language)
        written = result.write(out, languages=(language, *others)) if out is not None else None
    if as_json:
        found = result.as_dict(language)
        if written is not None:
            found["folder"] = written.as_posix()
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    from civicreach.report.tables.twin import impossible_table, misses_table
    from civicreach.report.writers.terminal import print_table

    locale = Locale(language)
    tables = result.tables
    twins = result.found.twins
    if twins and not twins[0].exact:
        tables.insert(1, misses_table(twins[0]))
    if result.found.impossible:
        tables.append(impossible_table(result.found))
    for place, table in enumerate(tables):
        print_table(table, locale, synthetic=place == 0)
    for words in result.found.taken:
        typer.echo(f"note: {locale.say(words)}")
    if written is not None:
        typer.echo(f"Look at: {(written / 'index.html').resolve()}")
