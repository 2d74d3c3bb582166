"""Standard errors of every kind, random draws that R took as well, and power."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from beside.data import FACTORS, TWIN, Beside, Floats, Output, columns, twin
from civicreach.analysis import tails
from civicreach.analysis.errors.cluster import cluster_robust
from civicreach.analysis.errors.design import Design, prepare
from civicreach.analysis.errors.intervals import bca, bootstrap_t, percentile
from civicreach.analysis.errors.jackknife import jackknife
from civicreach.analysis.errors.pairs import pairs_bootstrap
from civicreach.analysis.errors.permutation import permutation_test, permute
from civicreach.analysis.errors.result import Errors
from civicreach.analysis.errors.robust import classical, robust
from civicreach.analysis.errors.together import westfall_young
from civicreach.analysis.errors.wild import wild_bootstrap, wild_errors
from civicreach.analysis.multiplicity import false_discovery, holm
from civicreach.analysis.power import detectable_r_squared, detectable_t, power, power_f


def _designs(r: Output) -> Iterator[tuple[str, str, Design, list[int]]]:
    """Name, part, design and clusters of each data set of errors.R."""
    own = {"longley": "Employed", "mtcars": "mpg", "swiss": "Fertility"}
    groups = r["twin", "group"][1].astype(int).tolist()
    yield TWIN, "twin", prepare(twin("N_like"), twin(*FACTORS), names=FACTORS), groups
    for part, outcome in own.items():
        table = columns(r, part, "data_")
        y, groups = table.pop(outcome), r[part, "group"][1].astype(int).tolist()
        X = np.column_stack(list(table.values()))
        yield part, part, prepare(y, X, names=list(table)), groups
        if part == "swiss":
            design = prepare(y, X, names=list(table), weights=np.arange(1, len(y) + 1) % 5)
            yield "swiss with weights", "swiss_weighted", design, groups
        if part == "mtcars":
            gear = np.array(groups) // 10
            design = prepare(y, np.column_stack([X[:, 0], gear == 5]), names=["wt", "five"])
            yield "mtcars with a factor of one cluster", "mtcars_alone", design, gear.tolist()


def standard_errors(r: Output) -> Iterator[Beside]:
    """Standard errors, p and limits by t, of every kind."""
    for data, part, design, groups in _designs(r):
        n = design.n
        yield Beside(data, n, part, "estimate", design.estimate)
        found = [classical(design)]
        found += [robust(design, method=method) for method in ("HC0", "HC1", "HC2", "HC3", "HC4", "HC2-BM")]
        found += [cluster_robust(design, groups, method=method) for method in ("CR0", "CR1", "CR2")]
        for errors in found:
            yield Beside(data, n, part, f"{errors.method}_std_error", errors.std_error)
            yield Beside(data, n, part, f"{errors.method}_p", errors.p)
            for end in ("conf_low", "conf_high"):
                yield Beside(data, n, part, f"{errors.method}_{end}", getattr(errors, end), errors.std_error)
            if (part, f"{errors.method}_df") in r:
                yield Beside(data, n, part, f"{errors.method}_df", errors.df)


def drawn(draws: int, n: int, seed: int) -> Floats:
    """Park and Miller's uniform numbers, row by row, as errors.R draws them."""
    values = []
    for _ in range(draws * n):
        seed = 16807 * seed % 2147483647
        values.append(seed / 2147483647)
    return np.array(values).reshape(draws, n)


def _limits(errors: Errors) -> tuple[Floats, Floats]:
    """Both limits of every factor in R's order, and the width of each interval."""
    both = np.column_stack([errors.conf_low, errors.conf_high])
    return both.ravel(), np.repeat(both[:, 1] - both[:, 0], 2)


