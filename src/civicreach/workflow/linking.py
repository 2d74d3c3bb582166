"""Accounts linked to governments by a reviewer: proposals written, decisions read back, and a log of them kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from civicreach.linking.handles import account_key, platform_of
from civicreach.linking.proposals import Register, propose
from civicreach.linking.review import COLUMNS, Decided, Review, read_review, review_rows
from civicreach.records.errors import without_study
from civicreach.records.government import Governments
from civicreach.records.words import Words

from .linking_lists import accounts_in, governments_in
from .review_files import append_log, for_programs, review_cells, write_csv


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of the accounts.

    Attributes
    ----------
    n_accounts : int
        Different ones in the list.
    n_with_proposal, n_without : int
        Of those that are not decided: with at least one proposal, and with none.
    review : Review
        All decisions so far.
    n_new : int
        Decisions that the log did not hold.
    n_withdrawn : int
        Decisions of the log that the review file has no more; the log says so from now on.
    not_listed : tuple of Decided
        Decisions on accounts that the list has no more: the review file keeps them, the accounts written are without.
    written : tuple of Path
        The review file, the log, and the accounts where they were asked for.
    """

    n_accounts: int
    n_with_proposal: int
    n_without: int
    review: Review
    n_new: int
    n_withdrawn: int
    not_listed: tuple[Decided, ...]
    written: tuple[Path, ...]


@without_study()
def link_files(
    accounts: Path,
    governments: Path | Governments,
    *,
    review: Path,
    out: Path | None = None,
    now: datetime,
    say: Callable[[Words], str],
    progress: Callable[[str], None] = lambda _: None,
) -> Linked:
    """Propose governments for the accounts of a file, after reading what was decided before.

    Parameters
    ----------
    accounts : Path
        csv or workbook; columns are found by the names in `linking_lists`.
    governments : Path or Governments
        The same, and further columns that begin with "name" are names as well; or those of a register on a day.
    review : Path
        Read where it is there, and written anew with every decision kept. The log lies beside it.
    out : Path, optional
        The accounts that were accepted, with their governments.
    now : datetime
        For the log.
    say : callable
        Gives the words of a reason.

    Raises
    ------
    InputError
        A file cannot be read, a column is not there, or a decision is none: then nothing is written.
    """
    progress("reading governments")
    units, register = (
        (governments, Register.of([], [])) if isinstance(governments, Governments) else governments_in(governments)
    )
    progress("reading accounts")
    rows, kinds = accounts_in(accounts)
    decided = read_review(review_cells(review, kinds), units) if review.exists() else Review()
    progress(f"comparing {len(rows):,} accounts with {len(units):,} governments")
    proposals = propose(rows, units, register=register)
    log = review.with_name(f"{review.stem}-log.csv")
    # the log first: should the machine stop in between, the decisions are still in the review file
    # a review file that is not there withdraws nothing
    n_new, n_withdrawn = append_log(log, decided, now) if review.exists() else (0, 0)
    write_csv(review, COLUMNS, review_rows(rows, proposals, decided, say=say))
    keys = {account_key(row.account, row.platform): bool(found) for row, found in zip(rows, proposals, strict=True)}
    written = [review, *([log] if log.exists() else [])]
    if out is not None:
        write_csv(
            out,
            ("platform", "account", "government"),
            [_accepted(entry) for entry in decided.accepted if entry.key[0] in keys],
            for_programs,
        )
        written.append(out)
    open_ = [found for key, found in keys.items() if key not in decided.settled]
    not_listed = tuple(entry for entry in decided.decided if entry.key[0] not in keys)
    return Linked(
        len(keys), sum(open_), len(open_) - sum(open_), decided, n_new, n_withdrawn, not_listed, tuple(written)
    )


def _accepted(entry: Decided) -> dict[str, str]:
    platform = entry.platform or platform_of(entry.account)
    return {"platform": platform, "account": entry.account, "government": entry.government}
