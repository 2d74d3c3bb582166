"""What the keys of `study.toml` accept: texts in several languages, files, days, links, formulas."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from .errors import FormulaError, UnfitError
from .formula import Formula
from .words import message
from .zones import RIGHT, WRONG, zone_of


def labels(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


def _zone(value: str) -> str:
    if zone_of(value) is None:
        raise UnfitError(WRONG, RIGHT)
    return value


def relative(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or "\\" in value or ":" in value:
        raise UnfitError(message("must be a path relative to the study folder, with forward slashes"))
    return value


def _formula(text: str) -> str:
    try:
        return Formula.parse(text).text
    except FormulaError as error:
        raise UnfitError(error.wrong, error.right) from None


def _list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _engine(value: str) -> str:
    if value == "duckdb" or _SERVER.fullmatch(value):
        return value
    right = "'duckdb', or the address of a Spark Connect server: spark://host:port"
    if _SERVER.match(value):
        right += "; what follows the port, secrets above all, belongs to --engine"
    raise UnfitError(
        message("is no engine"),
        f"{right}",
    )


def _place(value: str) -> str:
    return value if _ADDRESS.match(value) else relative(value)


_SERVER = re.compile(r"(spark|sc)://(\[[0-9a-fA-F:]+\]|[^\s/:@?#\[\]]+)(:[0-9]{1,5})?")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://[^\s]")

Text = Annotated[dict[str, str], BeforeValidator(labels)]
Zone = Annotated[str, AfterValidator(_zone)]
File = Annotated[str, Field(min_length=1), AfterValidator(relative)]
# a path in the study folder, or an address that a server knows
Place = Annotated[str, Field(min_length=1), AfterValidator(_place)]
Files = Annotated[tuple[Place, ...], BeforeValidator(_list), Field(min_length=1)]
EngineName = Annotated[str, AfterValidator(_engine)]
# a tab or a line break is a mark like any other, and not a space to be stripped
Mark = Annotated[str, StringConstraints(strip_whitespace=False)]
Expression = Annotated[str, AfterValidator(_formula)]


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
                raise UnfitError(message("takes two dates, the first day and the last: ['2015-06-01', '2015-08-31']"))
            return {"first": value[0], "last": value[1]}
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.last < self.first:
            raise UnfitError(
                message(
                    "ends ({last}) before it starts ({first}); exchange the two days",
                    last=str(self.last),
                    first=str(self.first),
                )
            )
        if self.last.year > 2200:
            raise UnfitError(
                message("ends in the year {year}", year=str(self.last.year)),
                message("the last day that was collected"),
            )
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
