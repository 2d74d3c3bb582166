"""What `study.toml` may say: one model, frozen; reading it, with all faults at once, is in `studyfile`.

What keys accept is in `entries`, the sections are in `inputs`, `models`, `specifications` and
`firmness`; all are named here.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from .entries import EngineName as EngineName
from .entries import Expression as Expression
from .entries import File as File
from .entries import Files as Files
from .entries import Link as Link
from .entries import Mark as Mark
from .entries import Part as Part
from .entries import TableOptions as TableOptions
from .entries import Text as Text
from .entries import Window as Window
from .entries import Zone as Zone
from .errors import UnfitError
from .firmness import FirmnessOptions as FirmnessOptions
from .inputs import Accounts as Accounts
from .inputs import ActivitySource as ActivitySource
from .inputs import Confidence as Confidence
from .inputs import GovernmentList as GovernmentList
from .inputs import Purposes as Purposes
from .inputs import SetDeclaration as SetDeclaration
from .inputs import StatisticsTable as StatisticsTable
from .inputs import SurveyFile as SurveyFile
from .models import Model as Model
from .models import SampleRule as SampleRule
from .models import Variable as Variable
from .specifications import Specifications as Specifications
from .specifications import StudySpecifications as StudySpecifications
from .words import message

Format = Literal["html", "csv", "json", "docx", "xlsx", "pdf", "latex", "markdown", "figures"]


class About(Part):
    """[study]"""

    title: Text
    timezone: Zone
    description: Text = Field(default_factory=dict)
    unit: Text = Field(default_factory=dict)
    synthetic: bool = False
    printed: File | None = None
    printed_source: Text = Field(default_factory=dict)
    engine: EngineName = "duckdb"


class Report(Part):
    """[report]"""

    languages: tuple[Literal["en", "ko"], ...] = ("en", "ko")
    formats: tuple[Format, ...] = ("html", "csv", "json")
    stars: dict[str, float] = Field(default_factory=lambda: {"*": 0.05, "**": 0.01, "***": 0.001})
    complete_cases: Literal["joint", "each"] = "joint"
    style: Literal["plain", "apa", "korean"] = "plain"
    sorted_activity: Literal["panels", "printed"] = "panels"
    columns: tuple[Literal["estimate", "std_error", "beta", "t", "p", "vif"], ...] = ()
    template: File | None = None
    csv_encoding: Literal["utf-8", "utf-8-sig"] = "utf-8"
    prose: bool = True

    @model_validator(mode="after")
    def _no_language_twice(self) -> Report:
        if not self.languages or len(set(self.languages)) != len(self.languages):
            raise UnfitError(message("languages must name at least one language, and none twice"))
        return self

    @model_validator(mode="after")
    def _no_column_twice(self) -> Report:
        if len(set(self.columns)) != len(self.columns):
            raise UnfitError(message("columns must name none twice"))
        return self

    @model_validator(mode="after")
    def _stars_fall(self) -> Report:
        limits = [self.stars[key] for key in sorted(self.stars, key=len)]
        if any(not 0 < limit < 1 for limit in limits):
            raise UnfitError(
                message("stars must be probabilities between 0 and 1, such as {{ '*' = 0.05, '**' = 0.01 }}")
            )
        if limits != sorted(limits, reverse=True) or len(set(limits)) != len(limits):
            raise UnfitError(message("more stars must stand for a smaller probability: {{ '*' = 0.10, '**' = 0.05 }}"))
        return self


class DecisionEntry(Part):
    """[[decisions]]: a choice of the authors, beside those that the study file itself makes."""

    choice: Text
    reason: Text = Field(default_factory=dict)
    alternatives: Text = Field(default_factory=dict)


class Study(Part):
    """A study as its file describes it."""

    study: About
    governments: GovernmentList | None = None
    survey: SurveyFile | None = None
    accounts: Accounts | None = None
    activity: dict[str, ActivitySource] = Field(default_factory=dict)
    statistics: dict[str, StatisticsTable] = Field(default_factory=dict)
    variables: dict[str, Variable] = Field(default_factory=dict)
    sample: tuple[SampleRule, ...] = ()
    models: tuple[Model, ...] = ()
    specifications: StudySpecifications | None = None
    firmness: FirmnessOptions = FirmnessOptions()
    report: Report = Report()
    labels: dict[str, Text] = Field(default_factory=dict)
    decisions: tuple[DecisionEntry, ...] = ()

    @model_validator(mode="after")
    def _has_governments(self) -> Study:
        if self.governments is None and self.survey is None:
            raise UnfitError(message("needs [governments] or [survey]: one of them says which governments it is about"))
        if self.accounts is None and any(source.account for source in self.activity.values()):
            raise UnfitError(message("[activity] names accounts, and no [accounts] says whose they are"))
        links = [self.survey.government] if self.survey else []
        links += [self.accounts.government] if self.accounts else []
        links += [table.government for table in self.statistics.values()]
        links += [source.government for source in self.activity.values() if source.government is not None]
        if any(link.by == "code" for link in links) and not (self.governments and self.governments.has_codes):
            raise UnfitError(message("links by code, and [governments] names no file of dated codes and no register"))
        names = [model.name for model in self.models]
        if len(set(names)) != len(names):
            raise UnfitError(message("[[models]] need different names"))
        return self

    @model_validator(mode="after")
    def _specifications_are_of_models(self) -> Study:
        if self.specifications is None:
            return self
        there = {model.name: model for model in self.models}
        if unknown := [name for name in self.specifications.models if name not in there]:
            have = ", ".join(there) or "none"
            raise UnfitError(
                message(
                    "[specifications] names the models {unknown}, and [[models]] has {have}",
                    unknown=", ".join(unknown),
                    have=have,
                )
            )
        for model in [there[name] for name in self.specifications.models] or self.models:
            named = dict.fromkeys([*self.specifications.factors.always, *self.specifications.factors.needed])
            if absent := [factor for factor in named if factor not in model.factors]:
                raise UnfitError(
                    message(
                        "[specifications.factors] names {absent}, which the model {name} does not have",
                        absent=", ".join(absent),
                        name=model.name,
                    )
                )
        return self

    @model_validator(mode="after")
    def _groups_are_of_factors(self) -> Study:
        factors = dict.fromkeys(factor for model in self.models for factor in model.factors)
        listed = [factor for some in self.firmness.groups.values() for factor in some]
        if absent := [factor for factor in listed if factor not in factors]:
            have = ", ".join(factors) or "none"
            raise UnfitError(
                message(
                    "[firmness.groups] names {absent}, which is a factor of no model; the factors are {have}",
                    absent=", ".join(absent),
                    have=have,
                )
            )
        if taken := sorted(set(self.firmness.groups) & set(factors)):
            raise UnfitError(
                message(
                    "[firmness.groups] calls a group {taken}, which is the name of a factor", taken=", ".join(taken)
                )
            )
        return self
