"""[firmness] of `study.toml`: how the conclusions are checked in a deep run."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from .entries import Part
from .errors import UnfitError
from .words import message

#: Errors of independent rows, by the names that tables of them use; those by clusters follow from a model's `cluster`.
RowErrors = Literal[
    "HC0", "HC1", "HC2", "HC3", "HC4", "HC2-BM", "jackknife", "pairs percentile", "pairs t", "pairs BCa", "wild",
    "permutation",
]  # fmt: skip


class FirmnessOptions(Part):
    """[firmness]"""

    errors: tuple[RowErrors, ...] = ("HC3", "HC2-BM", "jackknife", "pairs percentile", "wild", "permutation")
    multipliers: Literal["rademacher", "webb"] = "rademacher"
    draws: int = Field(default=9_999, ge=999, le=100_000)
    power: float = Field(default=0.80, ge=0.5)
    response: tuple[str, ...] = ()
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @field_validator("power")
    @classmethod
    def _power_is_a_share(cls, value: float) -> float:
        if value >= 1:
            raise UnfitError(message("is too large"), message("below 1, such as 0.8"))
        return value

    @model_validator(mode="after")
    def _nothing_twice(self) -> FirmnessOptions:
        for key, names in (("errors", self.errors), ("response", self.response)):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise UnfitError(message("{key} names {twice} more than once", key=key, twice=", ".join(twice)))
        return self

    @model_validator(mode="after")
    def _groups_share_nothing(self) -> FirmnessOptions:
        if empty := [group for group, factors in self.groups.items() if not factors]:
            raise UnfitError(
                message("groups has {empty} without a factor", empty=", ".join(empty)),
                message("one factor at least"),
            )
        listed = [factor for factors in self.groups.values() for factor in factors]
        if twice := sorted({factor for factor in listed if listed.count(factor) > 1}):
            raise UnfitError(
                message("groups names {twice} more than once", twice=", ".join(twice)),
                message("one group a factor"),
            )
        if same := sorted(set(self.groups) & set(listed)):
            raise UnfitError(
                message("groups calls a group {same}, which is a factor", same=", ".join(same)),
                message("another name"),
            )
        return self
