"""The page of our numbers beside R's: R's as tests/analysis/r keeps them, ours computed now from the same data.

usage: python docs/beside_r.py            write it
       python docs/beside_r.py --check    say whether it is out of date, and exit with 1
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

sys.path.insert(0, str(Path(__file__).parent))
from beside.data import Floats, Output, R, read
from beside.sections import APART, SECTIONS, Section

PAGE = Path(__file__).parent / "reference" / "beside-r.md"
#: Doubles hold no more that could be told apart.
MOST_DIGITS = 15

HEAD = """\
{total:,} figures of this program beside those of
{made_by}.
R's are the raw output that [tests/analysis/r](../../tests/analysis/r/README.md) keeps with the scripts that print it;
ours are computed from the same data when this page is made. The twin is SYNTHETIC: rows that reproduce printed tables
and that are no real governments. The other data sets come with R and its packages, or follow a rule in the script.

Digits are those on which the two agree: the difference as a share of R's figure, in whole digits, {most} at most. What
may lie near zero is measured by something of its own size: a limit by its standard error or the width of its interval,
a residual by the residual standard error, a coefficient without a case by its standard error; DFBETAS, t of
permutations, standardised residuals, shares of variance of a condition index and p of quantiles by 1. Of each quantity
in a table, the last figure is shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Sizes of the data sets of a section; of each (part, quantity) the last name, ours and R's, and all digits."""

    sizes: dict[str, set[int]]
    figures: dict[tuple[str, str], tuple[str, float, float, Floats]]

    @property
    def digits(self) -> Floats:
        return np.concatenate([digits for *_, digits in self.figures.values()])


def agreeing(ours: Floats, theirs: Floats, least: ArrayLike) -> Floats:
    """Digits on which the two agree, in whole ones; ValueError where one of them is missing."""
    if ours.shape != theirs.shape or not (np.isfinite(ours) & np.isfinite(theirs)).all():
        raise ValueError(f"not the same figures: {ours}, {theirs}")
    size = np.maximum(np.abs(theirs), least)
    share = np.abs(ours - theirs) / np.where(size > 0, size, 1)
    return np.clip(np.floor(-np.log10(np.maximum(share, 1e-99))), 0, MOST_DIGITS)


def compare(section: Section, r: Output) -> Compared:
    """Our figures of a section beside R's."""
    found = Compared({}, {})
    for one in section.ours(r):
        names, theirs = r[one.part, one.quantity]
        ours = np.atleast_1d(np.asarray(one.ours, dtype=float))
        digits = agreeing(ours, theirs, one.least)
        if one.n is not None:
            found.sizes.setdefault(one.data, set()).add(one.n)
        found.figures[one.part, one.quantity] = (names[-1], float(ours[-1]), float(theirs[-1]), digits)
    return found


def forgotten(told: Mapping[str, Collection[tuple[str, str]]]) -> list[str]:
    """What R printed and nobody compares or sets apart."""
    return [
        f"{name}: {' '.join(key)}"
        for name in sorted(path.name.removesuffix(".out.csv") for path in R.glob("*.out.csv"))
        for key in read(name)
        if key not in told.get(name, ())
        and not any(re.fullmatch(pattern, " ".join(key)) for pattern in APART.get(name, ()))
    ]


def page() -> str:
    """The whole page; ValueError where R printed something that no section tells of."""
    made_by = re.search(r"printed by (R [^)]*\))", (R / "README.md").read_text(encoding="utf-8").replace("\n", " "))
    assert made_by is not None
    outputs = {section.file: read(section.file) for section in SECTIONS}
    found = [(section, compare(section, outputs[section.file])) for section in SECTIONS]
    told: dict[str, set[tuple[str, str]]] = {}
    for section, compared in found:
        told.setdefault(section.file, set()).update(compared.figures)
    if missing := forgotten(told):
        raise ValueError(f"printed by R and told of nowhere: {'; '.join(missing)}")

    total = sum(len(compared.digits) for _, compared in found)
    lines = ["# Beside R", "", "Made from R's output and this program by `make docs` (`python docs/beside_r.py`).", ""]
    lines += [HEAD.format(total=total, made_by=made_by[1], most=MOST_DIGITS), ""]
    lines += ["| what | figures | digits, at least | half have at least |", "|---|--:|--:|--:|"]
    for section, compared in found:
        least, median = (f"**{int(of(compared.digits))}**" for of in (np.min, np.median))
        link = f"[{section.title}](#{re.sub(r'[^a-z0-9 -]', '', section.title.lower()).replace(' ', '-')})"
        lines.append(f"| {link} | {len(compared.digits):,} | {least} | {median} |")
    for section, compared in found:
        lines += ["", *_section(section, compared)]
    lines += ["", "## What is not compared here", "", "| output | part and quantity | why |", "|---|---|---|"]
    for name, patterns in APART.items():
        lines += [f"| `{name}.out.csv` | `{_cell(pattern)}` | {why} |" for pattern, why in patterns.items()]
    return "\n".join([*lines, ""])


def _section(section: Section, compared: Compared) -> Iterator[str]:
    worst = min(compared.figures, key=lambda key: compared.figures[key][3].min())
    sizes = "; ".join(f"{data}, n = {_range(ns)}" for data, ns in compared.sizes.items())
    yield from (f"## {section.title}", "", f"- R: {section.r}.")
    if sizes:
        yield f"- Data: {sizes}."
    output = f"[`{section.file}.out.csv`](../../tests/analysis/r/{section.file}.out.csv)"
    yield f"- {len(compared.digits):,} figures of {output} are compared."
    least = f"- At least **{int(compared.digits.min())}** digits agree; fewest: `{' '.join(worst)}`."
    yield f"{least} {section.note}".rstrip()
    yield from ("", "| part | quantity | name | ours | R | digits |", "|---|---|---|--:|--:|--:|")
    for part, quantity in section.shown:
        name, ours, theirs, digits = compared.figures[part, quantity]
        yield f"| {part} | {quantity} | {_cell(name)} | {ours:.8g} | {theirs:.8g} | **{int(digits[-1])}** |"


def _range(sizes: set[int]) -> str:
    return f"{min(sizes)}" if len(sizes) == 1 else f"{min(sizes)} to {max(sizes)}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def same(one: str, other: str) -> bool:
    """Whether two pages tell the same; on another machine a digit more or less may agree, and another figure least."""
    digits = re.compile(r"\*\*(\d+)\*\*(?: digits agree; fewest: `[^`]*`)?")
    if digits.sub("#", one) != digits.sub("#", other):
        return False
    return all(abs(int(a) - int(b)) <= 1 for a, b in zip(digits.findall(one), digits.findall(other), strict=True))


def main() -> int:
    """Write the page, or say whether it is out of date."""
    stored, text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "", page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    elif not same(stored, text):
        print(f"out of date, run `make docs`: {PAGE.name}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
