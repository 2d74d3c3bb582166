"""The page of our numbers beside R's: R's as tests/analysis/r keeps them, ours computed now from the same data.

usage: python docs/beside_r.py            write it
       python docs/beside_r.py --check    say whether it is out of date, and exit with 1
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from beside import diagnostics, errors, incomplete, models, outcomes, ranks
from beside.data import TWIN, Beside, Floats, Output, R, read

PAGE = Path(__file__).parent / "reference" / "beside-r.md"
#: Doubles hold no more that could be told apart.
MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Section:
    """What is compared with which functions of R; ``shown`` are (part, quantity) whose first figures stand in a row."""

    title: str
    file: str
    r: str
    ours: Callable[[Output], Iterator[Beside]]
    shown: tuple[tuple[str, str], ...]
    note: str = ""


SECTIONS = (
    Section(
        "Least squares", "models", "`lm`; standardised coefficients from `scale`d columns, VIF from `lm` on the others",
        models.least_squares,
        (("likes", "estimate"), ("likes", "std_error"), ("likes", "p"), ("likes", "vif"), ("longley", "estimate")),
        "Longley's factors nearly determine each other, which costs R and us digits.",
    ),
    Section(
        "Descriptives and condition indices", "models", "`mean`, `sd`, `median`; skewness by its formula; `svd`",
        models.descriptives,
        (("descriptives", "mean"), ("descriptives", "skewness"), ("collinearity", "index")),
    ),
    Section(
        "Standard errors: classical, HC0 to HC4, by clusters", "errors",
        "`sandwich::vcovHC`, `sandwich::vcovCL`; HC2-BM and CR2 by `clubSandwich::vcovCR` and `coef_test`",
        errors.standard_errors,
        (("twin", "HC0_std_error"), ("twin", "HC3_std_error"), ("twin", "HC4_std_error"), ("twin", "CR1_std_error"),
         ("twin", "CR2_std_error"), ("twin", "CR2_df"), ("swiss_weighted", "HC3_std_error")),
        "The fewest digits are Longley's again.",
    ),
    Section(
        "Bootstrap, permutation, wild bootstrap, jackknife", "errors",
        "`boot::boot.ci` (percentile, BCa, studentised) on the same resamples; Freedman and Lane, the wild bootstrap and "
        "Westfall and Young written out with `lm`; `p.adjust`",
        errors.resampled,
        (("twin", "percentile_units"), ("twin", "bca_units"), ("twin", "studentised"), ("twin", "permutation_p"),
         ("twin", "wild_p"), ("twin", "jackknife_clusters"), ("twin", "westfall_young")),
        "Draws come from one generator, written in both languages.",
    ),
    Section(
        "Power, smallest effects, quantiles", "errors", "`pt`, `pf` with noncentrality, `uniroot`, `qnorm`, `qf`",
        errors.powers,
        (("power", "t"), ("power", "detectable_t"), ("power", "detectable_r_squared"), ("quantile", "f")),
    ),
    Section(
        "Counts: Poisson, quasi-Poisson, negative binomial (NB2)", "outcomes",
        "`glm`, `MASS::theta.ml`, `sandwich::vcovHC`; marginal effects and the test of Cameron and Trivedi written out",
        outcomes.counts,
        (("twin_likes:poisson", "estimate"), ("twin_likes:poisson", "std_error:HC3"),
         ("twin_likes:negative binomial", "estimate"), ("twin_likes:negative binomial", "std_error:HC3"),
         ("twin_likes:negative binomial", "theta"), ("quine:negative binomial", "margin")),
        "Errors of marginal effects are differences in R, good for about ten digits.",
    ),
    Section(
        "Medians and other quantiles, transformed outcomes, ranks", "outcomes",
        "`quantreg::rq` with errors `nid` and `ker`; `lm` with Duan's smearing written out; `lm` on `rank`s",
        outcomes.other_outcomes,
        (("twin_posts:quantile0.5", "estimate"), ("twin_posts:quantile0.5", "std_error:nid"),
         ("twin_likes:log1p", "effect"), ("twin_likes:ranks", "estimate")),
        "R takes p of a quantile as 1 - pt(|t|), which has 16 digits behind the point only.",
    ),
    Section(
        "Influence of each case", "diagnostics",
        "`hatvalues`, `rstandard`, `rstudent`, `cooks.distance`, `dffits`, `dfbetas`; `lm` once more without each case",
        diagnostics.influence,
        (("likes", "leverage"), ("likes", "cook"), ("likes", "dfbetas:level"), ("likes", "p_without:level")),
    ),
    Section(
        "Specification tests and normality", "diagnostics",
        "`lmtest::resettest`, `lmtest::bptest` (Koenker's), White's by `qr`, `shapiro.test`, `svd`",
        diagnostics.specification_tests,
        (("likes", "reset"), ("likes", "koenker"), ("likes", "white"), ("likes", "shapiro"), ("longley", "index")),
    ),
    Section(
        "Pooling over imputed data sets", "incomplete", "`mice::pool` and `pool.r.squared`, on the data sets mice imputed",
        incomplete.pooling,
        (("twin", "pooled:estimate"), ("twin", "pooled:std.error"), ("twin", "pooled:df"), ("twin", "pooled:fmi"),
         ("nhanes", "r_squared")),
    ),
    Section(
        "Little's test, patterns, response weights", "incomplete",
        "EM and Little's test written out row by row, `mice::md.pattern`; `glm`, weighted `lm`, `sandwich::vcovHC`",
        incomplete.missing_answers,
        (("twin", "little"), ("airquality", "little"), ("weights", "coefficient"), ("weights", "HC3")),
        "Both stop EM at small changes, not at none.",
    ),
    Section(
        "Every subset of factors", "specifications", "`lm` and `sandwich::vcovHC`, one fit after the other",
        models.subsets,
        (("N_like", "sum_estimate"), ("N_like", "sum_p"), ("N_like", "sum_hc3"), ("swiss~31", "HC3_p")),
        "Ours are swept from cross-products, which keep six digits at least of what is nearly tied: Longley's.",
    ),
    Section(
        "Shares of explained variance (LMG, Owen)", "specifications", "LMG by its definition over `lm`; six factors by all their orders",
        models.shares,
        (("N_like", "lmg"), ("six", "lmg"), ("six", "owen")),
    ),
    Section(
        "Rank tests", "ranks",
        "`kruskal.test`, `cor.test` (Kendall, Spearman), `wilcox.test`, `quantile`; Cliff's delta written out",
        ranks.rank_tests,
        (("kruskal", "p"), ("trend", "z"), ("wilcox", "p"), ("cliff", "delta"), ("small", "p_exact"), ("spearman", "rho")),
    ),
    Section(
        "What the figures show", "pictures", "`confint` of `lm` on `scale`d columns, `cor`",
        models.pictured,
        (("N_like", "low_0.95"), ("correlation", "level"), ("association", "rho")),
    ),
)  # fmt: skip


#: What R printed that is no figure of this page, by a pattern over "part quantity".
APART: Mapping[str, Mapping[str, str]] = {
    "models": {r"far .*": "data", r"near constant_.*": "another zero of the day, so another constant"},
    "errors": {r".* (data_.*|group)": "data"},
    "outcomes": {
        r".* (data:.*|exposure)": "data",
        r".* glm\.nb": "theta before the further steps that the script explains",
    },
    "diagnostics": {r".* (data:.*|x)": "data", r".* breusch_pagan": "the test without Koenker's correction"},
    "incomplete": {
        r".* (data:.*|imputed:.*)": "data",
        r"(pmm|logreg|chained) .*": "draws of mice, which a test compares with ours as distributions",
    },
    "specifications": {r"(swiss|longley|airquality) .*": "data"},
    "ranks": {r".* (ozone|x|y)": "data"},
}


@dataclass(slots=True)
class Compared:
    """The figures of one section: data sets, and for each (part, quantity) ours, R's and the digits."""

    sizes: dict[str, int] = field(default_factory=dict)
    figures: dict[tuple[str, str], tuple[str, float, float, Floats]] = field(default_factory=dict)

    @property
    def digits(self) -> Floats:
        return np.concatenate([digits for *_, digits in self.figures.values()])


