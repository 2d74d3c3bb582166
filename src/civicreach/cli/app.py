"""The commands. Whatever takes time to import is imported by the command that needs it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .archiving import archive
from .options import Deep, Engine, Formats, Json, Language, Out, PrintedFile, StudyPath, Template
from .speaking import choose, say

app = typer.Typer(
    name="civicreach",
    help="What local governments say they do on social media, what they do, and why they differ.",
    epilog="Exit codes: 0 done, 1 failed, 2 study file or command line, 3 input, 4 not computable, 5 output folder, "
    "6 archive, 7 asked of others but not all came, 8 engine, 130 stopped.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(archive, name="archive")


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
    lang: Annotated[
        str, typer.Option("--lang", metavar="en|ko", help="Language of the words of any command, its faults too.")
    ] = "en",
) -> None:
    if version:
        from civicreach import __version__

        typer.echo(f"civicreach {__version__}")
        raise typer.Exit
    if lang != "en":
        from .running import known_language

        lang = known_language(lang)
    choose(lang)


@app.command()
def demo(
    out: Out = None, formats: Formats = None, template: Template = None, deep: Deep = False, json: Json = False
) -> None:
    """Run the study that comes with civicreach with what is installed, and say where to look."""
    from civicreach.workflow.bundled import bundled_study

    from .running import run_and_write

    run_and_write(
        bundled_study("korea-2015"),
        out or Path("civicreach-demo"),
        formats=formats,
        template=template,
        deep=deep,
        as_json=json,
        as_installed=True,
    )


@app.command()
def new(
    name: Annotated[Path, typer.Argument(metavar="NAME", help="Folder to make.")],
    start: Annotated[
        str,
        typer.Option(
            "--from", metavar="STUDY", help="korea-2015 (runs), blank (a study file only), or a study folder."
        ),
    ] = "korea-2015",
) -> None:
    """Start a study in a new folder, from one that runs or from a blank one."""
    from civicreach.records.words import message
    from civicreach.workflow.bundled import start_study

    made = start_study(name, start=start)
    table = made / "study.toml"
    typer.echo(say(message("Made {folder}. Put your files there, name them in {file}, then:", folder=made, file=table)))
    typer.echo(f"  civicreach check {made}")


@app.command()
def check(study: StudyPath, engine: Engine = None, json: Json = False) -> None:
    """Check a study file and its inputs, and print what a run would do."""
    from .running import check_study

    check_study(study, engine=engine, as_json=json)


@app.command()
def run(
    study: StudyPath,
    out: Out = None,
    formats: Formats = None,
    template: Template = None,
    deep: Deep = False,
    engine: Engine = None,
    json: Json = False,
) -> None:
    """Run a study and write its output folder (STUDY-out, where --out names none)."""
    from .running import run_and_write

    out = out or Path(f"{_folder(study).name}-out")
    run_and_write(study, out, formats=formats, template=template, deep=deep, engine=engine, as_json=json)


@app.command()
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to make, such as journal.docx.")],
    lang: Language = "",
) -> None:
    """Write a Word template with every style that a report uses, to be changed to a journal's look."""
    from .running import write_template

    write_template(file, language=lang)


@app.command()
def audit(
    file: PrintedFile,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for a report of the audit.")] = None,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="TOML", help="Write what was read as a file of printed numbers.")
    ] = None,
    lang: Language = "",
    json: Json = False,
) -> None:
    """Check the printed numbers of any study, and say what follows from them."""
    from .auditing import audit_file

    audit_file(file, out=out, language=lang, as_json=json, write=write)


@app.command()
def twin(
    file: PrintedFile,
    number: Annotated[int, typer.Option("-n", "--number", metavar="K", help="How many different twins.")] = 1,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed gives the same twins.")] = 1,
    spread: Annotated[
        str | None,
        typer.Option(
            "--spread",
            metavar="LIST",
            help="What is compared over the twins: hc3, rank, cook, outcomes, fitted: some with commas, all, or none.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for the data and a report; made anew.")
    ] = None,
    lang: Language = "",
    json: Json = False,
) -> None:
    """Search SYNTHETIC data that give every printed number of a study, and say what these numbers leave open."""
    from .twinning import twin_file

    twin_file(file, number=number, seed=seed, spread=spread, out=out, language=lang, as_json=json)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Exports as their tools wrote them.")],
    archive: Annotated[
        Path | None, typer.Option("--archive", metavar="DIR", help="Archive to write to; made where there is none.")
    ] = None,
    tool: Annotated[
        str | None,
        typer.Option("--tool", metavar="NAME", help="Which tool wrote them, where their columns do not tell."),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            "--field",
            metavar="PART=FIELD",
            help="For posts that no such tool wrote: where account, post_id, created_at, observed_at, type, text and"
            " each count stand, such as account=from.id.",
        ),
    ] = None,
    platform: Annotated[
        str | None, typer.Option("--platform", metavar="NAME", help="Beside --field: where they were published.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="ZONE", help="Of times that name no zone: Asia/Seoul; else UTC.")
    ] = None,
    observed: Annotated[
        str | None,
        typer.Option("--observed", metavar="TIME", help="When the export was made, where the file does not say."),
    ] = None,
    keep_text: Annotated[
        bool, typer.Option("--keep-text", help="Keep the texts of posts; without it only their hash.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be read, and write nothing.")] = False,
    lang: Language = "",
    json: Json = False,
) -> None:
    """Bring exports of other tools into an archive: posts and dated counts, with everything left out listed."""
    from .importing import import_exports

    import_exports(
        files,
        archive=archive,
        tool=tool,
        fields=field or (),
        platform=platform,
        zone=zone,
        observed=observed,
        keep_text=keep_text,
        dry_run=dry_run,
        language=lang,
        as_json=json,
    )


