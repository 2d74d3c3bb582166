"""The errors of one model by one method: what they are, how many draws they rest on, and what they assume."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.tails_each import critical_t_each, judged_by_t
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message

from .assumptions import assumed
from .design import Design, Scale

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Draws:
    """How many random draws there were.

    Attributes
    ----------
    asked, used : int
        Draws asked for; draws that gave figures.
    singular : int
        Draws left out because some factor did not vary in them or was a combination of others.
    seed : int or None
        Of the generator; None where the draws themselves were given.
    """

    asked: int
    used: int
    singular: int
    seed: int | None


def generator(seed: int | None, *, given: object = None) -> np.random.Generator:
    """What draws at random, the same for the same seed; it is not asked where draws are given.

    Raises
    ------
    NotComputableError
        There is neither a seed nor a draw.
    """
    if seed is None and given is None:
        raise NotComputableError(
            "random draws need a seed", right="any whole number; the same one gives the same draws"
        )
    return np.random.default_rng(seed)


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """Standard errors, tests and intervals of the k coefficients of a model by one method.

    Attributes
    ----------
    method : str
        ``"HC3"``.
    names : tuple of str
        The k factors.
    scale : str
        Whether the coefficients are in the units of the variables or standardised.
    estimate, std_error, df, t, p, conf_low, conf_high : np.ndarray
        Shape (k,). df is NaN where the method uses none; figures are NaN where the method does not give them, for
        the reason in `undefined` or `notes`.
    level : float
        Of the interval.
    n, n_clusters : int, int or None
        Rows, and clusters where rows were taken together.
    draws : Draws or None
        Where the method draws at random.
    assumes : Message
        What has to hold for the figures to mean what they say.
    notes : tuple of Message
        What a reader of these figures should know.
    undefined : Message or None
        Why there are no figures.
    """

    method: str
    names: tuple[str, ...]
    scale: Scale
    estimate: Floats
    std_error: Floats
    df: Floats
    t: Floats
    p: Floats
    conf_low: Floats
    conf_high: Floats
    level: float
    n: int
    n_clusters: int | None
    draws: Draws | None
    assumes: Message
    notes: tuple[Message, ...]
    undefined: Message | None

    @property
    def p_error(self) -> Floats:
        """How far p would differ between seeds, as a standard deviation, shape (k,); NaN where nothing is drawn.

        About so for BCa, whose bias is drawn as well.
        """
        if self.draws is None or not self.draws.used:
            return np.full(len(self.names), np.nan)
        # p of pairs is twice the share of one side
        sides = 2 if self.method.startswith("pairs") else 1
        share = self.p / sides
        return np.asarray(sides * np.sqrt(share * (1 - share) / self.draws.used))


def by_t(
    method: str,
    design: Design,
    std_error: Floats,
    df: Floats | float,
    *,
    level: float,
    scale: Scale = "units",
    estimate: Floats | None = None,
    n_clusters: int | None = None,
    draws: Draws | None = None,
    notes: tuple[Message, ...] = (),
) -> Errors:
    """Tests and intervals by t with the degrees of freedom given.

    Parameters
    ----------
    method, design : str, Design
        Which errors, of what.
    std_error : np.ndarray
        Shape (k,), on the scale asked for where `estimate` is given, in the units of the variables otherwise.
    df : np.ndarray or float
        Of each factor.
    level, scale : float, str
        Of the interval and the coefficients.
    estimate : np.ndarray, optional
        Shape (k,); the coefficients of the design where it is not given.
    n_clusters, draws, notes
        As in the result.
    """
    if estimate is None:
        unit = design.unit(scale)
        estimate, std_error = design.estimate * unit, std_error * unit
    freedom = np.broadcast_to(np.asarray(df, dtype=np.float64), (design.k,)).copy()
    freedom[np.isnan(std_error)] = np.nan
    t, p = judged_by_t(estimate, std_error, freedom)
    reach = np.where(np.isnan(t), np.nan, critical_t_each(level, freedom) * std_error)
    return Errors(
        method=method,
        names=design.names,
        scale=scale,
        estimate=estimate,
        std_error=std_error,
        df=freedom,
        t=t,
        p=p,
        conf_low=estimate - reach,
        conf_high=estimate + reach,
        level=level,
        n=design.n,
        n_clusters=n_clusters,
        draws=draws,
        assumes=assumed(method, clustered=n_clusters is not None),
        notes=notes,
        undefined=None,
    )


def without_figures(
    method: str,
    design: Design,
    reason: Message,
    *,
    level: float,
    scale: Scale = "units",
    n_clusters: int | None = None,
    draws: Draws | None = None,
) -> Errors:
    """The result of a method that the data do not carry, with the reason."""
    unit = design.unit(scale)
    nan = np.full(design.k, np.nan)
    return Errors(
        method=method,
        names=design.names,
        scale=scale,
        estimate=design.estimate * unit,
        std_error=nan,
        df=nan,
        t=nan,
        p=nan,
        conf_low=nan,
        conf_high=nan,
        level=level,
        n=design.n,
        n_clusters=n_clusters,
        draws=draws,
        assumes=assumed(method, clustered=n_clusters is not None),
        notes=(),
        undefined=reason,
    )
