"""Exports that are not what they should be: refused in a sentence, or kept apart with reason and count."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civicreach.records.errors import InputError
from civicreach.sources.exports import TOOLS, Export, members

from .conftest import FILES, whole

Written = Callable[..., Path]
HEADER = "object_id;object_type;query_type;parent_id;query_status;query_time;from.id;created_time;reactions;message\n"
POST = "9_1;data;Facebook:/<page-id>/posts;1;fetched (200);2022-01-02T00:00:00Z;9;2022-01-01T00:00:00+0000;5;서울시\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_encodings(written: Written, encoding: str) -> None:
    path = written(HEADER + "".join(POST.replace("9_1", f"9_{n}") for n in range(20)), encoding=encoding)
    found = whole(path, keep_text=True)
    assert [post.text for post in found.posts] == ["서울시"] * 20


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "is not an export of a tool"),
        ("[{}]", "is not an export of a tool"),
        ('[{"id": 1},', "is not JSON to its end"),
        ("974241711315709954|2018-03-15|x|y\n76|2016-08-06|z|w\n", "with its line of column names"),
        ('{"a": 1}\n', "is not an export of a tool"),
        ("\ufeff  \n", "is empty"),
        ("PK\x03\x04 zip", "workbook"),
        ("object_id;object_type;query_type\n1;data;x\n", "no column 'parent_id'"),
    ],
)
def test_refused_in_a_sentence(written: Written, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Export(written(text))


def test_ids_that_came_as_floating_point_numbers(written: Written) -> None:
    rows = POST.replace("9_1", "9007199254740993.0") + POST.replace("9_1", "1.2345678901234568e+17") + POST
    found = whole(written(HEADER + rows))
    assert [post.post_id for post in found.posts] == ["9_1"]
    assert sum(item.count for item in found.quarantined) == 2


def test_what_is_not_recognised_can_be_named_by_hand(written: Written) -> None:
    with pytest.raises(InputError, match="name the columns of its posts: --field account"):
        Export(written("a,b\n1,2\n"))


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        Export(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="is a folder"):
        Export(tmp_path)


def test_a_tool_that_was_named_says_what_it_lacks() -> None:
    with pytest.raises(InputError, match="an export of twint and has no column"):
        Export(FILES / "rtweet.csv", tool="twint")
    with pytest.raises(InputError, match="is not a tool whose exports are read"):
        Export(FILES / "rtweet.csv", tool="excel")
    assert "crowdtangle" in TOOLS


def test_packed(tmp_path: Path) -> None:
    path = tmp_path / "export.ndjson.gz"
    path.write_bytes(gzip.compress((FILES / "zeeschuimer.ndjson").read_bytes()))
    assert len(whole(path).posts) == len(whole(FILES / "zeeschuimer.ndjson").posts)


def test_unknown_columns_are_named_and_broken_rows_counted(written: Written) -> None:
    found = whole(written(HEADER.strip() + ";surprise\n" + POST.strip() + ";1\n" + "too;few\n" + POST.strip() + ";2\n"))
    assert found.report.unused == ("surprise",)
    assert found.left == {"the line is not a whole record": 1, "the same once more": 1}
    assert found.quarantined[0].item.startswith("2 cells where there are 11 column names")


def test_quarantine_shows_the_first_item_and_the_line(written: Written) -> None:
    found = whole(written(HEADER + POST.replace("2022-01-01T00:00:00+0000", "yesterday") + POST))
    (odd,) = found.quarantined
    assert odd.count == 1 and "yesterday" in odd.item and odd.payload.endswith("line 2")
    assert len(found.posts) == 1


def test_a_post_from_before_its_platform_is_set_aside(written: Written) -> None:
    found = whole(written(HEADER + POST + POST.replace("9_1", "9_2").replace("2022-01-01T", "2004-02-03T")))
    assert [post.post_id for post in found.posts] == ["9_1"]
    assert [(item.reason, item.count) for item in found.quarantined] == [("dated before the platform opened", 1)]


def test_a_token_in_an_odd_item_does_not_stay(written: Written) -> None:
    secret = "EAAB" + "x" * 60
    found = whole(
        written(HEADER + POST.replace("서울시", f"https://a.b/?access_token={secret}").replace("2022-01-01T", "x"))
    )
    assert secret not in found.quarantined[0].item


def test_an_export_without_any_time_of_its_own(written: Written) -> None:
    found = whole(written(HEADER + POST.replace("2022-01-02T00:00:00Z", "None")))
    assert found.left == {"without the time when it was seen; --observed gives it": 1}


def test_objects_of_wrong_types_are_odd_and_nothing_breaks(written: Written) -> None:
    lines = [
        '{"source_platform": "instagram.com", "timestamp_collected": 1704100000, "data": {"code": {}, "taken_at": []}}',
        '{"source_platform": "x.com", "timestamp_collected": "later", "data": {"legacy": 3, "rest_id": 1}}',
        '{"source_platform": "tiktok.com", "timestamp_collected": 1704100000000, "data": {"id": 5, "author": null}}',
        '{"source_platform": "facebook.com", "timestamp_collected": 1704100000000, "data": {"comet_sections": []}}',
        '{"source_platform": "instagram.com", "timestamp_collected": 1704100000000, "data": []}',
        "7",
        "null",
    ]
    found = whole(written("\n".join(lines)))
    assert not found.posts and sum(entry.count for entry in found.report.left_out) == len(lines)
    assert all(entry.refused for entry in found.report.left_out)


def test_long_ids_that_all_end_in_zeros(written: Written) -> None:
    rows = "".join(POST.replace("9_1", f"9_10253700{n}2870000000") for n in range(1000, 1004))
    with pytest.raises(InputError, match="a spreadsheet program has cut them"):
        whole(written(HEADER + rows))


def test_a_list_of_objects(written: Written) -> None:
    lines = (FILES / "twint.ndjson").read_text(encoding="utf-8").splitlines()
    listed = whole(written(f"[\n{','.join(lines)}\n]", "tweets.json"), observed_at=datetime(2021, 1, 1, tzinfo=UTC))
    assert [post.counts["likes"] for post in listed.posts] == [3, 0]


def test_a_zip_file_holds_several_exports(tmp_path: Path) -> None:
    path = tmp_path / "exports.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name in ("crowdtangle-facebook.csv", "zeeschuimer.ndjson"):
            packed.write(FILES / name, f"folder/{name}")
        packed.writestr("readme.pdf", "x")
        packed.writestr("__MACOSX/._posts.csv", "x")
    found = members(path)
    assert found.names == ("folder/crowdtangle-facebook.csv", "folder/zeeschuimer.ndjson")
    assert found.passed_over == ("readme.pdf",)
    inside = whole(path, member=found.names[0])
    plain = whole(FILES / "crowdtangle-facebook.csv")
    assert [post.post_id for post in inside.posts] == [post.post_id for post in plain.posts]
    assert inside.report.origin.path == "exports.zip/folder/crowdtangle-facebook.csv"
    assert inside.report.origin.sha256 == plain.report.origin.sha256
    (tmp_path / "odd.zip").write_bytes(path.read_bytes()[:60])
    with pytest.raises(InputError, match="damaged zip file"):
        members(tmp_path / "odd.zip")
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as packed:
        packed.writestr("readme.pdf", "x")
    with pytest.raises(InputError, match="without an export"):
        members(tmp_path / "none.zip")


def test_a_workbook_with_its_ids_as_text_and_one_that_has_lost_them(tmp_path: Path) -> None:
    from openpyxl import Workbook

    rows = list(csv.reader((FILES / "hootsuite-facebook.csv").read_text(encoding="utf-8").splitlines()))
    for id_, kept in (("88_5", 1), (88000000000000012, 0)):
        book = Workbook()
        sheet = book.active
        for row in rows:
            sheet.append([id_ if cell == "88_5" else cell for cell in row])
        book.save(tmp_path / "posts.xlsx")
        found = whole(tmp_path / "posts.xlsx")
        assert (len(found.posts), found.report.tool) == (kept, "hootsuite")
        assert members(tmp_path / "posts.xlsx").names == ("",)
    assert found.left["an id that a spreadsheet program has ruined"] == 1


def test_names_that_another_program_changed(written: Written) -> None:
    text = (FILES / "crowdtangle-facebook.csv").read_text(encoding="utf-8-sig")
    names, rest = text.split("\n", 1)
    one = whole(written(f"{names.replace(' ', '.')}\n{rest}"))
    other = whole(FILES / "crowdtangle-facebook.csv")
    assert [(post.post_id, post.counts) for post in one.posts] == [(post.post_id, post.counts) for post in other.posts]
    assert len(one.observations) == len(other.observations) > 0


def test_a_name_that_stands_twice(written: Written) -> None:
    with pytest.raises(InputError, match=r"several columns named 'from\.id'"):
        Export(written(HEADER.strip() + ";from.id\n" + POST.strip() + ";8\n"))


VIDEOS = ["channelId", "videoId", "publishedAt", "videoTitle", "likeCount", "viewCount"]


def tabbed(titles: list[str], *, quoting: int = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=quoting, quotechar="\a")
    if quoting == csv.QUOTE_MINIMAL:
        writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(VIDEOS)
    for number, title in enumerate(titles):
        writer.writerow(["UC" + "a" * 22, f"v{number}", "2015-06-01T10:00:00Z", title, 5, 6])
    return text.getvalue()


@pytest.mark.parametrize("place", [5, 1050])
def test_a_quoted_line_break_anywhere_in_a_tab_file(written: Written, place: int) -> None:
    titles = ["t"] * 1200
    titles[place] = titles[place + 1] = 'line "one"\nline two'
    found = whole(written(tabbed(titles), "videos.tab"), keep_text=True)
    assert len(found.posts) == 1200 and found.left == {}
    assert sum('line "one"\nline two' in (post.text or "") for post in found.posts) == 2


def test_quotes_that_are_characters_lose_no_line_of_a_tab_file(written: Written) -> None:
    # read as quotes, these two would make one whole row of two lines
    titles = ["t"] * 1200
    titles[1050], titles[1051] = '"one', 'two"'
    assert len(whole(written(tabbed(titles, quoting=csv.QUOTE_NONE), "videos.tab")).posts) == 1200
    # and no less where another line is torn: its halves are told
    torn = tabbed(titles, quoting=csv.QUOTE_NONE).replace("v1100\t", "v1100\n")
    found = whole(written(torn, "videos.tab"))
    assert (len(found.posts), sum(found.left.values())) == (1199, 2)


def test_a_list_is_parsed_once(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (FILES / "twint.ndjson").read_text(encoding="utf-8").splitlines()
    path = written(f"[\n{','.join(lines)}\n]", "tweets.json")
    texts: list[int] = []
    loads = json.loads
    monkeypatch.setattr(json, "loads", lambda text: texts.append(len(text)) or loads(text))
    assert len(whole(path).posts) == 2 and len(texts) == 1
    # another text under the same name is another file
    path.write_text(f"[{lines[0]}]", encoding="utf-8")
    assert len(whole(path).posts) == 1