@app.command()
def link(
    accounts: Annotated[Path, typer.Argument(metavar="ACCOUNTS", help="csv or workbook of accounts.")],
    governments: Annotated[
        Path | None, typer.Argument(metavar="[GOVERNMENTS]", help="csv or workbook of governments.")
    ] = None,
    country: Annotated[
        str | None, typer.Option("--country", metavar="CODE", help="In place of GOVERNMENTS, the register of: kr.")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="DAY", help="The register as it was on this day: 2015-07-01.")
    ] = None,
    review: Annotated[
        Path, typer.Option("--review", metavar="CSV", help="Proposals, and the decisions that you write beside them.")
    ] = Path("review.csv"),
    out: Annotated[
        Path | None, typer.Option("--out", metavar="CSV", help="Write the accounts that were decided, for a study.")
    ] = None,
    lang: Language = "",
    json: Json = False,
) -> None:
    """Propose a government for every account; a person decides in the review file, and it is read back."""
    from .linking import link_accounts

    link_accounts(accounts, governments, country=country, at=at, review=review, out=out, language=lang, as_json=json)


@app.command()
def collect(
    file: Annotated[
        Path, typer.Argument(metavar="ACCOUNTS", help="csv or workbook with the columns platform, account, government.")
    ],
    archive: Annotated[Path, typer.Option("--archive", metavar="DIR", help="Where to; made where it is not there.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything and print requests, quota, price and time; ask nothing.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DAY", help="No posts from before this day began anywhere on earth; all, else."
        ),
    ] = None,
    only: Annotated[str | None, typer.Option("--only", metavar="LIST", help="Platforms, with commas.")] = None,
    overlap: Annotated[
        str, typer.Option("--overlap", metavar="TIME", help="How far back posts are read again: 12h, 7d, 2w.")
    ] = "7d",
    budget: Annotated[
        str | None, typer.Option("--budget", metavar="TIME", help="Time after which no page is asked for: 30m, 2h.")
    ] = None,
    every: Annotated[
        str | None, typer.Option("--every", metavar="TIME", help="Stay and collect again and again: 12h, 1d.")
    ] = None,
    lang: Language = "",
    json: Json = False,
) -> None:
    """Ask platforms what accounts did, and write it into an archive; a run that stopped is gone on with."""
    from .collecting import collect_accounts

    collect_accounts(
        file,
        archive,
        dry_run=dry_run,
        since=since,
        only=only,
        overlap=overlap,
        budget=budget,
        every=every,
        language=lang,
        as_json=json,
    )


@app.command()
def show(
    study: StudyPath,
    table: Annotated[str, typer.Argument(metavar="[TABLE]", help="Which table; without it, all are listed.")] = "",
    lang: Language = "",
    deep: Deep = False,
    engine: Engine = None,
    json: Json = False,
) -> None:
    """Show a table of a study in the terminal."""
    from .running import show_table

    show_table(study, table, language=lang, deep=deep, engine=engine, as_json=json)


@app.command()
def statistics(
    questions: Annotated[
        Path, typer.Argument(metavar="FILE", help="What is asked of which office: a toml file, one part a table.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the tables and their origins.")] = Path(
        "statistics"
    ),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the requests, and ask nothing.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask again what was answered before.")] = False,
    lang: Language = "",
) -> None:
    """Fetch official statistics from KOSIS, data.go.kr, 지방재정365, Eurostat or the US Census Bureau."""
    from .statistics import fetch_and_tell

    fetch_and_tell(questions, out, dry_run=dry_run, fresh=fresh, language=lang)


def _folder(study: Path) -> Path:
    path = study.resolve()
    return path.parent if path.suffix == ".toml" else path
