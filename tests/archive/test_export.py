"""What is exported is what the archive holds, in every form."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from civicreach.archive import TABLES, Archive
from civicreach.archive.evidence import keep_evidence
from civicreach.archive.export import FORMATS, export
from civicreach.records.errors import ArchiveError

from .conftest import fetched, observed, odd, posted, walked


@pytest.fixture
def full(archive: Archive) -> Archive:
    archive.append(
        run="r1",
        observations=[observed(), observed(-1001, None), observed(measure="=followers")],
        posts=[posted(text='=HYPERLINK("x")'), posted(2, text='시민, "여러분"\n둘째 줄')],
        coverage=[walked()],
        payloads=[fetched()],
        quarantine=[odd()],
    )
    return archive


def test_every_form_has_every_row(full: Archive, tmp_path: Path) -> None:
    files = export(full, tmp_path / "out", formats=FORMATS)
    assert {file.name for file in files} == {
        *(f"{table}.{kind}" for table in TABLES for kind in ("csv", "parquet")),
        "archive.sqlite", "datapackage.json", "ro-crate-metadata.json",
    }  # fmt: skip
    database = sqlite3.connect(tmp_path / "out" / "archive.sqlite")
    for table in TABLES:
        ((n,),) = full.execute(f"SELECT count(*) FROM {full.relation(table)}")
        with (tmp_path / "out" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        held = duckdb.execute("SELECT count(*) FROM read_parquet(?)", [str(tmp_path / "out" / f"{table}.parquet")])
        assert len(rows) == n == held.fetchall()[0][0]
        assert database.execute(f"SELECT count(*) FROM {table}").fetchall() == [(n,)]
    found = database.execute(
        "SELECT account, value, reason, observed_at FROM observations WHERE measure = 'likes' ORDER BY account"
    ).fetchall()
    database.close()
    assert found == [
        ("-1001", None, "hidden", "2026-11-23T03:00:00.123456Z"),
        ("1", 10, "", "2026-11-23T03:00:00.123456Z"),
    ]


def test_csv_is_safe_in_a_spreadsheet_and_keeps_its_text(full: Archive, tmp_path: Path) -> None:
    export(full, tmp_path / "out")
    with (tmp_path / "out" / "posts.csv").open(encoding="utf-8", newline="") as file:
        texts = {row["post_id"]: (row["text"], json.loads(row["counts"])) for row in csv.DictReader(file)}
    assert texts["1_1"][0] == '\'=HYPERLINK("x")'
    assert texts["1_2"] == ('시민, "여러분"\n둘째 줄', {"likes": 3, "shares": None})
    with (tmp_path / "out" / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["account"], row["measure"]): row["value"] for row in csv.DictReader(file)}
    assert rows == {("-1001", "likes"): "", ("1", "likes"): "10", ("1", "'=followers"): "10"}


def test_descriptions_name_every_file_with_its_hash(full: Archive, tmp_path: Path) -> None:
    files = export(full, tmp_path / "out", formats=FORMATS)
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    data = {file.name: file for file in files if file.suffix != ".json"}
    assert {resource["path"] for resource in package["resources"]} == set(data)
    for resource in package["resources"]:
        content = data[resource["path"]].read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        if resource["format"] == "csv":
            header = content.decode().splitlines()[0].split(",")
            assert [field["name"] for field in resource["schema"]["fields"]] == header
    contexts = json.loads((tmp_path / "out" / "ro-crate-metadata.json").read_text("utf-8"))["@context"]
    assert contexts == ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}]
    graph = json.loads((tmp_path / "out" / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]
    by_id = {entry["@id"]: entry for entry in graph}
    assert by_id["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert {part["@id"] for part in by_id["./"]["hasPart"]} == {*data, "datapackage.json"}
    assert all(by_id[part["@id"]]["@type"] == "File" for part in by_id["./"]["hasPart"])
    assert {"name", "description", "datePublished", "license"} <= set(by_id["./"])


#: https://specs.frictionlessdata.io/data-resource/ and /table-schema/
NAME = re.compile(r"[a-z0-9._-]+")
READ = {
    "string": str,
    "integer": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "object": lambda text: dict(json.loads(text)),
    "datetime": lambda text: datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC),
}


def test_the_package_holds_to_the_rules_of_frictionless(full: Archive, tmp_path: Path) -> None:
    (tmp_path / "Shot of 서울").write_bytes(b"shot")
    (tmp_path / "shot.My Picture").write_bytes(b"picture")
    for place, name in enumerate(("Shot of 서울", "shot.My Picture")):
        sha256 = keep_evidence(full.path, tmp_path / name)
        seen = f"seen by me; screenshot sha256:{sha256}, kept"
        full.append(run="hand", observations=[observed(account=9, minute=place, method="hand", origin=seen)])
    full.append(run="odd", quarantine=[odd("of nobody", account="")])
    export(full, tmp_path / "out", formats=FORMATS)
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    names = [resource["name"] for resource in package["resources"]]
    assert NAME.fullmatch(package["name"])
    assert all(map(NAME.fullmatch, names)), names
    assert len(set(names)) == len(names) == 13
    for resource in package["resources"]:
        assert (tmp_path / "out" / resource["path"]).is_file()
        assert resource.get("format", "x")
        assert ("schema" in resource) == (resource["path"].endswith(".csv")) != (resource.get("type") == "file")
        if "schema" in resource:
            fields = {field["name"]: READ[field["type"]] for field in resource["schema"]["fields"]}
            with (tmp_path / "out" / resource["path"]).open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file)
                assert reader.fieldnames == list(fields)
                rows = [
                    {name: read(row[name]) if row[name] else None for name, read in fields.items()} for row in reader
                ]
            keys = [tuple(row[name] for name in resource["schema"].get("primaryKey", ())) for row in rows]
            assert not any(value is None for key in keys for value in key)
            assert "primaryKey" not in resource["schema"] or len(set(keys)) == len(rows)


def test_a_version_exports_the_same_later(full: Archive, tmp_path: Path) -> None:
    export(full, tmp_path / "before", formats=("csv", "parquet"))
    full.append(run="r2", observations=[observed(minute=9)])
    with full.at(1) as past:
        export(past, tmp_path / "after", formats=("csv", "parquet"))
    for file in (tmp_path / "before").iterdir():
        assert file.read_bytes() == (tmp_path / "after" / file.name).read_bytes(), file.name


def test_an_empty_archive_and_a_full_folder(archive: Archive, tmp_path: Path) -> None:
    assert len(export(archive, tmp_path / "out", formats=FORMATS)) == 13
    with pytest.raises(ArchiveError, match="new folder"):
        export(archive, tmp_path / "out")
    with pytest.raises(ArchiveError, match="one of csv"):
        export(archive, tmp_path / "other", formats=("xml",))  # type: ignore[arg-type]


def test_an_export_that_fails_leaves_nothing_and_names_the_archive(full: Archive, tmp_path: Path) -> None:
    file = full.files("quarantine")[0]
    held = file.read_bytes()
    file.unlink()
    with pytest.raises(ArchiveError, match=r"the archive .* cannot be read; found: record=quarantine/.*verify"):
        export(full, tmp_path / "handed", formats=FORMATS)
    assert not [path for path in tmp_path.iterdir() if "handed" in path.name]
    file.write_bytes(held)
    assert len(export(full, tmp_path / "handed", formats=FORMATS)) == 13


def test_a_damaged_file_is_named_and_the_target_is_not_blamed(full: Archive, tmp_path: Path) -> None:
    file = full.files("posts")[0]
    held = bytearray(file.read_bytes())
    held[4 : len(held) // 3] = bytes(255 - byte for byte in held[4 : len(held) // 3])
    file.write_bytes(held)
    with pytest.raises(ArchiveError, match=r"the archive .* cannot be read; found: record=posts/.* is damaged"):
        export(full, tmp_path / "handed")
    assert not [path for path in tmp_path.iterdir() if "handed" in path.name]


def test_the_screenshot_of_a_count_in_quarantine_goes_along(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes(b"one")
    (tmp_path / "two.png").write_bytes(b"two")
    for value, name in enumerate(("one.png", "two.png")):
        seen = f'seen by "me"; screenshot sha256:{keep_evidence(archive.path, tmp_path / name)}, kept'
        done = archive.append(run="hand", observations=[observed(value=value, method="hand", origin=seen)])
    assert done.quarantined == 1
    files = export(archive, tmp_path / "out")
    assert {file.read_bytes() for file in files if file.suffix == ".png"} == {b"one", b"two"}