def resampled(r: Output) -> Iterator[Beside]:
    """What rests on draws, on the draws that R took; corrections for many tests."""
    six = np.array([-np.sqrt(1.5), -1, -np.sqrt(0.5), np.sqrt(0.5), 1, np.sqrt(1.5)])
    for data, part, design, groups in _designs(r):
        if (part, "studentised") not in r:
            continue
        n, draws = design.n, len(r[part, "permutation_null_of_first"][1])
        # as many as errors.R takes
        rows = np.floor(drawn(199 if part == "longley" else 399, n, 5) * n).astype(int)
        yield from _pairs(data, part, design, rows)
        ours = bootstrap_t(pairs_bootstrap(design, seed=None, indices=rows, studentise=True))
        yield Beside(data, n, part, "studentised", *_limits(ours))
        for scale in ("units", "standardised"):
            yield Beside(data, n, part, f"jackknife_{scale}", jackknife(design, scale=scale).std_error)
        yield Beside(data, n, part, "jackknife_clusters", jackknife(design, groups=groups).std_error)
        null = permute(design, seed=None, permutations=np.argsort(drawn(draws, n, 7), axis=1))
        yield Beside(data, n, part, "permutation_null_of_first", null.null[:, 0], 1)
        yield Beside(data, n, part, "permutation_p", permutation_test(design, null).p)
        yield Beside(data, n, part, "westfall_young", westfall_young(null.t, null.null))
        wild = wild_bootstrap(design, seed=None, given=np.where(drawn(draws, n, 11) < 0.5, 1.0, -1.0))
        at = [wild.p_at(j, value) for j, value in enumerate(design.estimate + 1.5 * design.std_error)]
        yield Beside(data, n, part, "wild_null_of_first", wild.null.null[:, 0], 1)
        yield Beside(data, n, part, "wild_p", wild.null.p)
        yield Beside(data, n, part, "wild_p_at_value", at)
        given = six[np.floor(drawn(draws, len(set(groups)), 13) * 6).astype(int)]
        wild = wild_bootstrap(design, seed=None, given=given, groups=groups, multipliers="webb")
        yield Beside(data, n, part, "wild_clustered_t", wild.null.t)
        yield Beside(data, n, part, "wild_clustered_p", wild_errors(wild).p)
        p = classical(design).p.tolist()
        yield Beside(data, n, part, "holm", holm(p))
        yield Beside(data, n, part, "false_discovery", false_discovery(p))
        if part == "swiss":
            own = np.floor(drawn(199, len(set(groups)), 17) * len(set(groups))).astype(int)
            yield from _pairs("swiss with clusters drawn", "swiss_clusters", design, own, groups=groups)


def _pairs(
    data: str, part: str, design: Design, rows: NDArray[np.int_], groups: list[int] | None = None
) -> Iterator[Beside]:
    """Intervals from resampled rows or clusters."""
    for scale in ("units", "standardised"):
        found = pairs_bootstrap(design, seed=None, indices=rows, scale=scale, groups=groups)
        yield Beside(data, design.n, part, f"percentile_{scale}", *_limits(percentile(found)))
        yield Beside(data, design.n, part, f"bca_{scale}", *_limits(bca(found)))
        yield Beside(data, design.n, part, f"pairs_{scale}_std_error", percentile(found).std_error)
    yield Beside(data, design.n, part, "pairs_singular", found.draws.singular)


def powers(r: Output) -> Iterator[Beside]:
    """Power, the smallest effects that can be found, and quantiles of distributions."""

    def by_name(quantity: str, ours: Callable[..., float], part: str = "power") -> Beside:
        names = r[part, quantity][0]
        return Beside("", None, part, quantity, [ours(*map(float, name.split("|"))) for name in names])

    yield by_name("t", lambda ncp, df, alpha: power(ncp, df, alpha=alpha))
    yield by_name("f", power_f)
    yield by_name("detectable_t", lambda df, alpha: detectable_t(df, alpha=alpha))
    yield by_name("detectable_r_squared", lambda df1, df2: detectable_r_squared(int(df1 + df2 + 1), int(df1)))
    yield by_name("normal", tails.normal_quantile, "quantile")
    yield by_name("f", lambda df1, df2: tails.critical_f(0.05, df1, df2), "quantile")
