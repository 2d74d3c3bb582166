"""[specifications] of `study.toml`: every decision that could have been made otherwise, with options and reasons."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from .entries import Expression, Part, Text
from .errors import UnfitError
from .words import message


class Option(Part):
    """One way to decide; ``"log"`` in a study file is short for ``{ take = "log" }``."""

    take: str = Field(min_length=1)
    label: Text = Field(default_factory=dict)
    reason: Text = Field(default_factory=dict)
    defensible: bool = True

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"take": value} if isinstance(value, str) else value


class FamilyOption(Option):
    """What the outcome is taken to be."""

    take: Literal["ols", "poisson", "negative-binomial"]


class ErrorsOption(Option):
    """Which standard errors judge a coefficient."""

    take: Literal["classical", "HC0", "HC1", "HC2", "HC3", "HC4"]


class MissingOption(Option):
    """What is done about governments without all answers."""

    take: Literal["joint", "each", "imputed"]


class TransformOption(Option):
    """What is done to the outcome."""

    take: Literal["none", "log", "log1p", "asinh", "sqrt", "rank"]


class SampleOption(Option):
    """``"study"`` is the study's own sample rules, ``"all"`` is every government; another name has its own rule."""

    keep: Expression | None = None

    @model_validator(mode="after")
    def _own_rules_have_a_formula(self) -> SampleOption:
        named = self.take in ("study", "all")
        if not named and self.keep is None:
            raise UnfitError(
                message("{take} has no rule", take=repr(self.take)),
                message('"study", "all", or a formula in keep'),
            )
        if named and self.keep is not None:
            raise UnfitError(
                message("{take} has its rule already", take=repr(self.take)),
                message("another name for one with keep"),
            )
        return self


class OutlierOption(Option):
    """What is done about governments far from the others."""

    take: Literal["keep", "winsorise", "drop-largest", "drop-3-sd", "drop-influential"]


class FactorsOption(Option):
    """Which sets of factors are tried."""

    take: Literal["subsets", "declared", "one-left-out", "one-alone"]


class Decision(Part):
    """Options, and why they are options; each decision has options of its own."""

    reason: Text = Field(default_factory=dict)
    options: tuple[Option, ...]

    @model_validator(mode="before")
    @classmethod
    def _from_options(cls, value: Any) -> Any:
        return {"options": value} if isinstance(value, list | tuple) else value

    @model_validator(mode="after")
    def _options_differ(self) -> Decision:
        # a length that pydantic checks would be a second fault beside each option that is wrong
        if not self.options:
            raise UnfitError(message("options is empty"), message("at least one"))
        names = [option.take for option in self.options]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise UnfitError(message("options names {twice} more than once", twice=", ".join(twice)))
        return self


class FamilyDecision(Decision):
    """[specifications.family]"""

    options: tuple[FamilyOption, ...]


class ErrorsDecision(Decision):
    """[specifications.errors]"""

    options: tuple[ErrorsOption, ...]


class MissingDecision(Decision):
    """[specifications.missing]"""

    options: tuple[MissingOption, ...]


class TransformDecision(Decision):
    """[specifications.transform]"""

    options: tuple[TransformOption, ...]


class SampleDecision(Decision):
    """[specifications.sample]"""

    options: tuple[SampleOption, ...]


class OutlierDecision(Decision):
    """[specifications.outliers]"""

    options: tuple[OutlierOption, ...]


class FactorsDecision(Decision):
    """[specifications.factors]"""

    options: tuple[FactorsOption, ...]
    always: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


def _one(decision: type[Decision], name: str) -> Any:
    return Field(default_factory=lambda: decision.model_validate([name]))


class Specifications(Part):
    """Every decision; families, errors and imputations may be a caller's own."""

    models: tuple[str, ...] = ()
    draws: int = Field(default=500, ge=99, le=100_000)
    level: float = Field(default=0.05, gt=0, lt=0.5)
    seed: int = Field(default=1, ge=0)
    factors: FactorsDecision = _one(FactorsDecision, "subsets")
    transform: TransformDecision = _one(TransformDecision, "none")
    family: Decision = _one(Decision, "ols")
    errors: Decision = _one(Decision, "classical")
    sample: SampleDecision = _one(SampleDecision, "study")
    outliers: OutlierDecision = _one(OutlierDecision, "keep")
    missing: Decision = _one(Decision, "joint")


class StudySpecifications(Specifications):
    """[specifications]: of families, errors and imputations those that a run has."""

    family: FamilyDecision = _one(FamilyDecision, "ols")
    errors: ErrorsDecision = _one(ErrorsDecision, "classical")
    missing: MissingDecision = _one(MissingDecision, "joint")
