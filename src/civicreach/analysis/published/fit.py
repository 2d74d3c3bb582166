"""Checks of a printed regression as a whole: R², adjusted R², F, degrees of freedom, and models that add factors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from civicreach.analysis.tails import upper_f
from civicreach.records.words import message

from .blocks import Entry, whole_of
from .check import AGREES, CANNOT_BE, CANNOT_TELL, Check, compared
from .coefficients import check_stars
from .interval import Interval
from .model import NO_R2, Model, p_interval

_CHECKED = ("adjusted_r2", "f", "significance")
_NAMES = {"adjusted_r2": "adjusted-r2", "f": "f", "significance": "f-significance"}


def check_fit(model: Model, legend: Mapping[str, Interval]) -> Iterator[Check]:
    """The checks of a model's R², F and degrees of freedom."""
    yield from _r2_range(model)
    yield from _degrees(model)
    if not model.block.linear:
        return
    fit = model.block.fit
    key = model.block.table.key
    found = {role: fit[role] for role in _CHECKED if role in fit}
    if not found:
        return
    if "r2" not in fit and "f" not in fit:
        return
    if model.k is None or model.df is None:
        for role, entry in found.items():
            why = message("the number of cases or of factors is not printed")
            yield Check(key, "model", (entry.column,), _NAMES[role], entry.text, "", CANNOT_TELL, why)
        return
    if model.r2_cannot_be:
        resting = {role: entry for role, entry in found.items() if role != "significance" or "f" not in fit}
        for role, entry in resting.items():
            yield Check(key, "model", (entry.column,), _NAMES[role], entry.text, "", CANNOT_TELL, NO_R2)
        found = {role: entry for role, entry in found.items() if role not in resting}
    made = {role: recomputed_fit(model, role, model.k, model.df) for role in found}
    failed = any(recomputed is not None and not _meets(found[role], recomputed) for role, recomputed in made.items())
    other = _other_k(model, found) if failed and not model.k_known and not model.df_known else None
    for role, entry in found.items():
        recomputed = made[role]
        if recomputed is None:
            continue
        why = message("from {what} with {k} factors and {df} degrees of freedom",
                      what="F" if role == "significance" else "R²", k=model.k, df=model.df)  # fmt: skip
        check = compared(entry.interval, recomputed, table=key, row="model", columns=(entry.column,),
                         name=_NAMES[role], printed=entry.text, reason=why,
                         decimals=max(entry.number.decimals if entry.number else 3, 0) + 1)  # fmt: skip
        if check.verdict == CANNOT_BE and (other is not None or model.block.robust):
            why = message("with robust standard errors F does not follow from R²")
            if other is not None:
                why = message("agrees with {k} factors, of which the table lists {listed}", k=other, listed=model.k)
            if other is not None or role == "f":
                check = Check(key, "model", check.columns, check.name, entry.text, check.recomputed, CANNOT_TELL, why)
        yield check
    holder = fit.get("significance") or fit.get("f")
    stars = next((e.number.stars for e in (fit.get("stars"), fit.get("significance"), fit.get("f"), fit.get("r2"))
                  if e and e.number and e.number.stars), "")  # fmt: skip
    if holder is not None and stars:
        p = p_interval(fit["significance"]) if "significance" in fit else made.get("significance")
        if p is None and "f" in fit and (f := fit["f"].interval) is not None:
            p = _significance(f, model.k, model.df)
        said = fit.get("significance")
        yield from check_stars(key, "model", fit.get("stars") or holder, stars, p, legend, p_text=said)


def _meets(entry: Entry, recomputed: Interval) -> bool:
    found = entry.interval
    return found is None or found.meets(recomputed)


def recomputed_fit(model: Model, role: str, k: int, df: int) -> Interval | None:
    """What a figure of fit must be, given the others; None where they do not say, or leave no degrees of freedom."""
    if k < 1 or df < 1:
        return None
    fit = model.block.fit
    r2 = fit["r2"].interval if "r2" in fit else None
    r2 = r2.within(Interval(0.0, 1.0)) if r2 is not None else None
    f = fit["f"].interval if "f" in fit else None
    if role == "significance":
        if f is not None:
            return _significance(f, k, df)
        return None if r2 is None else _significance(_f(r2, k, df), k, df)
    if r2 is None:
        if role == "adjusted_r2" and f is not None:
            r2 = f.through(lambda value: max(value, 0.0) * k / (max(value, 0.0) * k + df))
        else:
            return None
    return _f(r2, k, df) if role == "f" else r2.through(lambda value: 1 - (1 - value) * (k + df) / df)


def _f(r2: Interval, k: int, df: int) -> Interval:
    return r2.through(lambda value: (value / k) / ((1 - value) / df) if value < 1 else float("inf"))


def _significance(f: Interval, k: int, df: int) -> Interval:
    return Interval(max(f.low, 0.0), max(f.high, 0.0)).through(lambda value: float(upper_f(value, k, df)))


def _other_k(model: Model, found: Mapping[str, Entry]) -> int | None:
    """A greater number of factors with which all figures of fit agree: the table need not list them all."""
    if model.n is None or model.k is None or len(found) < 1:
        return None
    for k in range(model.k + 1, min(model.n - 1, model.k + 400)):
        df = model.n - k - 1
        if df < 1:
            return None
        made = {role: recomputed_fit(model, role, k, df) for role in found}
        if all(recomputed is None or _meets(found[role], recomputed) for role, recomputed in made.items()):
            return k
    return None


