"""Rank tests."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from beside.data import TWIN, Beside, Output, twin
from civicreach.analysis.reality.activity_range import activity_range
from civicreach.analysis.reality.ranks import jonckheere, kruskal_wallis, spearman
from civicreach.analysis.reality.two_groups import cliffs_delta, mann_whitney


def rank_tests(r: Output) -> Iterator[Beside]:
    """Tests of ranks, Cliff's delta and quartiles."""
    group = twin("purpose_pull") + 2 * twin("system_legal")
    measures = r["kruskal", "p"][0]
    tests = [{f"{code:g}": twin(m)[group == code] for code in np.unique(group)} for m in measures]
    for quantity in ("statistic", "p"):
        yield Beside(TWIN, 90, "kruskal", quantity, [getattr(kruskal_wallis(one), quantity) for one in tests])
    for quantity in ("z", "p"):
        yield Beside(TWIN, 90, "trend", quantity, [getattr(jonckheere(one), quantity) for one in tests])
    months, ozone = r["airquality", "ozone"]
    by_month = {month: ozone[np.array(months) == month] for month in dict.fromkeys(months)}
    k, j = kruskal_wallis(by_month), jonckheere(by_month)
    for quantity, value in {"statistic": k.statistic, "df": k.df, "p": k.p, "trend_z": j.z, "trend_p": j.p}.items():
        yield Beside("airquality", len(ozone), "airquality", quantity, value)
    pairs = []
    for name in r["wilcox", "p"][0]:
        measure, factor = name.split("~")
        member = twin(factor) == 1
        pairs.append(mann_whitney(twin(measure)[member], twin(measure)[~member], how="normal"))
    yield Beside(TWIN, 90, "wilcox", "statistic", [test.statistic for test in pairs])
    yield Beside(TWIN, 90, "wilcox", "p", [test.p for test in pairs])
    for ours, theirs in (("value", "delta"), ("conf_low", "conf_low"), ("conf_high", "conf_high")):
        yield Beside(TWIN, 90, "cliff", theirs, [getattr(test.effect, ours) for test in pairs])
        for part in ("small", "middle", "large", "tight"):
            x, y = (r[part, q][1] for q in "xy") if part != "tight" else (np.array([10.0, 7]), np.array([0.0, 7, 4, 2]))
            yield Beside("numbers by a rule", len(x) + len(y), part, theirs, getattr(cliffs_delta(x, y), ours))
    for part in ("small", "middle", "large"):
        x, y = (r[part, q][1] for q in "xy")
        exact, normal = mann_whitney(x, y), mann_whitney(x, y, how="normal")
        found = {"statistic": [exact.statistic, normal.statistic], "p_exact": exact.p, "p_normal": normal.p}
        for quantity, ours in found.items():
            yield Beside("numbers by a rule", len(x) + len(y), part, quantity, ours)
    rho = [spearman(*(twin(measure) for measure in name.split("~"))) for name in r["spearman", "rho"][0]]
    yield Beside(TWIN, 90, "spearman", "rho", [test.statistic for test in rho])
    yield Beside(TWIN, 90, "spearman", "p", [test.p for test in rho])
    for end in ("conf_low", "conf_high"):
        yield Beside(TWIN, 90, "spearman", end, [getattr(test.effect, end) for test in rho])
    likes = activity_range(twin("N_like"), ids=[str(i) for i in range(90)])
    yield Beside(TWIN, 90, "quantile", "N_like", [likes.lower_quartile, likes.median, likes.upper_quartile])
