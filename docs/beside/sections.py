"""What is compared with which functions of R, and what of R's output is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from beside import diagnostics, errors, incomplete, models, outcomes, ranks, rest
from beside.data import Beside, Output


@dataclass(frozen=True, slots=True)
class Section:
    """What is compared with which functions of R; ``shown`` are the (part, quantity) of the table."""

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
    ),
    Section(
        "Bootstrap, permutation, wild bootstrap, jackknife", "errors",
        "`boot::boot.ci` (percentile, BCa, studentised) on the same resamples; permutations, the wild bootstrap and "
        "Westfall and Young's correction written out with `lm`; `p.adjust`",
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
        "R's errors of marginal effects come from differences.",
    ),
    Section(
        "Medians and other quantiles, transformed outcomes, ranks", "outcomes",
        "`quantreg::rq` with errors `nid` and `ker`; `lm` with Duan's smearing written out; `lm` on `rank`s",
        outcomes.other_outcomes,
        (("twin_posts:quantile0.5", "estimate"), ("twin_posts:quantile0.5", "std_error:nid"),
         ("twin_likes:log1p", "effect"), ("twin_likes:ranks", "estimate")),
        "R takes p of a quantile as 1 - pt(|t|), which has its digits behind the point only.",
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
        "Pooling over imputed data sets", "incomplete",
        "`mice::pool` and `pool.r.squared`, on the data sets that mice imputed",
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
        "Ours are swept from cross-products, which costs digits where factors are nearly tied.",
    ),
    Section(
        "Shares of explained variance (LMG, Owen)", "specifications",
        "LMG by its definition over `lm`; six factors by all their orders",
        models.shares,
        (("N_like", "lmg"), ("six", "lmg"), ("six", "owen")),
    ),
    Section(
        "Rank tests", "ranks",
        "`kruskal.test`, `cor.test` (Kendall, Spearman), `wilcox.test`, `quantile`; Cliff's delta written out",
        ranks.rank_tests,
        (("kruskal", "p"), ("trend", "z"), ("wilcox", "p"), ("cliff", "delta"), ("small", "p_exact"),
         ("spearman", "rho")),
    ),
    Section(
        "Rows at rest", "at_rest", "`lm`, `glm` (quasi-Poisson), `sandwich::vcovHC`, `sandwich::vcovCL`",
        rest.at_rest,
        (("ols", "estimate"), ("ols", "HC3"), ("ols", "CR1"), ("poisson", "HC3"), ("poissonsize", "HC3")),
        "One factor lies 350 of its standard deviations from 0, which costs R digits of its clustered errors.",
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
    "at_rest": {r"rows .*": "data"},
}
