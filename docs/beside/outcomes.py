"""Counts, transformed outcomes, quantiles and ranks as outcomes."""

from __future__ import annotations

from collections.abc import Iterator

from beside.data import TWIN, Beside, Output, data_of, twin
from civicreach.analysis.outcomes.counts import with_errors
from civicreach.analysis.outcomes.dispersion import dispersion_test
from civicreach.analysis.outcomes.margins import average_marginal_effects
from civicreach.analysis.outcomes.negative_binomial import fit_negative_binomial
from civicreach.analysis.outcomes.poisson import fit_poisson
from civicreach.analysis.outcomes.quantile import fit_quantile
from civicreach.analysis.outcomes.ranks import fit_ranks
from civicreach.analysis.outcomes.transformed import fit_transformed


def counts(r: Output) -> Iterator[Beside]:
    """Models of counts with every kind of error, marginal effects and tests of dispersion."""
    for one in ("twin_likes", "twin_posts", "twin_exposure", "quine", "warpbreaks", "mtcars"):
        exposure = None
        if one == "twin_exposure":
            names = tuple(name for name in r[f"{one}:poisson", "estimate"][0] if name)
            data, y, X, exposure = TWIN, twin("N_like"), twin(*names), r[one, "exposure"][1]
        else:
            data, y, X, names = data_of(r, one)
        for family in ("poisson", "quasi-poisson", "negative binomial"):
            part = f"{one}:{family}"
            if (part, "estimate") not in r:
                continue
            if family == "negative binomial":
                fit = fit_negative_binomial(y, X, names=names, exposure=exposure)
                theta = [1 / fit.alpha, fit.alpha_std_error / fit.alpha**2]
                yield Beside(data, len(y), part, "theta", theta)
            else:
                fit = fit_poisson(y, X, names=names, exposure=exposure, family=family)
            for quantity in ("estimate", "fitted", "leverage", "deviance", "pearson", "dispersion"):
                yield Beside(data, len(y), part, quantity, getattr(fit, quantity))
            for quantity in ("p",) if family == "quasi-poisson" else ("log_likelihood", "aic", "bic"):
                yield Beside(data, len(y), part, quantity, getattr(fit, quantity))
            for errors in ("model", "HC0", "HC1", "HC2", "HC3"):
                fitted = with_errors(fit, errors)
                yield Beside(data, len(y), part, f"std_error:{errors}", fitted.std_error)
                if errors in ("model", "HC3"):
                    effects = average_marginal_effects(fitted)
                    yield Beside(data, len(y), part, f"margin_error:{errors}", effects.std_error)
            yield Beside(data, len(y), part, "margin", effects.estimate)
            if family == "poisson":
                for form, in_r in (("linear", "constant"), ("quadratic", "proportional")):
                    test = dispersion_test(fit, form=form)
                    found = [test.estimate, test.statistic]
                    yield Beside(data, len(y), one, f"cameron_trivedi:{in_r}", found)


def other_outcomes(r: Output) -> Iterator[Beside]:
    """Transformed outcomes, quantiles, and models of ranks."""
    for key in dict.fromkeys(part for part, _ in r if ":" in part):
        one, how = key.split(":")
        data, y, X, names = data_of(r, one) if one != "twin_exposure" else (TWIN, *data_of(r, "twin_likes")[1:])
        n = len(y)
        if how in ("log", "log1p", "asinh"):
            found = fit_transformed(y, X, names=names, transform=how)
            yield Beside(data, n, key, "estimate", found.ols.estimate)
            yield Beside(data, n, key, "std_error", found.ols.std_error)
            for quantity in ("fitted", "effect", "semi_elasticity"):
                yield Beside(data, n, key, quantity, getattr(found, quantity))
        elif how.startswith("quantile"):
            for errors, in_r in (("nid", "nid"), ("powell", "ker")):
                q = fit_quantile(y, X, names=names, quantile=float(how.removeprefix("quantile")), errors=errors)
                yield Beside(data, n, key, f"std_error:{in_r}", q.std_error)
                # R takes p as 1 - pt(|t|), which has 16 digits behind the point and not of the number
                yield Beside(data, n, key, f"p:{in_r}", q.p, 1)
            yield Beside(data, n, key, "estimate", q.estimate)
            yield Beside(data, n, key, "objective", q.objective)
        elif how == "ranks":
            ols = fit_ranks(y, X, names=names).ols
            for quantity in ("estimate", "std_error", "p", "r_squared"):
                yield Beside(data, n, key, quantity, getattr(ols, quantity))
