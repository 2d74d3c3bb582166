"""Influence of each case, and tests of the specification."""

from __future__ import annotations

from collections.abc import Iterator

from beside.data import Beside, Output, data_of
from civicreach.analysis.diagnostics.influence import measure_influence
from civicreach.analysis.diagnostics.normality import shapiro_wilk
from civicreach.analysis.diagnostics.specification import check_specification
from civicreach.analysis.factors.collinearity import condition_indices

DIAGNOSED = ("likes", "posts", "longley", "mtcars", "warpbreaks")


def influence(r: Output) -> Iterator[Beside]:
    """What each case weighs, and what is left without it."""
    for part in DIAGNOSED:
        data, y, X, names = data_of(r, part)
        n = len(y)
        found = measure_influence(y, X, names=names, ids=[str(i) for i in range(n)])
        yield Beside(data, n, part, "leverage", found.leverage)
        yield Beside(data, n, part, "cook", found.cook)
        for quantity in ("standardised", "studentised", "dffits"):
            yield Beside(data, n, part, quantity, getattr(found, quantity), 1)
        for j, name in enumerate(names, start=1):
            yield Beside(data, n, part, f"p_without:{name}", found.p_without[:, j])
            if part != "posts":
                yield Beside(data, n, part, f"dfbetas:{name}", found.dfbetas[:, j], 1)
                at = f"estimate_without:{name}"
                yield Beside(data, n, part, at, found.estimate_without[:, j], found.std_error_without[:, j])


def specification_tests(r: Output) -> Iterator[Beside]:
    """Tests of form, spread and normality, and condition indices."""
    for part in DIAGNOSED:
        data, y, X, names = data_of(r, part)
        n = len(y)
        found = check_specification(y, X, names=names, ids=[str(i) for i in range(n)])
        tests = {"reset": found.reset, "koenker": found.breusch_pagan, "white": found.white}
        for quantity, test in {**tests, "white_short": found.white_short}.items():
            if (part, quantity) in r:
                df = [test.df] if test.df_residual is None else [test.df, test.df_residual]
                yield Beside(data, n, part, quantity, [test.statistic, *df, test.p])
        assert found.shapiro is not None
        yield Beside(data, n, part, "shapiro", [found.shapiro.w, found.shapiro.p])
        yield Beside(data, n, part, "negative_fitted", found.n_negative)
        c = condition_indices(X, names=names)
        yield Beside(data, n, part, "index", c.indices)
        for row, shares in enumerate(c.proportions, start=1):
            yield Beside(data, n, part, f"proportions:{row}", shares, 1)
    for part in dict.fromkeys(part for part, quantity in r if quantity == "x"):
        x = r[part, "x"][1]
        normality = shapiro_wilk(x)
        yield Beside("numbers by a rule", len(x), part, "shapiro", [normality.w, normality.p])
