"""What each kind of error takes for granted, in one sentence."""

from __future__ import annotations

from civicreach.records.words import Message, message

_ROBUST = message("rows are independent; the spread of the residuals may differ from row to row in any way")
_CLUSTERED = message(
    "clusters are independent and there are many of them; rows of one cluster may depend on one another in any way"
)

_ROWS = {
    "classical": message(
        "rows are independent, residuals have the same spread everywhere, and they are normal or the rows are many"
    ),
    "HC0": message(
        "rows are independent and many; the spread of the residuals may differ, and influential rows make this error"
        " too small"
    ),
    "HC1": message(
        "rows are independent and many; the spread of the residuals may differ, and only the number of factors is"
        " allowed for"
    ),
    "HC2": _ROBUST,
    "HC3": _ROBUST,
    "HC4": _ROBUST,
    "HC2-BM": message(
        "rows are independent; the spread of the residuals may differ, and the degrees of freedom of each factor follow"
        " from how few rows carry it"
    ),
    "jackknife": message(
        "rows are independent and no single one decides: the error follows from leaving out each row once"
    ),
    "pairs percentile": message("rows are independent draws from one population, factors included"),
    "pairs t": message(
        "rows are independent draws from one population, and t has about the same distribution in the resamples"
    ),
    "pairs BCa": message(
        "rows are independent draws from one population; skew and bias of the estimate are allowed for to second order"
    ),
    "wild": message(
        "rows are independent with factors as they stand; the spread of the residuals may differ, and each null"
        " hypothesis is imposed on its own test"
    ),
    "permutation": message(
        "under the null hypothesis the residuals without the factor could stand in any order: same spread, not"
        " necessarily normal"
    ),
}

_CLUSTERS = {
    "CR0": _CLUSTERED,
    "CR1": _CLUSTERED,
    "CR2": message(
        "clusters are independent; rows of one may depend on one another, and the degrees of freedom of each factor"
        " follow from how few clusters carry it"
    ),
    "jackknife": message(
        "clusters are independent and no single one decides: the error follows from leaving out each cluster once"
    ),
    "pairs percentile": message("clusters are independent draws from one population, factors included"),
    "pairs t": message(
        "clusters are independent draws from one population, and t has about the same distribution in the resamples"
    ),
    "pairs BCa": message(
        "clusters are independent draws from one population; skew and bias of the estimate are allowed for to second"
        " order"
    ),
    "wild": message(
        "clusters are independent with factors as they stand; rows of one cluster may depend on one another, and each"
        " null hypothesis is imposed on its own test"
    ),
}


def assumed(method: str, *, clustered: bool) -> Message:
    """What has to hold for the figures of a method to mean what they say.

    >>> assumed("pairs percentile", clustered=False).text
    'rows are independent draws from one population, factors included'
    """
    return (_CLUSTERS if clustered else _ROWS)[method]
