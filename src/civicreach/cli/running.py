"""What the commands print: progress while they work, and what came out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from civicreach.records.errors import CivicreachError, Fault, FaultsError, OptionError, StudyError
from civicreach.records.words import Words, joined, message, said

from .speaking import say

if TYPE_CHECKING:
    from civicreach.workflow.run import StudyRun


def run_and_write(
    study: Path,
    out: Path,
    *,
    formats: str | None,
    template: Path | None = None,
    deep: bool = False,
    engine: str | None = None,
    as_json: bool,
    as_installed: bool = False,
) -> None:
    """Run a study, write its folder and say what came out.

    With `as_installed`, formats that need a package that is not installed are left out, which is said.
    """
    from civicreach.workflow import read_study

    with failing_as_json(as_json), progress() as step:
        folder = read_study(study)
        wanted = _formats(formats, folder.study.report.formats)
        left_out: tuple[Words, ...] = ()
        if as_installed:
            wanted, left_out = _installed(wanted)
        lacking = _lacking_styles(template, wanted)
        result = folder.run(deep=deep, engine=engine, progress=step)
        if template is None and result.template is not None and "docx" in wanted:
            lacking = _lacking_styles(result.template, wanted)
        written = result.write(out, formats=wanted, template=template, progress=step)
    notes = (*result.material.warnings, *left_out, *lacking)
    if as_json:
        typer.echo(json.dumps(_summary(result, notes, written), ensure_ascii=False, indent=1))
        return
    for line in _lines(result, notes):
        typer.echo(say(line))
    page = written / "index.html"
    look = str((page if page.exists() else written).resolve())
    typer.echo(say(message("Look at: {page}", page=look)))


def write_template(file: Path, *, language: str) -> None:
    """Write a Word template to start from, and say what to do with it."""
    from civicreach.workflow.template import start_template

    made = start_template(file, language=known_language(language))
    typer.echo(say(message("Made {file}. Change its styles in Word, then:", file=str(made))))
    typer.echo(f"  civicreach run STUDY --formats docx --template {made}")


def check_study(study: Path, *, engine: str | None = None, as_json: bool) -> None:
    """Check a study and print its plan."""
    from civicreach.workflow import read_study

    with failing_as_json(as_json), progress() as step:
        plan = read_study(study).check(engine=engine, progress=step)
    if as_json:
        typer.echo(json.dumps({"ok": True, "plan": plan.as_dict()}, ensure_ascii=False, indent=1))
    else:
        for line in plan.lines(say):
            typer.echo(line)
        typer.echo(say(message("Nothing is wrong with the study file and its inputs.")))


def show_table(
    study: Path, key: str, *, language: str, deep: bool = False, engine: str | None = None, as_json: bool
) -> None:
    """Print one table, or the list of tables."""
    from civicreach.report.locale import Locale
    from civicreach.workflow import read_study

    with failing_as_json(as_json):
        known_language(language)
        with progress() as step:
            result = read_study(study).run(deep=deep, engine=engine, progress=step)
        report = result.report()
        tables = report.tables
        locale = Locale(language)
        if not key:
            entries = {table.key: locale.say(table.caption) for table in tables.values()}
            width = max(map(len, entries), default=0)
            lines = [f"{name:{width}}  {caption}" for name, caption in entries.items()]
            typer.echo(json.dumps(entries, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))
            return
        if key not in tables:
            raise StudyError([Fault("TABLE", message("is not a table of this study"), key, ", ".join(tables))])
    synthetic = result.study.study.synthetic
    if as_json:
        from civicreach.report.writers.json import table_json

        typer.echo(table_json(tables[key], (language,), synthetic=synthetic, style=report.style), nl=False)
    else:
        from civicreach.report.writers.terminal import print_table

        print_table(tables[key], locale, synthetic=synthetic, style=report.style)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Say on the terminal what is being done; a pipe or a file is told nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    with console.status("starting") as status:
        yield lambda what: status.update(Text(what))


@contextmanager
def failing_as_json(as_json: bool) -> Iterator[None]:
    """With --json, a refusal is json too: the same sentences, and the faults one by one."""
    try:
        yield
    except CivicreachError as error:
        if not as_json:
            raise
        faults = [
            {"where": say(f.where), "wrong": say(f.wrong), "found": say(f.found), "right": say(f.right)}
            for f in (error.faults if isinstance(error, FaultsError) else ())
        ]
        failure = {"ok": False, "error": type(error).__name__, "message": say(error.words), "faults": faults}
        typer.echo(json.dumps(failure, ensure_ascii=False, indent=1))
        raise typer.Exit(error.exit_code) from None


def _formats(asked: str | None, declared: tuple[str, ...]) -> tuple[str, ...]:
    from civicreach.workflow.documents import FORMATS

    wanted = tuple(dict.fromkeys(part.strip() for part in asked.split(","))) if asked else declared
    if wanted == ("all",):
        return FORMATS
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        right = ", ".join(FORMATS) + ", or all"
        raise StudyError(
            [
                Fault(
                    "--formats" if asked else "study.toml [report] formats",
                    message("names a format that civicreach does not write"),
                    ", ".join(unknown),
                    right,
                )
            ]
        )
    return wanted


def _installed(formats: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Words, ...]]:
    """The formats that can be written here, and a sentence about the others; all of them where none can."""
    from civicreach.workflow.documents import lacking_formats

    lacking = lacking_formats(formats)
    kept = tuple(name for name in formats if name not in lacking)
    if not lacking or not kept:
        return formats, ()
    return kept, (
        message(
            "left out, for want of packages that pip install 'civicreach[documents]' brings: {formats}", formats=lacking
        ),
    )


def known_language(language: str) -> str:
    """The language, where it is one of civicreach."""
    from civicreach.report.locale import LANGUAGES

    if language not in LANGUAGES:
        raise OptionError([Fault("--lang", message("is not a language of civicreach"), language, ", ".join(LANGUAGES))])
    return language


def _lacking_styles(template: Path | None, formats: tuple[str, ...]) -> tuple[Words, ...]:
    """What is to be said of a template before a run with it."""
    if template is None:
        return ()
    if "docx" not in formats:
        wrong = message("is for Word, and docx is not among the formats")
        raise OptionError([Fault("--template", wrong, ", ".join(formats), "--formats docx")])
    from civicreach.workflow.template import lacking_styles

    sentence = lacking_styles(template)
    return (sentence,) if sentence else ()


def _lines(result: StudyRun, notes: tuple[Words, ...]) -> Iterator[Words]:
    """What a reader at the terminal wants to know first."""
    if result.study.study.synthetic:
        yield message("SYNTHETIC data: nothing but the printed numbers may be concluded from them.")
    flows = {fitted.flow.counts: fitted.model.name for fitted in result.findings.models}
    if len(flows) > 1:
        for f in result.findings.models:
            yield message("case flow of {model}: {flow}", model=f.model.name, flow=_arrows(f.flow.counts))
    else:
        yield message("case flow: {flow}", flow=_arrows(next(iter(flows), result.findings.flow.counts)))
    for note in notes:
        yield message("note: {note}", note=note)
    if result.reproduced is not None:
        yield message("printed numbers reproduced: {same} of {n}", same=result.reproduced.n_same, n=result.reproduced.n)
        for miss in result.reproduced.different[:20]:
            where = f"  {miss.table} {miss.row} {miss.column}"
            found = message("printed {printed}, computed {computed}", printed=miss.printed, computed=str(miss.computed))
            yield joined([where, found], ": ")


def _arrows(counts: tuple[int, ...]) -> str:
    return " -> ".join(map(str, counts))


def _summary(result: StudyRun, notes: tuple[Words, ...], written: Path) -> dict[str, Any]:
    reproduced = result.reproduced
    return {
        "ok": True,
        "synthetic": result.study.study.synthetic,
        "folder": written.as_posix(),
        "files": sorted(path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()),
        "case_flow": list(result.findings.flow.counts),
        "models": {fitted.model.name: {"case_flow": list(fitted.flow.counts)} for fitted in result.findings.models},
        "notes": [said(note) for note in notes],
        "printed_numbers": reproduced and {"reproduced": reproduced.n_same, "of": reproduced.n},
    }
