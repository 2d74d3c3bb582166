"""An export read as records: every row becomes records, is left out for a reason, or goes into quarantine."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from civicreach.records.activity import opening
from civicreach.records.errors import Fault, InputError, RecordError
from civicreach.records.harvest import Observation, Post, Quarantined
from civicreach.records.imports import ExportReport
from civicreach.records.words import message
from civicreach.sources.activity.reasons import Reason, reason_words
from civicreach.sources.identifiers import why_all_ruined

from .entry import Aside, Entry, Odd, Outcome, Setting
from .moments import read_moment
from .opening import open_export
from .rows import Lines
from .tally import Tally

#: Rows of which records are handed over together.
BATCH = 50_000
#: Rows whose ids are looked at before the first is handed over.
_LOOKED_AT = 200

BROKEN = message("the line is not a whole record")
NOTHING = message("holds nothing of what is read")
EARLY = reason_words(Reason.TOO_EARLY)
AGAIN = message("the same once more")
CHANGED = message("the same post at the same time with other counts: which of the two is later is not said")
BESIDE = message("another count of the same account and measure at the same time: the first is kept")


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of some rows, to be written together."""

    posts: tuple[Post, ...] = ()
    observations: tuple[Observation, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()


class Export:
    """An export whose tool is known; its rows are read once, by `batches`, and then there is a `report`.

    Parameters
    ----------
    path : Path
        csv, tsv, workbook, JSON lines or a list in JSON, as the tool wrote it; text also as .gz or in a zip file.
    member : str
        Which file of a zip file, see `members`.
    tool : str, optional
        Where the columns alone do not tell.
    zone : str, optional
        Of times that name no zone; UTC without it. And which of several zones a name such as CST means.
    observed_at : datetime, optional
        When the export was made, with its zone. Without it: as the rows say; else, for posts, the time of the
        newest of them, and counts of accounts that nobody can date are left out.
    keep_text : bool
        Whether texts are kept besides their hash.

    Raises
    ------
    InputError
        The file cannot be read, or is of no tool that is known.
    """

    def __init__(
        self,
        path: Path,
        *,
        member: str = "",
        tool: str | None = None,
        zone: str | None = None,
        observed_at: datetime | None = None,
        keep_text: bool = False,
    ) -> None:
        self._source = open_export(path, member=member, tool=tool)
        self.layout, self.name = self._source.layout, self._source.file.name
        self.sha256 = self._source.file.origin(0).sha256
        # the same file read in the same way is the same import, so that it adds nothing twice
        way = f"{self.sha256} {self.layout.tool} {zone} {observed_at} {keep_text}"
        self.run = f"import-{hashlib.sha256(way.encode()).hexdigest()[:16]}"
        self._zone = ZoneInfo("UTC") if self.layout.utc else ZoneInfo(zone) if zone else None
        self._observed_at, self._keep_text = observed_at, keep_text
        self._left, self._remarks = Tally(), Tally()
        self._posts: dict[int, int] = {}
        self._counts: dict[int, int | None] = {}
        self._accounts: set[tuple[str, str]] = set()
        self._platforms: set[str] = set()
        self._rows = self._kept = self._reposts = 0
        self._first: datetime | None = None
        self._last: datetime | None = None

    def batches(self, size: int = BATCH) -> Iterator[Batch]:
        """The records of all rows, some thousand rows at a time; what is in quarantine comes last.

        Raises
        ------
        InputError
            A spreadsheet program has cut the ids of posts.
        """
        setting = Setting(
            file=f"{self.name} {self.sha256[:16]}",
            run=self.run,
            zone=self._zone,
            utc=self.layout.utc,
            observed_at=self._observed_at,
            presumed_at=None,
            keep_text=self._keep_text,
            remark=lambda said, field, found: None,
        )
        presumed = self._newest(setting)
        setting = replace(setting, presumed_at=presumed)
        self._check_ids(setting)
        setting = replace(setting, remark=self._remarks.add)
        posts: list[Post] = []
        observations: list[Observation] = []
        for line, raw, wrong in self._source.rows():
            self._rows += 1
            if wrong:
                shown = f"{wrong}: {_shown(raw)}"
                self._left.add(BROKEN, f"line {line}", shown, refused=True, origin=f"{setting.file} line {line}")
                continue
            new_posts, new_observations = self._read(Entry(raw, line, setting))
            posts += new_posts
            observations += new_observations
            if len(posts) + len(observations) >= size:
                yield Batch(tuple(posts), tuple(observations))
                posts, observations = [], []
        platform = next(iter(self._platforms)) if len(self._platforms) == 1 else "export"
        at = self._observed_at or presumed or self._last or datetime.now(UTC)
        quarantined = self._left.quarantined(platform=platform, run=self.run, at=at)
        if posts or observations or quarantined:
            yield Batch(tuple(posts), tuple(observations), quarantined)

    def report(self) -> ExportReport:
        """What was read; complete once `batches` has come to its end."""
        source = self._source
        origin = source.file.origin(self._rows, encoding=source.encoding, notes=source.notes)
        return ExportReport(
            tool=self.layout.tool,
            what=self.layout.what,
            origin=origin,
            run=self.run,
            n_kept=self._kept,
            n_posts=len(self._posts),
            n_observations=len(self._counts),
            n_accounts=len(self._accounts),
            n_reposts=self._reposts,
            first=self._first,
            last=self._last,
            left_out=self._left.entries(self.name),
            remarks=self._remarks.entries(self.name),
            unused=source.unused,
        )

    def _check_ids(self, setting: Setting) -> None:
        """Refuse a file whose long ids all end in zeros: posts of it cannot be told apart, nor found again."""
        ids: list[str] = []
        for line, raw, wrong in islice(self._source.rows(), _LOOKED_AT):
            with suppress(Odd, RecordError):
                found = () if wrong else self.layout.read(Entry(raw, line, setting))
                ids += [part for post in found if isinstance(post, Post) for part in re.split(r"\D+", post.post_id)]
        if cut := why_all_ruined(ids):
            right = message("the file as the tool wrote it; {cut}", cut=cut[2])
            raise InputError([Fault(self.name, cut[0], found=cut[1], right=right)])

    def _newest(self, setting: Setting) -> datetime | None:
        """The time of the newest post, where the rows do not say when they were seen."""
        layout = self.layout
        if layout.tells_time or self._observed_at or not layout.created:
            return None
        if layout.dated:
            return max(self._dates(setting, layout.dated), default=None)
        tabular = not isinstance(self._source, Lines)
        names = [name for name in layout.created if name in self._source.places or not tabular]
        rows = self._source.rows(names) if names else ()
        texts = {_first(raw, names) for _, raw, wrong in rows if not wrong}
        moments = [found for text in texts if (found := read_moment(text, self._zone)[0])]
        return max(moments, default=None)

    def _dates(self, setting: Setting, dated: Callable[[Entry], datetime]) -> Iterator[datetime]:
        for line, raw, wrong in self._source.rows():
            with suppress(Odd):
                if not wrong:
                    yield dated(Entry(raw, line, setting))

    def _read(self, entry: Entry) -> tuple[list[Post], list[Observation]]:
        """The records of one row that are new; counts the row where there are none."""
        where = f"line {entry.line}"
        try:
            found: list[Outcome] = list(self.layout.read(entry))
        except Odd as odd:
            self._left.add(odd.reason, where, _shown(entry.raw), refused=True, origin=entry.origin)
            return [], []
        except RecordError as error:
            reason = message("of unexpected shape: {wrong}", wrong=error.right)
            self._left.add(reason, where, _shown(entry.raw), refused=True, origin=entry.origin)
            return [], []
        asides = [item for item in found if isinstance(item, Aside)]
        if asides or not found:
            self._left.add(asides[0].reason if asides else NOTHING, where, "")
            return [], []
        own = [item for item in found if isinstance(item, Post)]
        if early := [post for post in own if _is_early(post)]:
            self._left.add(EARLY, where, str(early[0].created_at), refused=True, origin=entry.origin)
            return [], []
        if changed := [post for post in own if not self._is_new(post) and not self._is_same(post)]:
            self._left.add(CHANGED, where, changed[0].post_id, refused=True, origin=entry.origin)
            return [], []
        posts = [post for post in own if self._is_new(post)]
        observations = [item for item in found if isinstance(item, Observation) and self._take(item)]
        for post in posts:
            self._keep(post)
        if not posts and not observations:
            self._left.add(AGAIN, where, own[0].post_id if own else "")
            return [], []
        self._kept += 1
        return posts, observations

    def _is_new(self, post: Post) -> bool:
        return _key(post) not in self._posts

    def _is_same(self, post: Post) -> bool:
        return self._posts[_key(post)] == _content(post)

    def _keep(self, post: Post) -> None:
        self._posts[_key(post)] = _content(post)
        self._accounts.add((post.platform, post.account))
        self._platforms.add(post.platform)
        self._reposts += post.repost
        if (created := post.created_at) is not None:
            self._first = created if self._first is None else min(self._first, created)
            self._last = created if self._last is None else max(self._last, created)

    def _take(self, seen: Observation) -> bool:
        """Whether a count of an account is new; another one at the same time is remarked upon."""
        key = hash((seen.platform, seen.account, seen.measure, seen.observed_at))
        if key in self._counts:
            if self._counts[key] != seen.value:
                self._remarks.add(BESIDE, seen.measure, f"{seen.account} {self._counts[key]}, {seen.value}")
            return False
        self._counts[key] = seen.value
        self._accounts.add((seen.platform, seen.account))
        self._platforms.add(seen.platform)
        return True


def _is_early(post: Post) -> bool:
    opened = opening(post.platform)
    return opened is not None and post.created_at is not None and post.created_at < opened


def _key(post: Post) -> int:
    return hash((post.platform, post.account, post.post_id, post.observed_at))


def _content(post: Post) -> int:
    return hash(
        (
            post.created_at,
            post.text_sha256,
            *sorted((name, -1 if count is None else count) for name, count in post.counts.items()),
        )
    )


def _shown(raw: Mapping[str, Any]) -> str:
    return json.dumps(raw, ensure_ascii=False, default=str)[:500]


def _first(raw: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((text for name in names if (text := str(raw.get(name) or "").strip())), "")