def agreeing(ours: Floats, theirs: Floats, least: object) -> Floats:
    """Digits on which the two agree, in whole ones."""
    if ours.shape != theirs.shape or not (np.isfinite(ours) & np.isfinite(theirs)).all():
        raise ValueError(f"not the same figures: {ours}, {theirs}")
    size = np.maximum(np.abs(theirs), np.broadcast_to(np.asarray(least, dtype=float), theirs.shape))
    share = np.abs(ours - theirs) / np.where(size > 0, size, 1)
    return np.minimum(np.floor(-np.log10(np.maximum(share, 10.0**-MOST_DIGITS / 2))), MOST_DIGITS)


def compare(section: Section, r: Output) -> Compared:
    """Our figures of a section beside R's."""
    found = Compared()
    for one in section.ours(r):
        names, theirs = r[one.part, one.quantity]
        ours = np.atleast_1d(np.asarray(one.ours, dtype=float))
        try:
            digits = agreeing(ours, theirs, one.least)
        except ValueError as fault:
            raise ValueError(f"{section.title}: {one.part} {one.quantity}: {fault}") from fault
        if one.n is not None:
            found.sizes.setdefault(one.data, one.n)
        found.figures[one.part, one.quantity] = (names[0], float(ours[0]), float(theirs[0]), digits)
    return found


