"""What is asked of an office of statistics: one part of a toml file a table."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, TypeAdapter, model_validator

from civicreach.records.entries import Part


def _period(text: str) -> str:
    if not re.fullmatch(r"\d{4}(\d{2}){0,2}", text):
        raise ValueError("is not a period; right would be a year '2015', a month '201506' or a day '20150630'")
    return text


def _columns(value: dict[str, str]) -> dict[str, str]:
    names = list(value.values())
    if len(set(names)) != len(names):
        raise ValueError("gives two figures the same column")
    if any(not name.strip() for name in names):
        raise ValueError("needs a column's name for each figure")
    return value


Period = Annotated[str, AfterValidator(_period)]
Columns = Annotated[dict[str, str], Field(min_length=1), AfterValidator(_columns)]


class Kosis(Part):
    """A table of KOSIS, the Korean Statistical Information Service."""

    office: Literal["kosis"]
    organisation: str
    table: str
    items: Columns
    classes: tuple[str, ...] = Field(default=("ALL",), min_length=1, max_length=8)
    frequency: Literal["Y", "H", "Q", "M", "D", "F", "IR", "S"] = "Y"
    first: Period
    last: Period = ""

    @model_validator(mode="after")
    def _in_order(self) -> Kosis:
        if self.last and (len(self.last) != len(self.first) or self.last < self.first):
            raise ValueError(f"goes from {self.first} to {self.last}; right would be two periods of one kind in order")
        return self


class DataGoKr(Part):
    """A service of data.go.kr, the Korean portal of public data."""

    office: Literal["data.go.kr"]
    service: str
    columns: Columns
    region: str
    name: str = ""
    period: str
    parameters: dict[str, str] = Field(default_factory=dict)
    format: tuple[str, str] = ("type", "json")


class Odcloud(Part):
    """A file of data.go.kr that is served as an interface (api.odcloud.kr)."""

    office: Literal["odcloud"]
    dataset: str
    file: str
    columns: Columns
    region: str
    name: str = ""
    period: str
    parameters: dict[str, str] = Field(default_factory=dict)


class Lofin365(Part):
    """A service of 지방재정365, the finances of Korean local governments."""

    office: Literal["lofin365"]
    service: str
    columns: Columns
    years: tuple[Period, ...] = Field(min_length=1)
    parameters: dict[str, str] = Field(default_factory=dict)


class Eurostat(Part):
    """A data set of Eurostat. Every dimension but region and time is fixed by a filter."""

    office: Literal["eurostat"]
    dataset: str
    column: str
    filters: dict[str, str] = Field(default_factory=dict)
    regions: tuple[str, ...] = ()
    periods: tuple[str, ...] = Field(min_length=1)


class Census(Part):
    """A data set of the US Census Bureau: ``acs/acs5``."""

    office: Literal["census"]
    dataset: str
    variables: Columns
    years: tuple[Period, ...] = Field(min_length=1)
    geography: str
    within: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _at_most_fifty(self) -> Census:
        if len(self.variables) > 49:
            raise ValueError(f"asks for {len(self.variables)} variables; one request takes 49, so use two parts")
        return self


Question = Annotated[Kosis | DataGoKr | Odcloud | Lofin365 | Eurostat | Census, Field(discriminator="office")]

#: Reads one part of the file.
QUESTION: TypeAdapter[Question] = TypeAdapter(Question)
