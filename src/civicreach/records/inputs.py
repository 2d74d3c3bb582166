"""The sections of `study.toml` that name files: governments, survey, accounts, activity and statistics."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from .activity import PLATFORM_OPENED
from .entries import File, Files, Link, Mark, Part, TableOptions, Window, Zone, labels, relative
from .errors import UnfitError
from .words import message


class GovernmentList(TableOptions):
    """[governments]: a file, or a register that comes with the project and the day at which it is read."""

    file: File | None = None
    id: str = ""
    country: Literal["kr"] | None = None
    at: date | None = None
    name: Annotated[dict[str, str], BeforeValidator(labels)] = Field(default_factory=dict)
    level: str = ""
    parent: str = ""
    codes: File | None = None

    @model_validator(mode="after")
    def _file_or_register(self) -> GovernmentList:
        if (self.file is None) == (self.country is None):
            raise UnfitError(
                message(
                    "needs one of file and country: a list of your own, or the register of a country that comes along"
                )
            )
        if self.file is not None and (not self.id or self.at is not None):
            raise UnfitError(message("file needs id, the column of ids, and takes no at: that is for a country"))
        if self.country is not None:
            if self.at is None:
                raise UnfitError(message("country needs at, the day whose governments are meant: at = 2015-07-01"))
            if further := [name for name in ("id", "name", "level", "parent", "codes") if getattr(self, name)]:
                raise UnfitError(
                    message("country knows {further} itself, and takes no such key", further=", ".join(further))
                )
        return self

    @property
    def has_codes(self) -> bool:
        """Whether dated codes are known."""
        return self.codes is not None or self.country is not None


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
            raise UnfitError(
                message(
                    "expected = {expected} is not one of the strategies {strategy}",
                    expected=repr(self.expected),
                    strategy=", ".join(self.strategy) or "(none)",
                )
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
            raise UnfitError(
                message(
                    "positive names {outside}, which order does not name; name every answer there",
                    outside=", ".join(outside),
                )
            )
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
            raise UnfitError(
                message(
                    "platform = {platform} is not one of {platform_opened}",
                    platform=repr(self.platform),
                    platform_opened=", ".join(PLATFORM_OPENED),
                )
            )
        return self


#: Where the archive of posts and of dated counts has what a file would have to name.
ARCHIVED_POSTS = {"account": "account", "id": "post_id", "time": "created_at"}
ARCHIVED_COUNTS = {"account": "account", "value": "value", "time": "observed_at"}


class ActivitySource(TableOptions):
    """[activity.NAME]: posts to be counted, or dated counts of which one is taken."""

    file: Files = ()
    archive: Annotated[str, AfterValidator(relative)] = ""
    version: Annotated[int, Field(ge=0)] | None = None
    platform: str = ""
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

    @model_validator(mode="before")
    @classmethod
    def _columns_of_archive(cls, given: Any) -> Any:
        """An archive has its own names of columns."""
        if not isinstance(given, dict) or not given.get("archive"):
            return given
        own = ARCHIVED_COUNTS if given.get("measure") else ARCHIVED_POSTS
        if named := [key for key in ("file", "government", "on", "timezone", *own) if key in given]:
            raise UnfitError(
                message("names an archive and says {named}, which an archive knows itself", named=", ".join(named))
            )
        if given.get("version") is None:
            raise UnfitError(message("names an archive and no version; civicreach archive show tells which there are"))
        return {**given, **own}

    @property
    def is_posts(self) -> bool:
        """Whether the file holds posts to be counted rather than dated counts."""
        return not self.value

    @model_validator(mode="after")
    def _consistent(self) -> ActivitySource:
        if not self.archive and (self.version is not None or self.platform):
            raise UnfitError(message("says version or platform, which belong to an archive"))
        if not self.archive and not self.file:
            raise UnfitError(message("names neither a file nor an archive; give one of them"))
        if not self.account and self.government is None:
            raise UnfitError(message("names neither an account column nor a government column; give one of them"))
        if self.account and self.government is not None:
            raise UnfitError(message("names both an account and a government column; give one of them"))
        if bool(self.time) == bool(self.on):
            raise UnfitError(
                message("needs either time = 'column' or on = a day: undated activity cannot lie in a window")
            )
        if self.on and self.timezone:
            raise UnfitError(
                message("says on = a day and a timezone; a day without a time is a day of the study's time zone")
            )
        if self.is_posts and not self.time:
            raise UnfitError(message("counts posts, and posts need a time column: time = 'created_at'"))
        if self.complete and not self.is_posts:
            raise UnfitError(
                message("says complete = true, which belongs to posts: a dated count that is not there is missing")
            )
        if "take" in self.model_fields_set and self.is_posts:
            raise UnfitError(message("says take, which belongs to dated counts; name their column with value = '...'"))
        if self.government is not None and self.government.parent:
            raise UnfitError(
                message("links by a parent region, which activity cannot; name accounts, and link these in [accounts]")
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
        if unknown and self.columns:
            raise UnfitError(message("text names {unknown}, which columns does not name", unknown=", ".join(unknown)))
        return self
