"""What `study.toml` may say: one model, frozen; reading it, with all faults at once, is in `studyfile`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from .activity import PLATFORM_OPENED
from .errors import FormulaError
from .formula import Formula

# What each kind of entry accepts ---------------------------------------------------------------------------


def _labels(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not a time zone; right would be a name such as 'Asia/Seoul' or 'UTC'") from None
    return value


def _relative(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or "\\" in value or ":" in value:
        raise ValueError("must be a path relative to the study folder, with forward slashes")
    return value


def _formula(text: str) -> str:
    try:
        return Formula.parse(text).text
    except FormulaError as error:
        right = f"; right would be: {error.right}" if error.right else ""
        raise ValueError(f"{error.wrong}{right}") from None


def _list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Text = Annotated[dict[str, str], BeforeValidator(_labels)]
Zone = Annotated[str, AfterValidator(_zone)]
File = Annotated[str, Field(min_length=1), AfterValidator(_relative)]
Files = Annotated[tuple[File, ...], BeforeValidator(_list), Field(min_length=1)]
# a tab or a line break is a mark like any other, and not a space to be stripped
Mark = Annotated[str, StringConstraints(strip_whitespace=False)]
Expression = Annotated[str, AfterValidator(_formula)]


Format = Literal["html", "csv", "json", "docx", "xlsx", "pdf", "latex", "markdown"]


class Part(BaseModel):
    """Any section: unknown keys are faults, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Window(Part):
    """From the first day to the last, both included, in the study's time zone."""

    first: date
    last: date

    @model_validator(mode="before")
    @classmethod
    def _from_pair(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            if len(value) != 2:
                raise ValueError("takes two dates, the first day and the last: ['2015-06-01', '2015-08-31']")
            return {"first": value[0], "last": value[1]}
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.last < self.first:
            raise ValueError(f"ends ({self.last}) before it starts ({self.first}); exchange the two days")
        if self.last.year > 2200:
            raise ValueError(f"ends in the year {self.last.year}; right would be the last day that was collected")
        return self

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """The instants at which the window opens and closes (the latter excluded), with their zone."""
        tz = ZoneInfo(zone)
        after = date.fromordinal(self.last.toordinal() + 1)
        return (
            datetime(self.first.year, self.first.month, self.first.day, tzinfo=tz),
            datetime(after.year, after.month, after.day, tzinfo=tz),
        )


class Link(Part):
    """How the rows of a file are linked to governments.

    ``government = "code"`` in a study file is short for ``{ column = "code", by = "id" }``.
    """

    column: str
    by: Literal["id", "name", "code"] = "id"
    parent: str = ""
    crosswalk: File | None = None
    at: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_column(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value


class TableOptions(Part):
    """How a csv or spreadsheet is to be read where it does not speak for itself."""

    encoding: str | None = None
    delimiter: Mark | None = None
    sheet: str | None = None
    header: int | None = Field(default=None, ge=1)
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""
    blank: tuple[str, ...] = ()
    where: dict[str, str | int | float | bool | list[str | int | float]] = Field(default_factory=dict)


# The sections ------------------------------------------------------------------------------------------------


class About(Part):
    """[study]"""

    title: Text
    timezone: Zone
    description: Text = Field(default_factory=dict)
    unit: Text = Field(default_factory=dict)
    synthetic: bool = False
    printed: File | None = None
    printed_source: Text = Field(default_factory=dict)


class GovernmentList(TableOptions):
    """[governments]"""

    file: File
    id: str
    name: Annotated[dict[str, str], BeforeValidator(_labels)] = Field(default_factory=dict)
    level: str = ""
    parent: str = ""
    codes: File | None = None


class SetDeclaration(Part):
    """[survey.sets.NAME]: a multiple-response set that the file does not declare itself."""

    kind: Literal["dichotomous", "category", "delimited"] = "dichotomous"
    items: tuple[str, ...] = Field(default=())
    counted: str | int | float | None = None
    separator: Mark = ";"
    label: str = ""


class Purposes(Part):
    """[survey.purposes]"""

    set: str = "purposes"
    strategy: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    expected: str = ""

    @model_validator(mode="after")
    def _expected_is_a_strategy(self) -> Purposes:
        if self.expected and self.expected not in self.strategy:
            raise ValueError(
                f"expected = {self.expected!r} is not one of the strategies {', '.join(self.strategy) or '(none)'}"
            )
        return self


class Confidence(Part):
    """[survey.confidence]"""

    item: str
    positive: tuple[str, ...] = Field(min_length=1)
    order: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _positive_in_order(self) -> Confidence:
        outside = [answer for answer in self.positive if self.order and answer not in self.order]
        if outside:
            raise ValueError(f"positive names {', '.join(outside)}, which order does not name; name every answer there")
        return self


class SurveyFile(TableOptions):
    """[survey]"""

    file: File
    government: Link
    missing: dict[str, tuple[str | int | float, ...]] = Field(default_factory=dict)
    labels: dict[str, dict[str, str]] = Field(default_factory=dict)
    sets: dict[str, SetDeclaration] = Field(default_factory=dict)
    purposes: Purposes | None = None
    confidence: Confidence | None = None


class Accounts(TableOptions):
    """[accounts]"""

    file: File
    account: str
    government: Link
    platform: str = ""
    shared: Literal["each", "once"] = "each"
    several: Literal["sum", "largest"] = "sum"

    @model_validator(mode="after")
    def _platform_is_known(self) -> Accounts:
        if self.platform and self.platform not in PLATFORM_OPENED:
            raise ValueError(f"platform = {self.platform!r} is not one of {', '.join(PLATFORM_OPENED)}")
        return self


class ActivitySource(TableOptions):
    """[activity.NAME]: posts to be counted, or dated counts of which one is taken."""

    file: Files
    account: str = ""
    government: Link | None = None
    time: str = ""
    on: date | None = None
    timezone: Zone | None = None
    window: Window
    # posts
    id: str = ""
    complete: bool = False
    # dated counts
    value: str = ""
    measure: str = ""
    take: Literal["last", "first", "largest"] = "last"

    @property
    def is_posts(self) -> bool:
        """Whether the file holds posts to be counted rather than dated counts."""
        return not self.value

    @model_validator(mode="after")
    def _consistent(self) -> ActivitySource:
        if not self.account and self.government is None:
            raise ValueError("names neither an account column nor a government column; give one of them")
        if self.account and self.government is not None:
            raise ValueError("names both an account and a government column; give one of them")
        if bool(self.time) == bool(self.on):
            raise ValueError("needs either time = 'column' or on = a day: undated activity cannot lie in a window")
        if self.on and self.timezone:
            raise ValueError("says on = a day and a timezone; a day without a time is a day of the study's time zone")
        if self.is_posts and not self.time:
            raise ValueError("counts posts, and posts need a time column: time = 'created_at'")
        if self.complete and not self.is_posts:
            raise ValueError("says complete = true, which belongs to posts: a dated count that is not there is missing")
        if "take" in self.model_fields_set and self.is_posts:
            raise ValueError("says take, which belongs to dated counts; name their column with value = '...'")
        if self.government is not None and self.government.parent:
            raise ValueError(
                "links by a parent region, which activity cannot; name accounts, and link these in [accounts]"
            )
        return self


class StatisticsTable(TableOptions):
    """[statistics.NAME]"""

    file: File
    government: Link
    columns: dict[str, str] = Field(default_factory=dict)
    text: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _text_is_named(self) -> StatisticsTable:
        unknown = [name for name in self.text if name not in self.columns]
        if unknown:
            raise ValueError(f"text names {', '.join(unknown)}, which columns does not name")
        return self


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


class Report(Part):
    """[report]"""

    languages: tuple[Literal["en", "ko"], ...] = ("en", "ko")
    formats: tuple[Format, ...] = ("html", "csv", "json")
    stars: dict[str, float] = Field(default_factory=lambda: {"*": 0.05, "**": 0.01, "***": 0.001})
    complete_cases: Literal["joint", "each"] = "joint"
    style: Literal["plain", "apa", "korean"] = "plain"
    columns: tuple[Literal["estimate", "std_error", "beta", "t", "p", "vif"], ...] = ()
    template: File | None = None
    csv_encoding: Literal["utf-8", "utf-8-sig"] = "utf-8"

    @model_validator(mode="after")
    def _no_language_twice(self) -> Report:
        if not self.languages or len(set(self.languages)) != len(self.languages):
            raise ValueError("languages must name at least one language, and none twice")
        return self

    @model_validator(mode="after")
    def _no_column_twice(self) -> Report:
        if len(set(self.columns)) != len(self.columns):
            raise ValueError("columns must name none twice")
        return self

    @model_validator(mode="after")
    def _stars_fall(self) -> Report:
        limits = [self.stars[key] for key in sorted(self.stars, key=len)]
        if any(not 0 < limit < 1 for limit in limits):
            raise ValueError("stars must be probabilities between 0 and 1, such as { '*' = 0.05, '**' = 0.01 }")
        if limits != sorted(limits, reverse=True) or len(set(limits)) != len(limits):
            raise ValueError("more stars must stand for a smaller probability: { '*' = 0.10, '**' = 0.05 }")
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
    report: Report = Report()
    labels: dict[str, Text] = Field(default_factory=dict)
    decisions: tuple[DecisionEntry, ...] = ()

    @model_validator(mode="after")
    def _has_governments(self) -> Study:
        if self.governments is None and self.survey is None:
            raise ValueError("needs [governments] or [survey]: one of them says which governments it is about")
        if self.accounts is None and any(source.account for source in self.activity.values()):
            raise ValueError("[activity] names accounts, and no [accounts] says whose they are")
        links = [self.survey.government] if self.survey else []
        links += [self.accounts.government] if self.accounts else []
        links += [table.government for table in self.statistics.values()]
        links += [source.government for source in self.activity.values() if source.government is not None]
        if any(link.by == "code" for link in links) and (self.governments is None or self.governments.codes is None):
            raise ValueError("links by code, and [governments] codes names no file of dated codes")
        names = [model.name for model in self.models]
        if len(set(names)) != len(names):
            raise ValueError("[[models]] need different names")
        return self
