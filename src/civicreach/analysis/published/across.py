"""Checks across models with the same factors: what belongs to the factors alone must come out the same from all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from civicreach.records.words import message

from .blocks import Figures, whole_of
from .check import AGREES, CANNOT_BE, CANNOT_TELL, Check
from .fit import recomputed_fit
from .interval import Interval, deepest, shown
from .model import NO_R2, Model


def check_across(
    models: Sequence[Model], means: Mapping[str, Interval], sds: Mapping[str, Interval]
) -> Iterator[Check]:
    """The checks of all pairs of linear models that share factors and cases.

    Parameters
    ----------
    models : sequence of Model
        In the order of print.
    means, sds : mapping of variable to Interval
        Over the same cases, where a table prints them.
    """
    for model in models:
        yield from _single(model)
    for first, second in combinations(models, 2):
        if _alike(first, second):
            yield from _vifs(first, second)
            yield from _errors(first, second)
            yield from _constants(first, second, means, sds)


def vif(model: Model, figures: Figures) -> Interval | None:
    """The variance inflation factor that a standardised coefficient, its t and R² imply; None where they do not.

    VIF = (beta/t)² df/(1-R²), with classical standard errors.
    """
    if "beta" not in figures or "t" not in figures or model.df is None or model.r2 is None or model.r2.high >= 1:
        return None
    beta, t = figures["beta"].interval, figures["t"].interval
    if beta is None or t is None or t.low <= 0 <= t.high or not beta.bounded:
        return None
    return (beta / t).square() * (Interval(float(model.df), float(model.df)) / (Interval(1.0, 1.0) - model.r2))


def classical(model: Model) -> bool:
    """Whether the standard errors are classical: as said, or because F follows from R²."""
    if model.block.robust or not model.block.linear:
        return False
    if model.block.table.errors == "classical":
        return True
    entry = model.block.fit.get("f")
    if entry is None or entry.interval is None or model.k is None or model.df is None:
        return False
    recomputed = recomputed_fit(model, "f", model.k, model.df)
    return recomputed is not None and entry.interval.meets(recomputed)


def _alike(first: Model, second: Model) -> bool:
    a, b = first.block, second.block
    same = set(a.factors) == set(b.factors) and len(a.factors) > 0 and a.beyond == b.beyond
    return same and first.n is not None and first.n == second.n and first.df == second.df and a.linear and b.linear


def _single(model: Model) -> Iterator[Check]:
    """A model alone: no VIF is below 1, and a printed VIF is the one that beta and t imply."""
    if not model.block.linear or model.block.robust:
        return
    sure = classical(model)
    for row, figures in model.block.rows.items():
        found = vif(model, figures)
        key = model.block.table.key
        if found is None:
            if model.r2_cannot_be and "vif" in figures:
                entry = figures["vif"]
                yield Check(key, row, (entry.column,), "vif", entry.text, "", CANNOT_TELL, NO_R2)
            continue
        columns = (figures["beta"].column, figures["t"].column)
        if found.high < 1 - 1e-9 or "vif" not in figures:
            verdict = AGREES if found.high >= 1 - 1e-9 else CANNOT_BE if sure else CANNOT_TELL
            why = message("VIF from beta, t and R²: not below 1")
            printed = f"{figures['beta'].text}, {figures['t'].text}"
            yield Check(key, row, columns, "vif", printed, shown(found, 3), verdict, why)
        elif (printed_vif := figures["vif"].interval) is not None:
            verdict = AGREES if printed_vif.meets(found) else CANNOT_BE if sure else CANNOT_TELL
            entry = figures["vif"]
            why = message("VIF from beta, t and R²")
            yield Check(key, row, (*columns, entry.column), "vif", entry.text, shown(found, 3), verdict, why)


def _vifs(first: Model, second: Model) -> Iterator[Check]:
    sure = classical(first) and classical(second)
    if first.block.robust or second.block.robust:
        return
    for row, figures in first.block.rows.items():
        others = second.block.rows.get(row, {})
        one, two = vif(first, figures), vif(second, others)
        if not all("beta" in f and "t" in f for f in (figures, others)):
            continue
        printed = "; ".join(f"{f['beta'].text}, {f['t'].text}" for f in (figures, others))
        columns = (figures["beta"].column, figures["t"].column)
        key = f"{first.block.table.key}, {second.block.table.key}"
        if first.r2_cannot_be or second.r2_cannot_be:
            yield Check(key, row, columns, "vif-agreement", printed, "", CANNOT_TELL, NO_R2)
        if one is None or two is None:
            continue
        common = one.within(two)
        if common is not None:
            why = message("VIF {one} and {two}", one=shown(one, 3), two=shown(two, 3))
            yield Check(key, row, columns, "vif-agreement", printed, shown(common, 3), AGREES, why)
        else:
            why = (message("VIF {one} in one table and {two} in the other", one=shown(one, 3), two=shown(two, 3))
                   if sure else message("VIF {one} and {two}; with robust standard errors they may differ",
                                        one=shown(one, 3), two=shown(two, 3)))  # fmt: skip
            verdict = CANNOT_BE if sure else CANNOT_TELL
            yield Check(key, row, columns, "vif-agreement", printed, "", verdict, why)


def _errors(first: Model, second: Model) -> Iterator[Check]:
    """Standard errors of two models differ by one factor for all rows, the constant included."""
    if first.block.robust or second.block.robust:
        return
    pairs: dict[str, tuple[Interval, Figures, Figures]] = {}
    rows = {**first.block.rows, "constant": first.block.constant}
    others = {**second.block.rows, "constant": second.block.constant}
    for row, figures in rows.items():
        one, two = _error(figures), _error(others.get(row, {}))
        if one is not None and two is not None and two.low > 0:
            pairs[row] = (one / two, figures, others[row])
    if len(pairs) < 3:
        return
    common, held = deepest(ratio for ratio, _, _ in pairs.values())
    sure = classical(first) and classical(second) and held > len(pairs) / 2
    key = f"{first.block.table.key}, {second.block.table.key}"
    for row, (ratio, figures, other) in pairs.items():
        printed = f"{figures['se'].text}; {other['se'].text}"
        agrees = ratio.meets(common)
        verdict = AGREES if agrees else CANNOT_BE if sure else CANNOT_TELL
        why = message("ratio {ratio}, that of most rows {common}", ratio=shown(ratio, 4), common=shown(common, 4))
        yield Check(key, row, (figures["se"].column,), "se-agreement", printed, shown(common, 4), verdict, why)


def _error(figures: Figures) -> Interval | None:
    entry = figures.get("se")
    found = entry.interval if entry is not None and "b" in figures else None
    return found if found is not None and found.low > 0 and found.bounded else None


def common_vifs(models: Sequence[Model]) -> dict[str, Interval]:
    """The VIFs on which all models agree; a factor on which they do not is left out."""
    found: dict[str, Interval | None] = {}
    for model in models:
        for row, figures in model.block.rows.items():
            if (implied := vif(model, figures)) is not None:
                held = found.get(row, implied) if row in found else implied
                found[row] = held.within(implied) if held is not None else None
    return {row: held for row, held in found.items() if held is not None}


def narrowed_beta(model: Model, row: str, vifs: Mapping[str, Interval]) -> Interval | None:
    """A standardised coefficient, as narrow as its print and the VIF on which all models agree make it."""
    figures = model.block.rows[row]
    beta = figures["beta"].interval if "beta" in figures else None
    t = figures["t"].interval if "t" in figures else None
    if beta is None or t is None or t.low <= 0 <= t.high or row not in vifs or not model.df or model.r2 is None:
        return beta
    scale = ((Interval(1.0, 1.0) - model.r2) * (1.0 / model.df) * vifs[row]).root()
    return beta.within(t * scale) or beta


def constant_scale(
    model: Model, means: Mapping[str, Interval], sds: Mapping[str, Interval], vifs: Mapping[str, Interval]
) -> Interval | None:
    """The constant's standard error over the residual standard error, from beta, means, sds, R² and the constant's t.

    None where a mean or an sd is not printed. It depends on the factors alone; `vifs` are those on which all models
    agree.
    """
    block = model.block
    y = block.table.outcome
    names = (*block.factors, y)
    if "t" not in block.constant or model.df is None or model.n is None or model.r2 is None or model.r2.high >= 1:
        return None
    if any(name not in means or name not in sds or sds[name].low <= 0 for name in names):
        return None
    t = block.constant["t"].interval
    # the constant in units of the outcome's sd
    constant = means[y] / sds[y]
    for row in block.factors:
        beta = narrowed_beta(model, row, vifs)
        if beta is None:
            return None
        constant -= beta * (means[row] / sds[row])
    if t is None or t.low <= 0 <= t.high:
        return None
    residual = ((Interval(1.0, 1.0) - model.r2) * ((model.n - 1) / model.df)).root()
    return (constant / t).size() / residual


def _constants(
    first: Model, second: Model, means: Mapping[str, Interval], sds: Mapping[str, Interval]
) -> Iterator[Check]:
    vifs = common_vifs((first, second)) if classical(first) and classical(second) else {}
    one, two = constant_scale(first, means, sds, vifs), constant_scale(second, means, sds, vifs)
    if one is None or two is None:
        return
    sure = classical(first) and classical(second)
    common = one.within(two)
    key = f"{first.block.table.key}, {second.block.table.key}"
    printed = f"{first.block.constant['t'].text}; {second.block.constant['t'].text}"
    why = message("standard error of the constant over that of the residuals: {one} and {two}",
                  one=shown(one, 3), two=shown(two, 3))  # fmt: skip
    verdict = AGREES if common is not None else CANNOT_BE if sure else CANNOT_TELL
    text = shown(common, 3) if common is not None else ""
    yield Check(key, "constant", (first.block.constant["t"].column,), "constant-scale", printed, text, verdict, why)


def check_cases(models: Sequence[Model], variables: Mapping[str, int], cases: Mapping[str, int]) -> Iterator[Check]:
    """Numbers of cases against one another.

    Parameters
    ----------
    models : sequence of Model
        Regressions.
    variables : mapping of variable to int
        Cases of each variable in the table of means.
    cases : mapping of name to int
        Printed outside the tables.
    """
    most = max(cases.values(), default=0)
    for model in models:
        block = model.block
        entry = block.fit.get("n")
        said = whole_of(block.fit, "n")
        declared = int(block.table.n) if block.table.n.isdigit() else None
        if entry is not None and said is not None and declared is not None:
            verdict = AGREES if said == declared else CANNOT_BE
            why = message("two numbers of cases are given for this table")
            yield Check(block.table.key, "model", (entry.column,), "n", entry.text, str(declared), verdict, why)
        if model.n is None:
            continue
        if most and model.n > most:
            why = message("more cases than the study has")
            yield Check(block.table.key, "model", ("n",), "n", str(model.n), f"≤ {most}", CANNOT_BE, why)
        for name in dict.fromkeys((*block.factors, block.table.outcome)):
            if name in variables:
                verdict = AGREES if variables[name] >= model.n else CANNOT_BE
                why = message("a model has no more cases than each of its variables")
                printed = f"{variables[name]}; {model.n}"
                yield Check(block.table.key, name, ("n",), "n", printed, f"≥ {model.n}", verdict, why)
    for name, n in variables.items():
        if most and n > most:
            why = message("more cases than the study has")
            yield Check("", name, ("n",), "n", str(n), f"≤ {most}", CANNOT_BE, why)
