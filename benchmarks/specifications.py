"""Every subset of 11 factors, shares of R² and a multiverse, timed inside the process, after the imports.

usage: python -m benchmarks.specifications WHAT ours|statsmodels|package [SAMPLE]

The peers fit some of the subsets in a loop, and their time is scaled to all of them; both sides print sums over the
same subsets. The package specification_curve may live in an environment of its own, and SPECIFICATION_CURVE_PYTHON
names its interpreter; where neither is there, it is not measured.
"""

from __future__ import annotations

import os

# matrices are small: more threads of BLAS would wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from typing import Any

from .measure import Measure

_N, _K, _M = 90, 11, 4
_ALL = (2**_K - 1) * _M
#: Every so many subsets, the peers fit one.
_EVERY = 16
#: Of specification_curve: the first factor and all subsets of so many others.
_CONTROLS = 6


def _command(what: str, who: str) -> list[str]:
    python = os.environ.get("SPECIFICATION_CURVE_PYTHON", sys.executable) if who == "package" else sys.executable
    return [python, "-m", "benchmarks.specifications", what, who]


def _measure(name: str, what: str, peer: str, **more: Any) -> Measure:
    packages = ("numpy", "statsmodels") if peer == "statsmodels" else ("numpy",)
    return Measure(
        name, what, lambda _: _command(name, "ours"), lambda _: _command(name, peer), packages=packages, **more
    )


MEASURES: tuple[Measure, ...] = (
    _measure(
        "subsets",
        "inner seconds: all 2,047 subsets of 11 factors x 4 outcomes, n = 90, with b, se, p and R²; beside statsmodels "
        "OLS on arrays, timed on every 16th subset and scaled",
        "statsmodels",
        target=1 / 150,
    ),
    _measure(
        "subsets-hc3",
        "inner seconds: the same with HC3 for every model; beside statsmodels with cov_type HC3, timed on every 16th "
        "subset and scaled",
        "statsmodels",
        target=1 / 30,
    ),
    _measure(
        "importance",
        "inner seconds: LMG shares of 11 factors; beside a loop of statsmodels OLS over all subsets",
        "statsmodels",
        target=1 / 100,
        most=0.003,
    ),
    _measure(
        "importance-bootstrap",
        "inner seconds: 1,000 bootstrap LMG shares of 11 factors; beside the same loop, timed on one draw and scaled",
        "statsmodels",
        target=None,
        most=3.0,
    ),
    _measure(
        "multiverse",
        "inner seconds: 307,050 specifications: subsets x 5 forms x 5 rules for outliers x 3 samples x classical and "
        "HC3, with a curve of each factor; beside statsmodels, timed on 150 of them and scaled",
        "statsmodels",
        target=None,
        most=30.0,
        memory=1024,
    ),
)  # fmt: skip

if "SPECIFICATION_CURVE_PYTHON" in os.environ or find_spec("specification_curve"):
    MEASURES = (
        *MEASURES,
        _measure(
            "subsets-package",
            "inner seconds: the same as subsets; beside the package specification_curve on 64 subsets x 4 outcomes, "
            "scaled to as many fits",
            "package",
            target=1 / 2000,
        ),
    )


def data() -> tuple[Any, Any]:
    """Outcomes (90, 4), above zero, and factors (90, 11), of which some are indicators."""
    import numpy as np

    rng = np.random.default_rng(2015)
    X = rng.normal(size=(_N, _K)) + 0.5 * rng.normal(size=(_N, 1))
    X[:, 7:] = X[:, 7:] > 0.4
    return np.exp(8 + 0.5 * X[:, :1] + 0.3 * X[:, 8:9] + rng.normal(size=(_N, _M))), X


def timed(work: Callable[[], Any], *, runs: int = 5) -> Any:
    """What work gives; prints the median of its times after a first one that is not counted."""
    given = work()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        given = work()
        times.append(time.perf_counter() - started)
    print(f"# inner {median(times)}")
    return given


def show(*sums: float) -> None:
    """The answer: sums to eight digits, which all ways share."""
    print(" ".join(f"{value:.8g}" for value in sums))


