"""One row or item of an export, and the records that are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from civicreach.records.harvest import AHEAD, Observation, Post, text_hash
from civicreach.records.words import Message, message
from civicreach.sources.counts import NotACountError, read_count
from civicreach.sources.identifiers import KEPT_DIGITS, why_ruined

from .moments import read_moment


class Odd(Exception):  # noqa: N818 it is no error: it says where the item goes
    """An item of unexpected shape: it goes into quarantine with this reason."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(reason.text)


@dataclass(frozen=True, slots=True)
class Aside:
    """An item of known shape that is no post and no count, such as a comment: left out by rule."""

    reason: Message


Outcome = Post | Observation | Aside
#: A column or field, or several of which the first counts that holds something.
Paths = str | tuple[str, ...]
Read = Callable[["Entry"], Iterator[Outcome]]


def several(paths: Paths) -> tuple[str, ...]:
    """All of some paths, also where it is one alone."""
    return (paths,) if isinstance(paths, str) else paths


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for every item of one import.

    Attributes
    ----------
    file : str
        Name and fingerprint, for the origin of each record.
    run : str
        Of the import.
    zone : ZoneInfo or None
        Of times that name none.
    utc : bool
        Whether it is the tool that says so, and there is nothing to remark.
    observed_at : datetime or None
        When the export was made, where somebody said so.
    presumed_at : datetime or None
        When it was made at the earliest, where nobody and nothing says so: the time of its newest post.
    keep_text : bool
        Whether texts are kept besides their hash.
    remark : callable
        Is told of what a reader should know, with a column or field and what stood there.
    """

    file: str
    run: str
    zone: ZoneInfo | None
    utc: bool
    observed_at: datetime | None
    presumed_at: datetime | None
    keep_text: bool
    remark: Callable[[Message, str, str], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a table, by its columns, or one JSON object.

    Attributes
    ----------
    raw : mapping
        As it stands.
    line : int
        Of the file.
    setting : Setting
        Of the import.
    """

    raw: Mapping[str, Any]
    line: int
    setting: Setting

    def get(self, path: str) -> Any:
        """What stands in a column, or in a field within others: ``legacy.favorite_count``; None where nothing does."""
        if path in self.raw:
            return self.raw[path]
        found: Any = self.raw
        for step in path.split("."):
            if isinstance(found, Mapping):
                found = found.get(step)
            elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
                found = found[int(step)]
            else:
                return None
        return found

    def first(self, *paths: str) -> str:
        """The text at the first of some paths where there is one."""
        return next((text for path in paths if (text := self.text(path))), "")

    def text(self, path: str) -> str:
        """Text without spaces around it; empty where nothing stands, and for "None" and the like."""
        found = self.get(path)
        if found is None or isinstance(found, Mapping | list):
            return ""
        if isinstance(found, float) and found.is_integer() and abs(found) < 10**KEPT_DIGITS:
            found = int(found)
        text = str(found).strip()
        return "" if text in ("None", "null", "NaN", "nan", "NA", "N/A") else text

    def count(self, *paths: str) -> int | None:
        """The count at the first of some paths that holds one; what is none is remarked upon and is None."""
        for path in paths:
            try:
                if (count := read_count(self.get(path))) is not None:
                    return count
            except NotACountError as error:
                self.setting.remark(message("a count that is not a whole number from 0: not told"), path, str(error))
        return None

    def counts(self, **paths: Paths) -> dict[str, int | None]:
        """Counts by their names here, of those columns or fields that there are."""
        found: dict[str, int | None] = {}
        for name, path in paths.items():
            if path in self.raw:  # nearly always
                found[name] = self.count(str(path))
                continue
            if any(self.has(one) for one in several(path)):
                found[name] = self.count(*several(path))
        return found

    def has(self, path: str) -> bool:
        """Whether there is such a column or field, even with nothing in it."""
        if path in self.raw:
            return True
        above, _, last = path.rpartition(".")
        inner = self.get(above) if above else None
        return isinstance(inner, Mapping) and last in inner

    def moment(self, *paths: str) -> datetime:
        """The instant at the first of some paths where something stands.

        Raises
        ------
        Odd
            There is none, or it cannot be told.
        """
        path, written = next(((path, text) for path in paths if (text := self.text(path))), (paths[-1], ""))
        return self.moment_of(written, path)

    def moment_of(self, written: str, path: str) -> datetime:
        """The instant that a text writes which stands in a column or field, as of `moment`."""
        found, said = read_moment(written, self.setting.zone)
        if found is None:
            raise Odd(said or message("without a date"))
        if said is not None and not self.setting.utc:
            self.setting.remark(said, path, written)
        return found

    def id(self, *paths: str) -> str:
        """The id at the first of some paths that holds one.

        Raises
        ------
        Odd
            There is none, or a spreadsheet program has ruined it.
        """
        found = self.first(*paths)
        if not found:
            raise Odd(message("without {field}", field=" / ".join(paths)))
        if why_ruined(found):
            raise Odd(message("an id that a spreadsheet program has ruined"))
        return found

    @property
    def origin(self) -> str:
        """The file, its fingerprint, and the line."""
        return f"{self.setting.file} line {self.line}"

    def seen_at(self, *paths: str) -> datetime:
        """When the item was seen: as somebody said, as it says itself, or as can be presumed.

        Raises
        ------
        Odd
            It cannot be told at all.
        """
        if (told := self.told_at(*paths)) is not None:
            return told
        if self.setting.presumed_at is None:
            raise Odd(message("without the time when it was seen; --observed gives it"))
        return self.setting.presumed_at

    def told_at(self, *paths: str) -> datetime | None:
        """When the item was seen, where somebody or the item itself says so."""
        if self.setting.observed_at:
            return self.setting.observed_at
        path = next((path for path in paths if self.text(path)), None)
        return self.moment(path) if path else None

    def post(
        self,
        platform: str,
        account: str,
        post_id: str,
        *,
        created_at: datetime,
        observed_at: datetime,
        counts: Mapping[str, int | None],
        type: str = "",
        text: str = "",
        repost: bool = False,
        edited_at: datetime | None = None,
    ) -> Post:
        """A post with the origin of this item.

        Raises
        ------
        Odd
            It was seen before it was there, by more than clocks differ: a zone is wrong.
        """
        if created_at > observed_at + AHEAD:
            raise Odd(message("later than the time at which it was seen: is --zone right?"))
        return Post(
            platform=platform,
            account=account,
            post_id=post_id,
            created_at=created_at,
            observed_at=observed_at,
            method="import",
            run=self.setting.run,
            type=type,
            text=text if self.setting.keep_text else None,
            text_sha256=text_hash(text) if text else "",
            counts=counts,
            edited_at=edited_at,
            repost=repost,
            origin=self.origin,
        )

    def observations(self, platform: str, account: str, at: datetime | None, **paths: Paths) -> Iterator[Observation]:
        """Dated counts of the account, by measure; what was not told gives none.

        Without a time there are none either: a count that nobody can date is remarked upon and left out.
        """
        for measure, path in paths.items():
            value = self.count(*several(path))
            if value is None:
                continue
            if at is None:
                said = message(
                    "a count of the account without the time when it was seen: left out; --observed gives it"
                )
                self.setting.remark(said, several(path)[0], str(value))
                continue
            yield Observation(
                platform=platform,
                account=account,
                measure=measure,
                value=value,
                observed_at=at,
                method="import",
                run=self.setting.run,
                origin=self.origin,
            )


def aside(reason: Message) -> Read:
    """Reads rows that are neither posts nor counts of an account: all are left out by rule."""
    return lambda entry: iter((Aside(reason),))


#: What several tools write beside posts.
COMMENT = message("a comment or a reply, not a post of the page")

comment = aside(COMMENT)
