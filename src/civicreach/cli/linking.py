"""What `civicreach link` prints."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import typer

from civicreach.records.errors import Fault, StudyError
from civicreach.records.words import message


def link_accounts(
    accounts: Path, governments: Path, *, review: Path, out: Path | None, language: str, as_json: bool
) -> None:
    """Write the review file and say how many accounts wait for a decision."""
    from civicreach.report.locale import LANGUAGES, Locale
    from civicreach.workflow.linking import link_files

    from .running import failing_as_json, progress

    with failing_as_json(as_json):
        if language not in LANGUAGES:
            raise StudyError([Fault("--lang", "is not a language of civicreach", language, ", ".join(LANGUAGES))])
        say = Locale(language).say
        with progress() as step:
            done = link_files(
                accounts, governments, review=review, out=out, now=datetime.now().astimezone(), say=say, progress=step
            )
    n_linked = len({entry.key[0] for entry in done.review.accepted})
    n_none = sum(entry.verdict == "none" for entry in done.review.decided)
    if as_json:
        result = {
            "ok": True,
            "accounts": done.n_accounts,
            "linked": n_linked,
            "no_government": n_none,
            "to_review": done.n_with_proposal,
            "without_proposal": done.n_without,
            "new_decisions": done.n_new,
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
    if done.n_with_proposal + done.n_without:
        how = message(
            "write yes, no, an id or none into the column decision of {file}, and run this again", file=str(review)
        )
        typer.echo(say(how))
    for path in done.written:
        typer.echo(f"  {path}")