def subsets_ours(errors: str, chosen: Callable[[Any], Any]) -> None:
    """b, se, p and R² of all subsets; the answer is over some of them."""
    import numpy as np

    from civicreach.analysis.specifications.subsets import fit_subsets

    y, X = data()
    names, outcomes = [f"x{j}" for j in range(_K)], [f"y{j}" for j in range(_M)]

    def work() -> Any:
        fits = fit_subsets(y, X, names=names, outcome_names=outcomes, errors=[errors])  # type: ignore[list-item]
        return fits, fits.p

    fits, p = timed(work)
    places, factors = chosen(fits.member)
    tables = (fits.estimate[places], fits.std_error[0, places], p[0, places])
    show(*(float(np.nansum(table[:, :, factors])) for table in tables), float(fits.r_squared[places].sum()))


def subsets_statsmodels(errors: str) -> None:
    """The same in a loop over every 16th subset."""
    import numpy as np
    import statsmodels.api as sm

    y, X = data()
    sums = np.zeros(4)
    codes = range(1, 2**_K, _EVERY)
    columns = [sm.add_constant(X[:, [j for j in range(_K) if code >> j & 1]]) for code in codes]
    kind = {} if errors == "classical" else {"cov_type": errors, "use_t": True}
    started = time.perf_counter()
    for table in columns:
        for j in range(_M):
            fit = sm.OLS(y[:, j], table).fit(**kind)
            sums += fit.params[1:].sum(), fit.bse[1:].sum(), fit.pvalues[1:].sum(), fit.rsquared
    seconds = time.perf_counter() - started
    print(f"# inner {seconds * _ALL / (len(columns) * _M)}")
    show(*sums)


def subsets_package() -> None:
    """The same by specification_curve: the first factor always in, with all subsets of six others."""
    from importlib.metadata import version

    import numpy as np
    import pandas as pd
    import specification_curve

    y, X = data()
    table = pd.DataFrame(np.column_stack([X, y]), columns=[f"x{j}" for j in range(_K)] + [f"y{j}" for j in range(_M)])
    started = time.perf_counter()
    curve = specification_curve.SpecificationCurve(
        table, y_endog=[f"y{j}" for j in range(_M)], x_exog="x0", controls=[f"x{j}" for j in range(1, _CONTROLS + 1)]
    )
    # it says on the screen that it has finished
    screen, sys.stdout = sys.stdout, sys.stderr
    curve.fit()
    sys.stdout = screen
    seconds = time.perf_counter() - started
    fits = curve.df_r
    print(f"# inner {seconds * _ALL / len(fits)}")
    print(f"# version specification_curve {version('specification_curve')}")
    p = sum(one["x0"] for one in fits["pvalues"])
    show(fits["Coefficient"].sum(), fits["bse"].sum(), p, sum(one.rsquared for one in fits["Results"]))


def importance_ours(draws: int) -> None:
    """Shares, or shares with intervals."""
    import numpy as np

    from civicreach.analysis.factors.moments import moments
    from civicreach.analysis.importance.intervals import importance_intervals
    from civicreach.analysis.importance.shares import relative_importance

    y, X = data()
    names = [f"x{j}" for j in range(_K)]
    if draws:
        found = timed(lambda: importance_intervals(y[:, 0], X, names=names, draws=draws), runs=3)
        share = found.importance.share
    else:
        m = moments(np.column_stack([X, y[:, 0]]), names=[*names, "y"])
        share = timed(lambda: relative_importance(m, outcome="y", factors=names), runs=25).share
    show(*share)


def importance_statsmodels(draws: int) -> None:
    """Shares from R² of every subset in a loop."""
    import math

    import numpy as np
    import statsmodels.api as sm

    y, X = data()
    started = time.perf_counter()
    r2 = np.zeros(2**_K)
    for code in range(1, 2**_K):
        inside = [j for j in range(_K) if code >> j & 1]
        r2[code] = sm.OLS(y[:, 0], sm.add_constant(X[:, inside])).fit().rsquared
    share = np.zeros(_K)
    for code in range(2**_K):
        weight = 1 / (_K * math.comb(_K - 1, code.bit_count())) if code.bit_count() < _K else 0.0
        for j in range(_K):
            if not code >> j & 1:
                share[j] += weight * (r2[code | 1 << j] - r2[code])
    print(f"# inner {(time.perf_counter() - started) * max(draws, 1)}")
    show(*share)


