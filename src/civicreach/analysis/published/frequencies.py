"""Checks of frequency tables: which base the percentages have, sums over categories, answers and their totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from civicreach.records.words import message

from .blocks import Block, Entry, whole_of
from .check import AGREES, CANNOT_BE, CANNOT_TELL, Check, compared
from .interval import EVERYTHING, Interval, shown
from .roles import row_role

_PERCENTS = ("percent", "valid_percent")


@dataclass(frozen=True, slots=True)
class _Share:
    row: str
    count: Entry
    percent: Entry

    @property
    def fits(self) -> tuple[int, int] | None:
        """The bases, from one to another, of which this count is the printed percentage; None for any base."""
        count, number = self.count.number, self.percent.number
        assert count is not None and count.whole is not None and number is not None
        if number.low is None or number.high is None or number.high <= 0:
            return None
        most = Fraction(100 * count.whole) / number.low if number.low > 0 else None
        least = Fraction(100 * count.whole) / number.high
        return -(-least.numerator // least.denominator), 10**12 if most is None else int(most)


def check_frequencies(blocks: Sequence[Block], cases: Mapping[str, int]) -> Iterator[Check]:
    """The checks of the sets of columns of one frequency table.

    Parameters
    ----------
    blocks : sequence of Block
        All of one table: one for a plain table, one each for yes, no, total and missing where answers stand
        side by side.
    cases : mapping of name to int
        Numbers of cases printed outside the table: candidates for the base.
    """
    shares = [(block, role, _shares(block, role)) for block in blocks for role in _PERCENTS]
    counts = {n for block in blocks for figures in block.rows.values() if (n := whole_of(figures, "n"))}
    for block in blocks:
        if not block.weighted:
            sums = sum(whole_of(figures, "n") or 0 for row, figures in block.rows.items() if not row_role(row))
            counts |= {sums} if sums else set()
    candidates = {**{name: n for name, n in cases.items() if n > 0}, **{f"{n}": n for n in sorted(counts)}}
    for role in _PERCENTS:
        together = [share for _, held, found in shares if held == role for share in found]
        if together:
            yield from _percents(blocks[0], together, candidates)
    if len(blocks) == 1 or not {"yes", "no"} & {block.group for block in blocks}:
        for block in blocks:
            yield from _down(block)
    else:
        yield from _across(blocks, cases)


def _shares(block: Block, role: str) -> list[_Share]:
    return [
        _Share(row, figures["n"], figures[role])
        for row, figures in block.rows.items()
        if role in figures and figures[role].number is not None and whole_of(figures, "n") is not None
    ]


def _percents(block: Block, shares: Sequence[_Share], candidates: Mapping[str, int]) -> Iterator[Check]:
    """Every percentage against the base that fits most of them."""
    weighted = block.weighted
    ranges = [share.fits for share in shares]

    def fitting(base: int) -> int:
        return sum(found is None or found[0] <= base <= found[1] for found in ranges)

    named = {base: name for name, base in reversed(list(candidates.items()))}
    base = max(named, key=lambda n: (fitting(n), n), default=0)
    common = _common([found for found in ranges if found is not None])
    for share, found in zip(shares, ranges, strict=True):
        count = share.count.number
        assert count is not None and share.percent.number is not None
        columns, printed = (share.count.column, share.percent.column), f"{share.count.text} ({share.percent.text})"
        if found is None or not base:
            recomputed = EVERYTHING
        else:
            recomputed = Interval(*(100.0 * float(count.whole or 0) / base,) * 2)
        text = shown(recomputed, share.percent.number.decimals + 1)
        fits = found is None or found[0] <= base <= found[1]
        if fits:
            why, verdict = message("base {base}", base=base), AGREES
        elif weighted:
            why, verdict = message("weighted figures need not be whole"), CANNOT_TELL
        elif common is not None:
            first, last = common
            why = message("only a base that is not printed fits all rows: {first} to {last}", first=first, last=last)
            verdict = CANNOT_TELL
        else:
            why = message("base {base}, which fits {k} of {n} percentages", base=base, k=fitting(base), n=len(shares))
            verdict = CANNOT_BE
        yield Check(block.table.key, share.row, columns, "percent", printed, text, verdict, why)


def _common(ranges: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Bases that fit all percentages; None where there is none, or where too few are there to tell."""
    if len(ranges) < 2:
        return None if not ranges else ranges[0]
    low, high = max(first for first, _ in ranges), min(last for _, last in ranges)
    return (low, high) if low <= high else None


def _down(block: Block) -> Iterator[Check]:
    """Categories below one another, with a valid total, missing answers and a total."""
    roles = {row: row_role(row) for row in block.rows}
    for role in ("n", *_PERCENTS):
        rows = {row: figures[role] for row, figures in block.rows.items() if role in figures}
        if any(entry.interval is None for entry in rows.values()):
            continue
        parts = [row for row in rows if not roles[row]]
        missing = [row for row in rows if roles[row] == "missing"]
        valid = next((row for row in rows if roles[row] == "valid"), None)
        total = next((row for row in rows if roles[row] == "total"), None)
        if len(parts) < 2:
            continue
        if valid is not None:
            yield _sum(block, rows, valid, [parts], role)
        if total is not None:
            if valid is not None:
                yield _sum(block, rows, total, [[valid, *missing]], role)
            elif missing:
                yield _sum(block, rows, total, [[*parts, *missing], parts], role)
            else:
                yield _sum(block, rows, total, [parts], role)


