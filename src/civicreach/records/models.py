"""The sections of `study.toml` that say what is computed: variables, sample rules and models."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from .entries import Expression, Part, Text


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

    @model_validator(mode="after")
    def _no_variable_twice(self) -> Model:
        names = [self.outcome, *self.factors]
        reserved = sorted({"constant", "model"} & set(names))
        if reserved:
            raise ValueError(
                f"names {', '.join(reserved)}, which are rows of every regression table; rename the variable"
            )
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"names {', '.join(twice)} more than once among outcome and factors")
        return self
