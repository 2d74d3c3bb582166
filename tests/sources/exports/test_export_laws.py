"""Laws of imports: nothing is lost, order does not matter, and what was written is what is read."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.sources.counts import NotACountError, read_count
from civicreach.sources.exports.moments import read_moment

from .conftest import whole

HEADER = (
    "object_id", "object_type", "query_type", "parent_id", "query_status", "query_time", "from.id", "created_time",
    "reactions", "message",
)  # fmt: skip
#: What a clock on the wall may show: whole seconds from 2001 to 2030.
MOMENTS = st.integers(10**9, 1_900_000_000).map(lambda second: datetime.fromtimestamp(second, UTC).replace(tzinfo=None))

rows = st.lists(
    st.tuples(
        st.sampled_from(["9_1", "9_2", "9_3", "", "1.46577E+14"]),
        st.sampled_from(["data", "seed", "offcut", "empty", ""]),
        st.sampled_from(["Facebook:/<page-id>/posts", "Facebook:/<post-id>/comments", "Twitter:/x", ""]),
        st.just("1"),
        st.sampled_from(["fetched (200)", "error (400)", ""]),
        st.sampled_from(["2022-02-22 00:50:53.083765", "None", "2022-02-23T00:00:00Z"]),
        st.sampled_from(["9", ""]),
        st.sampled_from(["2022-02-21T23:30:11+0000", "", "03/04/2021", "1645486211"]),
        st.sampled_from(["43", "1,043", "1.2K", "-1", ""]),
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
    ),
    max_size=12,
)


def export(records: list[tuple[str, ...]], folder: str) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    writer.writerows(records)
    path = Path(folder) / "export.csv"
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path


@settings(max_examples=60, deadline=None)
@given(rows, st.integers(1, 5))
def test_every_row_is_kept_or_counted(records: list[tuple[str, ...]], size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = export(records, folder)
        found, at_once = whole(path, size), whole(path)
    report = found.report
    assert report.origin.rows == len(records) == report.n_kept + sum(entry.count for entry in report.left_out)
    assert sum(item.count for item in found.quarantined) == sum(e.count for e in report.left_out if e.refused)
    assert (found.posts, found.observations) == (at_once.posts, at_once.observations)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9), unique=True, max_size=8), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(numbers: list[int], random: object) -> None:
    records = [
        (f"9_{n}", "data", "Facebook:/<page-id>/posts", "1", "", "2022-02-23T00:00:00Z", "9", "2022-02-21T00:00:00Z",
         str(n), "") for n in numbers
    ]  # fmt: skip
    shuffled = list(records)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        one, other = (
            {(p.post_id, p.counts["reactions"]) for p in whole(export(r, folder)).posts} for r in (records, shuffled)
        )
    assert one == other == {(f"9_{n}", n) for n in numbers}


@given(st.integers(0, 10**12), st.sampled_from([",", ".", "'", " ", "\u00a0", "\u202f", ""]))
def test_a_count_written_is_the_count_read(count: int, mark: str) -> None:
    assert read_count(f"{count:,}".replace(",", mark)) == count
    assert read_count(count) == count and read_count(f" {count}.0 ") == count


@given(st.text(max_size=12))
def test_any_text_is_a_count_or_none_or_refused(text: str) -> None:
    try:
        count = read_count(text)
    except NotACountError:
        return
    assert count is None or count >= 0


@given(MOMENTS, st.integers(-12, 14), st.booleans())
def test_a_moment_written_with_its_zone_is_the_moment_read(moment: datetime, hours: int, colon: bool) -> None:
    there = f"{moment:%Y-%m-%d %H:%M:%S}{hours:+03d}{':' if colon else ''}00"
    assert read_moment(there) == ((moment - timedelta(hours=hours)).replace(tzinfo=UTC), None)


@given(MOMENTS, st.sampled_from(["Asia/Seoul", "America/New_York", "Europe/London", "Pacific/Auckland"]))
def test_a_moment_without_zone_is_read_in_the_zone_given_and_said(moment: datetime, zone: str) -> None:
    found, said = read_moment(f"{moment:%Y-%m-%d %H:%M:%S}", ZoneInfo(zone))
    assert found == moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert said is not None and said.values == {"zone": zone}


@given(st.text(max_size=24))
def test_any_text_is_a_moment_or_has_a_reason(text: str) -> None:
    found, said = read_moment(text)
    assert found is not None or said is not None


def test_forms_of_moments() -> None:
    at = datetime(2020, 6, 8, 6, 0, tzinfo=UTC)
    for text in ("2020-06-08 15:00:00 KST", "1591596000", "1591596000000", "Mon Jun 08 06:00:00 +0000 2020",
                 "2020-06-08T06:00:00.000Z", "2020-06-08 02:00:00 EDT", "2020-06-08 03:00:00 -03"):  # fmt: skip
        assert read_moment(text) == (at, None), text
    for text in ("03/04/2021", "1970-01-01", "3/4/21 10:00", "tomorrow", "2021-13-01", "2021-03-04 10:00 XYZ"):
        assert read_moment(text)[0] is None, text
