"""The sections of `study.toml` that say what is computed: variables, sample rules and models."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from .entries import Expression, Part, Text
from .errors import UnfitError
from .words import message


class Variable(Part):
    """An entry of [variables]: a formula, or a table with the formula and how the variable is shown."""

    formula: Expression
    label: Text = Field(default_factory=dict)
    digits: int | None = Field(default=None, ge=0, le=15)

    @model_validator(mode="before")
    @classmethod
    def _from_formula(cls, value: Any) -> Any:
        return {"formula": value} if isinstance(value, str) else value


class SampleRule(Part):
    """[[sample]]"""

    keep: Expression
    reason: Text = Field(default_factory=dict)


class Model(Part):
    """[[models]]"""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    outcome: str
    factors: tuple[str, ...] = Field(min_length=1)
    title: Text = Field(default_factory=dict)
    family: Literal["ols"] = "ols"
    errors: Literal["classical"] = "classical"
    cluster: str = ""
    exposure: str = ""
    weight: str = ""
    outcome_range: tuple[float, float] | None = None

    @property
    def beside(self) -> dict[str, str]:
        """Variables that a deep run takes in beside outcome and factors, by the keys that name them."""
        named = {"cluster": self.cluster, "exposure": self.exposure, "weight": self.weight}
        return {key: name for key, name in named.items() if name}

    @model_validator(mode="after")
    def _outcome_is_its_own(self) -> Model:
        if taken := [key for key, name in self.beside.items() if name == self.outcome]:
            raise UnfitError(
                message("names {outcome} as outcome and as {taken}", outcome=self.outcome, taken=" and ".join(taken)),
                message("another variable"),
            )
        return self

    @model_validator(mode="after")
    def _range_rises(self) -> Model:
        if self.outcome_range is not None and not self.outcome_range[0] < self.outcome_range[1]:
            low, high = self.outcome_range
            raise UnfitError(
                message("outcome_range runs from {low} to {high}", low=f"{low:g}", high=f"{high:g}"),
                message("the least value that an outcome can have, then the largest"),
            )
        return self

    @model_validator(mode="after")
    def _no_variable_twice(self) -> Model:
        names = [self.outcome, *self.factors]
        reserved = sorted({"constant", "model"} & set(names))
        if reserved:
            raise UnfitError(
                message(
                    "names {reserved}, which are rows of every regression table; rename the variable",
                    reserved=", ".join(reserved),
                )
            )
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise UnfitError(message("names {twice} more than once among outcome and factors", twice=", ".join(twice)))
        return self