_FORMS = ("none", "log", "asinh", "sqrt", "rank")
_RULES = ("keep", "winsorise", "drop-largest", "drop-3-sd", "drop-influential")


def multiverse_ours() -> None:
    """Plan, fits and curves; the answer is the median coefficient with all factors, as counted, all kept."""
    import numpy as np

    from civicreach.analysis.specifications.curve import specification_curve
    from civicreach.analysis.specifications.decisions import plan_specifications
    from civicreach.analysis.specifications.multiverse import Material, fit_specifications
    from civicreach.records.specifications import Specifications

    y, X = data()
    names = [f"x{j}" for j in range(_K)]
    samples = {"study": np.ones(_N, dtype=bool), "most": np.arange(_N) < 80, "some": np.arange(_N) >= 15}
    options = ["study", *({"take": name, "keep": "x0 < 9"} for name in ("most", "some"))]
    declared = Specifications.model_validate(
        {"transform": _FORMS, "outliers": _RULES, "sample": options, "errors": ["classical", "HC3"]}
    )

    def work() -> Any:
        plan = plan_specifications(declared, outcome="y", factors=names)
        fits = fit_specifications(plan, Material(y[:, 0], X, samples, {}), progress=lambda done, of: None)
        return fits, [specification_curve(fits, name) for name in names]

    fits, curves = timed(work, runs=1)
    print(f"{fits.plan.count} specifications", file=sys.stderr)
    if len(curves) != _K or fits.left_out:
        raise SystemExit("not everything was fitted")
    show(*fits.estimate[0, -1], *fits.p[0, -1])


def multiverse_statsmodels() -> None:
    """One specification in 150 different ones, and the time of all."""
    import statsmodels.api as sm

    y, X = data()
    count = 5 * 5 * 3 * 2 * (2**_K - 1)
    codes = [1 + i * 13 for i in range(149)] + [2**_K - 1]
    started = time.perf_counter()
    for place, code in enumerate(codes):
        table = sm.add_constant(X[:, [j for j in range(_K) if code >> j & 1]])
        kind = {"cov_type": "HC3", "use_t": True} if place % 2 == 0 else {}
        fit = sm.OLS(y[:, 0], table).fit(**kind)
        fit.bse, fit.pvalues, fit.rsquared  # noqa: B018 - computed when asked for
    print(f"# inner {(time.perf_counter() - started) * count / len(codes)}")
    show(*fit.params[1:], *fit.pvalues[1:])


def _every(member: Any) -> tuple[Any, slice]:
    return range(0, len(member), _EVERY), slice(None)


def _of_package(member: Any) -> tuple[Any, slice]:
    import numpy as np

    return np.flatnonzero(member[:, 0] & ~member[:, _CONTROLS + 1 :].any(axis=1)), slice(0, 1)


WORK: dict[tuple[str, str], Callable[[], None]] = {
    ("subsets", "ours"): lambda: subsets_ours("classical", _every),
    ("subsets", "statsmodels"): lambda: subsets_statsmodels("classical"),
    ("subsets-hc3", "ours"): lambda: subsets_ours("HC3", _every),
    ("subsets-hc3", "statsmodels"): lambda: subsets_statsmodels("HC3"),
    ("subsets-package", "ours"): lambda: subsets_ours("classical", _of_package),
    ("subsets-package", "package"): subsets_package,
    ("importance", "ours"): lambda: importance_ours(0),
    ("importance", "statsmodels"): lambda: importance_statsmodels(0),
    ("importance-bootstrap", "ours"): lambda: importance_ours(1000),
    ("importance-bootstrap", "statsmodels"): lambda: importance_statsmodels(1000),
    ("multiverse", "ours"): multiverse_ours,
    ("multiverse", "statsmodels"): multiverse_statsmodels,
}

if __name__ == "__main__":
    WORK[sys.argv[1], sys.argv[2]]()