def _sum(block: Block, rows: Mapping[str, Entry], total: str, ways: Sequence[Sequence[str]], role: str) -> Check:
    """A total against the sum of its parts, in any of several ways to count them."""
    columns = (rows[total].column,)
    for parts in ways:
        recomputed = _added([rows[part] for part in parts])
        found = rows[total].interval
        assert found is not None
        why = message("sum of {parts}", parts=list(parts))
        check = compared(found, recomputed, table=block.table.key, row=total, columns=columns, name="sum",
                         printed=rows[total].text, reason=why, decimals=_decimals(rows[total]))  # fmt: skip
        if check.verdict == AGREES:
            return check
    percents = [figures[held] for held in _PERCENTS for row, figures in block.rows.items()
                if held in figures and row in ways[0]]  # fmt: skip
    whole = [figures[held] for held in _PERCENTS for row, figures in block.rows.items()
             if held in figures and row == total]  # fmt: skip
    several = bool(percents and whole) and not _agree(percents, whole)
    if block.weighted or (several and _shares_fit(block)):
        why = message("the percentages add up to the same: several answers could be given, or not all are listed")
        return Check(block.table.key, total, columns, "sum", rows[total].text, check.recomputed, CANNOT_TELL, why)
    return check


def _shares_fit(block: Block) -> bool:
    """Whether some one base fits all percentages: counts and percentages then tell the same story."""
    ranges = [found for role in _PERCENTS for share in _shares(block, role) if (found := share.fits) is not None]
    return len(ranges) >= 2 and _common(ranges) is not None


def _agree(parts: Sequence[Entry], totals: Sequence[Entry]) -> bool:
    added = _added(parts)
    return all(entry.interval is not None and entry.interval.meets(added) for entry in totals[:1])


def _added(entries: Sequence[Entry]) -> Interval:
    """The sum; counts are exact, percentages are not."""
    added = Interval(0.0, 0.0)
    for entry in entries:
        number = entry.number
        assert number is not None and entry.interval is not None
        exact = number.whole if not number.percent and number.decimals == 0 else None
        added += Interval(exact, exact) if exact is not None and _is_count(entry) else entry.interval
    return added


def _is_count(entry: Entry) -> bool:
    return "%" not in entry.column and "percent" not in entry.column.casefold()


def _decimals(entry: Entry) -> int:
    return max(entry.number.decimals if entry.number else 0, 0)


def _across(blocks: Sequence[Block], cases: Mapping[str, int]) -> Iterator[Check]:
    """Yes, no, total and missing side by side: yes + no = total, and total + missing is one number for all rows."""
    by_group = {block.group: block for block in blocks}
    answers = [group for group in by_group if not row_role(group)]
    bases: dict[str, tuple[int, tuple[str, ...], str]] = {}
    for row in dict.fromkeys(row for block in blocks for row in block.rows):
        figures = {group: block.rows.get(row, {}) for group, block in by_group.items()}
        counts = {group: whole_of(found, "n") for group, found in figures.items()}
        total = next((g for g in by_group if row_role(g) in ("total", "valid")), None)
        missing = next((g for g in by_group if row_role(g) == "missing"), None)
        held = [group for group in answers if counts[group] is not None]
        if total is None or len(held) < 2:
            continue
        for role in ("n", *_PERCENTS):
            cells = [figures[group][role] for group in (*held, total) if role in figures[group]]
            if len(cells) == len(held) + 1 and all(cell.interval is not None for cell in cells):
                found = cells[-1].interval
                columns = tuple(cell.column for cell in cells)
                why = message("sum of {parts}", parts=held)
                yield compared(
                    found, _added(cells[:-1]), table=blocks[0].table.key, row=row, columns=columns, name="sum",
                    printed=cells[-1].text, reason=why, decimals=_decimals(cells[-1]),
                )  # fmt: skip
        if missing is not None and counts[total] is not None and counts[missing] is not None:
            columns = (figures[total]["n"].column, figures[missing]["n"].column)
            printed = f"{figures[total]['n'].text} + {figures[missing]['n'].text}"
            bases[row] = ((counts[total] or 0) + (counts[missing] or 0), columns, printed)
    if bases:
        given = [n for n, _, _ in bases.values()]
        usual = max(given, key=lambda n: (n in cases.values(), given.count(n)))
        for row, (n, columns, printed) in bases.items():
            why = message("all rows were asked of {n}", n=usual)
            verdict = AGREES if n == usual else CANNOT_BE
            yield Check(blocks[0].table.key, row, columns, "sum", printed, str(usual), verdict, why)
