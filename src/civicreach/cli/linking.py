"""What `civicreach link` prints."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import typer

from civicreach.records.errors import Fault, OptionError, without_study
from civicreach.records.government import Governments
from civicreach.records.words import message


def link_accounts(
    accounts: Path,
    governments: Path | None,
    *,
    country: str | None,
    at: str | None,
    review: Path,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Write the review file and say how many accounts wait for a decision."""
    from civicreach.report.locale import Locale
    from civicreach.workflow.linking import link_files

    from .running import failing_as_json, known_language, progress

    with failing_as_json(as_json):
        say = Locale(known_language(language)).say
        units = _registered(country, at) if governments is None else _listed(governments, country, at)
        with progress() as step:
            done = link_files(
                accounts, units, review=review, out=out, now=datetime.now().astimezone(), say=say, progress=step
            )
    listed = [entry for entry in done.review.decided if entry not in done.not_listed]
    n_linked = len({entry.key[0] for entry in listed if entry.verdict == "accepted"})
    n_none = sum(entry.verdict == "none" for entry in listed)
    if as_json:
        result = {
            "ok": True,
            "accounts": done.n_accounts,
            "linked": n_linked,
            "no_government": n_none,
            "to_review": done.n_with_proposal,
            "without_proposal": done.n_without,
            "new_decisions": done.n_new,
            "withdrawn_decisions": done.n_withdrawn,
            "decisions_not_listed": len(done.not_listed),
            "files": [path.as_posix() for path in done.written],
        }
        typer.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    decided = message(
        "{n} accounts; decided: {linked} with a government, {none} with none; {new} decisions are new",
        n=done.n_accounts,
        linked=n_linked,
        none=n_none,
        new=done.n_new,
    )
    waiting = message(
        "to review: {near} with proposals, {far} without any", near=done.n_with_proposal, far=done.n_without
    )
    typer.echo(say(decided))
    typer.echo(say(waiting))
    if done.not_listed:
        kept = message(
            "{n} decisions are on accounts that the list does not have: {file} keeps them, --out does not",
            n=len(done.not_listed),
            file=str(review),
        )
        typer.echo(say(kept))
    if done.n_withdrawn:
        typer.echo(say(message("{n} decisions were withdrawn; the log says so", n=done.n_withdrawn)))
    if done.n_with_proposal + done.n_without:
        how = message(
            "write yes, no, an id or none into the column decision of {file}, and run this again", file=str(review)
        )
        typer.echo(say(how))
    for path in done.written:
        typer.echo(f"  {path}")


def _listed(governments: Path, country: str | None, at: str | None) -> Path:
    """The file of governments, where no register is named beside it."""
    if country is not None or at is not None:
        right = message("a file of governments, or --country and --at")
        raise OptionError([Fault("GOVERNMENTS", message("is given, and a register too"), str(governments), right)])
    return governments


def _registered(country: str | None, at: str | None) -> Governments:
    """The governments of the register that comes along, on a day."""
    from civicreach.linking.register import REGISTERS, read_register

    faults = []
    if country is None:
        faults.append(
            Fault("GOVERNMENTS", message("is not given"), right=message("a file of governments, or --country and --at"))
        )
    elif country not in REGISTERS:
        faults.append(Fault("--country", message("has no register in civicreach"), country, ", ".join(REGISTERS)))
    try:
        day = date.fromisoformat(at or "")
    except ValueError:
        day = None
    if country is not None and day is None:
        right = message("the day whose governments are meant, such as 2015-07-01")
        faults.append(Fault("--at", (message("is not a day") if at else message("is not given")), at or "", right))
    if faults or country is None or day is None:
        raise OptionError(faults)
    with without_study():
        return read_register(country).at(day)