def _r2_range(model: Model) -> Iterator[Check]:
    for role in ("r2", "adjusted_r2", "pseudo_r2"):
        entry = model.block.fit.get(role)
        if entry is None or entry.number is None or (found := entry.interval) is None:
            continue
        low = -float("inf") if role == "adjusted_r2" or not model.block.linear else 0.0
        if not found.meets(Interval(low, 1.0)):
            yield Check(model.block.table.key, "model", (entry.column,), "r2-range", entry.text, "", CANNOT_BE,
                        message("R² lies between 0 and 1"))  # fmt: skip
    entry = model.block.fit.get("significance")
    if entry is not None and entry.interval is not None and entry.number is not None:
        middle = entry.number.middle
        if not entry.interval.meets(Interval(0.0, 1.0)) or (middle is not None and not 0 <= middle <= 1):
            yield Check(model.block.table.key, "model", (entry.column,), "range", entry.text, "", CANNOT_BE,
                        message("a probability lies between 0 and 1"))  # fmt: skip


def _degrees(model: Model) -> Iterator[Check]:
    """Printed degrees of freedom against cases and factors."""
    block = model.block
    listed = len(block.factors)
    for role in ("df1", "df2"):
        entry = block.fit.get(role)
        text = entry.text if entry is not None else block.table.df if role == "df2" else ""
        if not text:
            continue
        column = entry.column if entry is not None else "df"
        whole = whole_of(block.fit, role)
        if entry is None and text.strip().isdigit():
            whole = int(text)
        if whole is None:
            why = message("degrees of freedom that are not a whole number")
            yield Check(block.table.key, "model", (column,), "df", text, "", CANNOT_TELL, why)
            continue
        if role == "df1":
            if not listed:
                continue
            why = message("{n} factors are listed", n=listed)
            verdict = AGREES if whole == listed else CANNOT_BE if whole < listed else CANNOT_TELL
            yield Check(block.table.key, "model", (column,), "df", text, str(listed), verdict, why)
        elif model.n is not None and model.k is not None:
            expected = model.n - (listed if not model.k_known and listed else model.k) - 1
            run_together = f"{model.k}{expected}" == str(whole)
            beyond = bool(block.beyond) or not model.k_known
            if run_together:
                why = message("reads as {k} and {df} run together", k=model.k, df=expected)
                verdict = CANNOT_TELL
            elif whole == expected:
                why, verdict = message("{n} cases less {k} factors less 1", n=model.n, k=model.n - expected - 1), AGREES
            elif whole < expected and beyond and block.linear:
                why = message("fewer than the listed factors leave: not all are listed, or they are of clusters")
                verdict = CANNOT_TELL
            else:
                why = message("{n} cases less {k} factors less 1", n=model.n, k=model.n - expected - 1)
                verdict = CANNOT_TELL if whole == expected + 1 else CANNOT_BE
                if verdict == CANNOT_TELL:
                    why = message("one more than cases and factors leave: a model without a constant?")
            yield Check(block.table.key, "model", (column,), "df", text, str(expected), verdict, why)


def check_additions(model: Model, before: Model) -> Iterator[Check]:
    """What a model adds to the one before it: change of R², its F and significance."""
    fit = model.block.fit
    first, second = before.block.fit.get("r2"), fit.get("r2")
    if first is None or second is None or first.interval is None or second.interval is None:
        return
    key = model.block.table.key
    if model.r2_cannot_be or before.r2_cannot_be:
        for role in ("delta_r2", "delta_f", "delta_significance"):
            if role in fit and (role != "delta_significance" or "delta_f" not in fit):
                entry = fit[role]
                yield Check(key, "model", (entry.column,), "delta-r2", entry.text, "", CANNOT_TELL, NO_R2)
        return
    change = second.interval - first.interval
    if change.high < 0 and before.block.linear:
        why = message("more factors cannot explain less")
        yield Check(key, "model", (second.column,), "delta-r2", f"{first.text}, {second.text}", "", CANNOT_BE, why)
        return
    if "delta_r2" in fit:
        entry = fit["delta_r2"]
        yield compared(entry.interval, change, table=key, row="model", columns=(entry.column,), name="delta-r2",
                       printed=entry.text, reason=message("difference of the two R²"), decimals=4)  # fmt: skip
        if entry.interval is not None:
            change = change.within(entry.interval) or change
    if model.k is None or before.k is None or model.df is None or model.k <= before.k:
        return
    added = model.k - before.k
    rest = Interval(1.0, 1.0) - second.interval
    if rest.low <= 0:
        return
    f = Interval(max(change.low, 0.0), max(change.high, 0.0)) / rest * (model.df / added)
    for role in ("delta_f", "delta_significance"):
        if role in fit:
            tested = (fit["delta_f"].interval if "delta_f" in fit else None) or f
            recomputed = f if role == "delta_f" else _significance(tested, added, model.df)
            why = message("{added} factors added, {df} degrees of freedom left", added=added, df=model.df)
            yield compared(fit[role].interval, recomputed, table=key, row="model", columns=(fit[role].column,),
                           name="delta-r2", printed=fit[role].text, reason=why, decimals=4)  # fmt: skip
