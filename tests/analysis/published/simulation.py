"""Random studies, analysed and printed in one of the ways that journals have: nothing in them is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
from scipy.special import fdtrc, stdtr, stdtrit

LEGENDS = (
    {"*": "p<0.10", "**": "p<0.05", "***": "p<0.01"},
    {"*": "p < .05", "**": "p < .01", "***": "p < .001"},
    {"†": "p < .10", "*": "p < .05", "**": "p < .01"},
)


@dataclass
class Press:
    """The habits of one journal."""

    rng: np.random.Generator
    digits: int = 3
    rounding: str = ROUND_HALF_UP
    leading_zero: bool = True
    minus: str = "-"
    thousands: str = ""
    small_p: bool = False
    legend: dict[str, str] = field(default_factory=dict)
    marks_on: str = "p"

    def number(self, value: float, digits: int | None = None, *, bounded: bool = False) -> str:
        digits = self.digits if digits is None else digits
        rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=self.rounding)
        text = f"{abs(rounded):,f}".replace(",", self.thousands)
        if bounded and not self.leading_zero:
            text = text.removeprefix("0") if text.startswith("0.") else text
        return (self.minus if rounded < 0 or (rounded == 0 and value < 0 and self.rng.random() < 0.3) else "") + text

    def p(self, value: float) -> str:
        if self.small_p and value < 0.001:
            return "< .001" if not self.leading_zero else "<0.001"
        return self.number(value, 3, bounded=True)

    def stars(self, p: float) -> str:
        found = ""
        for mark, text in sorted(self.legend.items(), key=lambda item: -float(item[1].split("<")[1])):
            if p < float(text.split("<")[1]):
                found = mark
        return found


def press(rng: np.random.Generator) -> Press:
    return Press(
        rng,
        digits=int(rng.integers(2, 4)),
        rounding=[ROUND_HALF_UP, ROUND_HALF_EVEN][rng.integers(2)],
        leading_zero=bool(rng.random() < 0.7),
        minus=["-", "−", "–"][rng.integers(3)],
        thousands=["", ",", " "][rng.integers(3)],
        small_p=bool(rng.random() < 0.5),
        legend=dict(LEGENDS[rng.integers(len(LEGENDS))]),
    )


def study(seed: int) -> dict[str, Any]:
    """A study as the contents of a file of printed numbers."""
    rng = np.random.default_rng(seed)
    style = press(rng)
    n, k = int(rng.integers(25, 400)), int(rng.integers(2, 9))
    x, names, kinds = factors(rng, n, k)
    outcomes = {}
    for name in ("alpha", "omega")[: rng.integers(1, 3)]:
        signal = (x - x.mean(0)) / np.where(x.std(0) > 0, x.std(0), 1) @ rng.normal(0, 0.4, k)
        noise = rng.normal(0, 1, n) if rng.random() < 0.5 else rng.standard_exponential(n)
        y = signal + noise * rng.uniform(0.3, 3)
        outcomes[name] = np.round(np.exp(y / 2 + 4)) if rng.random() < 0.4 else 10 ** rng.uniform(-1, 4) * (y + 3)
    tables: dict[str, Any] = {
        "table1": frequencies(rng, style, n),
        "table2": descriptives(rng, style, x, names, kinds, outcomes),
    }
    way = ["beta", "b", "both"][rng.integers(3)]
    steps = 2 if rng.random() < 0.3 and k > 2 else 1
    for number, (name, y) in enumerate(outcomes.items()):
        for step in range(steps):
            width = k if step == steps - 1 else k // 2
            table = regression(rng, style, x[:, :width], names[:width], y, name, way)
            if step == 1:
                table["after"] = f"model{number}0"
                before = tables[f"model{number}0"]["_r2"]
                add_change(style, table, before, n, k, k - k // 2)
            tables[f"model{number}{step}"] = table
    for table in tables.values():
        table.pop("_r2", None)
    tables["correlations"] = correlations(rng, style, x, names, n)
    return {"stars": style.legend, "n": {"regression": str(n)}, "tables": tables}


def factors(rng: np.random.Generator, n: int, k: int) -> tuple[np.ndarray, list[str], list[str]]:
    loading = rng.normal(0, 0.7, (k, 2))
    latent = rng.normal(size=(n, 2)) @ loading.T + rng.normal(size=(n, k))
    columns, kinds = [], []
    for j in range(k):
        z = latent[:, j]
        kind = ["real", "dummy", "index", "count", "scale"][rng.choice(5, p=[0.35, 0.3, 0.1, 0.15, 0.1])]
        if kind == "dummy":
            column = (z > np.quantile(z, rng.uniform(0.1, 0.9))).astype(float)
        elif kind == "index":
            column = (z - z.min()) / (z.max() - z.min())
        elif kind == "count":
            column = np.floor(np.exp(z + rng.uniform(0, 8)))
        elif kind == "scale":
            column = np.clip(np.round((z + 3) * 2), 1, 10) / 2
        else:
            column = z * 10 ** rng.uniform(-1, 5) + rng.normal() * 10
        if column.std() == 0:
            column, kind = z, "real"
        columns.append(column)
        kinds.append(kind)
    return np.column_stack(columns), [f"x{j}_{kind}" for j, kind in enumerate(kinds)], kinds


def frequencies(rng: np.random.Generator, style: Press, n: int) -> dict[str, Any]:
    counts = rng.multinomial(n, rng.dirichlet(np.ones(4)))
    on_valid = rng.random() < 0.5
    missing = int(counts[-1])
    base = n - missing if on_valid and n > missing else n
    rows: dict[str, dict[str, str]] = {}
    for name, count in zip(["north", "south", "east"], counts[:3], strict=True):
        rows[name] = {"Frequency": str(count), "Percent": style.number(100 * count / base, 1)}
    if not on_valid:
        rows["missing"] = {"Frequency": str(missing), "Percent": style.number(100 * missing / base, 1)}
    rows["total"] = {"Frequency": str(base), "Percent": style.number(100, 1)}
    return {"title": "Table 1. Region", "cells": rows}


def descriptives(
    rng: np.random.Generator,
    style: Press,
    x: np.ndarray,
    names: list[str],
    kinds: list[str],
    outcomes: dict[str, np.ndarray],
) -> dict[str, Any]:
    rows = {}
    divisor = 1 if rng.random() < 0.85 else 0
    # some programs print the least and greatest value in the format of the variable, others in one format for all
    by_variable = rng.random() < 0.6
    for name, kind, column in [*zip(names, kinds, x.T, strict=True), *((o, "real", y) for o, y in outcomes.items())]:
        digits = 0 if by_variable and (kind in ("dummy", "count", "index") or rng.random() < 0.2) else style.digits
        rows[name] = {
            "Min": style.number(column.min(), digits),
            "Max": style.number(column.max(), digits),
            "Mean": style.number(column.mean()),
            "SD": style.number(column.std(ddof=divisor)),
            "N": str(len(column)),
        }
    table: dict[str, Any] = {"title": "Table 2. Descriptive statistics", "cells": rows}
    if rng.random() < 0.5:
        table["whole"] = [name for name, kind in zip(names, kinds, strict=True) if kind in ("dummy", "count")]
        table["binary"] = [name for name, kind in zip(names, kinds, strict=True) if kind == "dummy"]
    return table


def regression(
    rng: np.random.Generator, style: Press, x: np.ndarray, names: list[str], y: np.ndarray, outcome: str, way: str
) -> dict[str, Any]:
    n, k = x.shape
    design = np.column_stack([np.ones(n), x])
    # by QR on scaled columns: raw cross-products lose so many digits that the audit finds the errors
    scale = np.abs(design).max(0)
    upper = np.linalg.inv(np.linalg.qr(design / scale, mode="r")) / scale[:, None]
    inverse = upper @ upper.T
    b = np.linalg.lstsq(design / scale, y, rcond=None)[0] / scale
    residual = y - design @ b
    df = n - k - 1
    s2 = residual @ residual / df
    se = np.sqrt(np.diag(inverse) * s2)
    t = b / se
    p = 2 * stdtr(df, -np.abs(t))
    r2 = 1 - residual @ residual / ((y - y.mean()) ** 2).sum()
    beta = b[1:] * x.std(0, ddof=1) / y.std(ddof=1)
    critical = stdtrit(df, 0.975)
    vif = (
        (1 / (1 - np.clip([r2_of(np.delete(x, j, 1), x[:, j]) for j in range(k)], 0, 1 - 1e-12)))
        if k > 1
        else np.ones(1)
    )
    limits, errors, vifs, p_printed = rng.random() < 0.3, rng.random() < 0.8, rng.random() < 0.2, rng.random() < 0.8
    rows: dict[str, dict[str, str]] = {}
    for j, name in enumerate(["(Constant)", *names]):
        mark = style.stars(p[j])
        row = {}
        if way in ("b", "both"):
            row["B"] = style.number(b[j]) + ("" if p_printed else mark)
            if errors:
                row["Std. Error"] = style.number(se[j])
        if way in ("beta", "both") and j:
            row["Beta"] = style.number(beta[j - 1], bounded=True) + ("" if p_printed or way == "both" else mark)
        row["t"] = style.number(t[j])
        if p_printed:
            row["p"] = style.p(p[j]) + mark
        if limits and way in ("b", "both"):
            row["95% CI"] = f"[{style.number(b[j] - critical * se[j])}, {style.number(b[j] + critical * se[j])}]"
        if vifs and j:
            row["VIF"] = style.number(vif[j - 1])
        rows[name] = row
    f = (r2 / k) / ((1 - r2) / df)
    model = {
        "r2": style.number(r2, bounded=True),
        "adjusted_r2": style.number(1 - (1 - r2) * (n - 1) / df, bounded=True),
        "f": f"F({k}, {df}) = {style.number(f)}" if rng.random() < 0.3 else style.number(f),
        "significance": style.p(float(fdtrc(k, df, f))),
    }
    table: dict[str, Any] = {
        "title": f"Regression of {outcome}",
        "outcome": outcome,
        "cells": rows,
        "model": model,
        "_r2": r2,
    }
    if rng.random() < 0.3:
        table["df"] = str(df)
    return table


def add_change(style: Press, table: dict[str, Any], before: float, n: int, k: int, added: int) -> None:
    # a factor that repeats another adds nothing, and rounding in the computer may make it less
    change, df = max(table["_r2"] - before, 0.0), n - k - 1
    f = (change / added) / ((1 - table["_r2"]) / df)
    table["model"]["delta_r2"] = style.number(change, bounded=True)
    table["model"]["delta_f"] = style.number(f)
    table["model"]["delta_significance"] = style.p(float(fdtrc(added, df, f)))


def r2_of(x: np.ndarray, y: np.ndarray) -> float:
    design = np.column_stack([np.ones(len(y)), x])
    residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return float(1 - residual @ residual / ((y - y.mean()) ** 2).sum())


def correlations(rng: np.random.Generator, style: Press, x: np.ndarray, names: list[str], n: int) -> dict[str, Any]:
    r = np.corrcoef(x.T)
    rows = {}
    for i, name in enumerate(names):
        rows[name] = {}
        for j, other in enumerate(names[: i + 1]):
            if i == j:
                rows[name][other] = "1"
                continue
            value = min(max(r[i, j], -1 + 1e-12), 1 - 1e-12)
            t = value * np.sqrt((n - 2) / (1 - value**2))
            rows[name][other] = style.number(value, bounded=True) + style.stars(2 * stdtr(n - 2, -abs(t)))
    return {"title": "Correlations", "kind": "correlations", "cells": rows}