def forgotten(compared: Mapping[str, set[tuple[str, str]]]) -> list[str]:
    """What R printed and nobody compares or sets apart."""
    missing = []
    for path in sorted(R.glob("*.out.csv")):
        name = path.name.removesuffix(".out.csv")
        apart = "|".join(f"(?:{pattern})" for pattern in APART.get(name, {"": ""}))
        for key in read(name).keys() - compared.get(name, set()):
            if not re.fullmatch(apart, " ".join(key)):
                missing.append(f"{name}: {' '.join(key)}")
    return sorted(missing)


def page() -> str:
    """The whole page; raises ValueError where R printed something that no section tells of."""
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
    lines = [
        "# Beside R", "", "Made from R's output and this program by `make docs` (`python docs/beside_r.py`).", "",
        f"{total:,} figures of this program beside those of {made_by[1]}. R's are the raw output that "
        "[tests/analysis/r](../../tests/analysis/r/README.md) keeps with the scripts that print it; ours are computed from "
        "the same data when this page is made. The twin is SYNTHETIC: rows that reproduce printed tables and that are no "
        "real governments. The other data sets come with R and its packages.", "",
        "Digits are those on which the two agree: the difference as a share of R's figure, in whole digits, "
        f"{MOST_DIGITS} at most. What may lie near zero is measured by something of its own size: a limit by its standard "
        "error or the width of its interval, a residual by the residual standard error, DFBETAS and t by 1.", "",
        "| what | figures | digits, at least | half have at least |", "|---|--:|--:|--:|",
    ]  # fmt: skip
    for section, compared in found:
        least, median = (f"**{int(of(compared.digits))}**" for of in (np.min, np.median))
        lines.append(
            f"| [{section.title}](#{_anchor(section.title)}) | {len(compared.digits):,} | {least} | {median} |"
        )
    for section, compared in found:
        lines += ["", *_section(section, compared)]
    lines += ["", "## What is not compared here", "", "| output | part and quantity | why |", "|---|---|---|"]
    for name, patterns in APART.items():
        lines += [
            f"| `{name}.out.csv` | `{pattern.replace('|', chr(92) + '|')}` | {why} |"
            for pattern, why in patterns.items()
        ]
    return "\n".join([*lines, ""])


def _section(section: Section, compared: Compared) -> Iterator[str]:
    worst = min(compared.figures, key=lambda key: compared.figures[key][3].min())
    sizes = "; ".join(f"{data}, n = {n}" for data, n in compared.sizes.items())
    yield from (f"## {section.title}", "", f"- R: {section.r}.")
    if sizes:
        yield f"- Data: {sizes}."
    output = f"[`{section.file}.out.csv`](../../tests/analysis/r/{section.file}.out.csv)"
    yield f"- {len(compared.digits):,} figures of {output} are compared."
    yield f"- At least **{int(compared.digits.min())}** digits agree; fewest: `{' '.join(worst)}`. {section.note}".rstrip()
    yield from ("", "| part | quantity | name | ours | R | digits |", "|---|---|---|--:|--:|--:|")
    for part, quantity in section.shown:
        name, ours, theirs, digits = compared.figures[part, quantity]
        yield f"| {part} | {quantity} | {name} | {ours:.8g} | {theirs:.8g} | **{int(digits[0])}** |"


def _anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def same(one: str, other: str) -> bool:
    """Whether two pages tell the same; on another machine a digit more or less may agree, and another figure least."""
    digits = re.compile(r"\*\*(\d+)\*\*(?: digits agree; fewest: `[^`]*`)?")
    if digits.sub("", one) != digits.sub("", other):
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
