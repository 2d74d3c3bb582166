"""What engines say of a file, as it was written down, and what is made of it."""

from __future__ import annotations

import pytest

from civicreach.records.refusals import refusal_of

MESSAGES = [
    ("Invalid Input Error: No magic bytes found at end of file 'D/a.parquet'", "is not Parquet", "D/a.parquet"),
    ("Parquet error: Invalid Parquet file. Corrupt footer", "is not Parquet", ""),
    (
        "[FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER] Encountered error while reading file file:/D/a.parquet. Could "
        "not read footer. Please ensure that the file is in either ORC or Parquet format.",
        "is not Parquet", "file:/D/a.parquet",
    ),
    (
        "Schema error: Fail to merge schema field 'id' because the from data_type = Int32 does not equal Utf8",
        "has files of several schemas", "column 'id' is Int32 in one and Utf8 in another",
    ),
    (
        "[FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH] Encountered error while reading file file:///D/b.parquet."
        " Data type mismatches when reading Parquet column [id]. Expected Spark type string, actual Parquet type "
        "INT32. SQLSTATE: KD001",
        "has files of several schemas", "column 'id' is string in one and INT32 in another, in file:///D/b.parquet",
    ),
    (
        "Invalid argument error: column types must match schema types, expected Utf8 but found Null at column index 1",
        "has files of several schemas", "",
    ),
    ("cast Timestamp(Nanosecond, None) to Spark data type", "has time stamps of nanoseconds", ""),
    (
        "[PARQUET_TYPE_ILLEGAL] Illegal Parquet type: INT64 (TIMESTAMP(NANOS,false)). SQLSTATE: 42846",
        "has time stamps of nanoseconds", "",
    ),
    (
        "[UNSUPPORTED_TIME_TYPE] The data type TIME is not supported. SQLSTATE: 0A000",
        "has a column of a type that the engine does not read", "TIME",
    ),
    ("'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", "has text that is not UTF-8", ""),
    (
        "(org.apache.spark.SparkClassNotFoundException) [DATA_SOURCE_NOT_FOUND] Failed to find the data source: delta. "
        "Make sure the provider name is correct", "is read as a Delta table, and this server has no Delta", "",
    ),
    ("Invalid table location: No commit files found in _delta_log", "is no Delta table that can be read", ""),
    ("Invalid JSON in log record, version=0, Error at line 1, column 1", "is no Delta table that can be read", ""),
    (
        '(org.apache.hadoop.fs.UnsupportedFileSystemException) No FileSystem for scheme "foo"',
        "is at an address of a kind", "foo",
    ),
    ('Generic URL error: Unable to recognise URL "foo://b/a.parquet"', "is at an address of a kind",
     "foo://b/a.parquet"),
    ("failed to lookup address information: Name or service not known", "lies at a place", ""),
    ("Generic S3 error: Server returned non-2xx status code: 403 Forbidden", "may not be read by the engine", ""),
    ("[PATH_NOT_FOUND] Path does not exist: file:/no/a.parquet. SQLSTATE: 42K03", "is not there", "file:/no/a.parquet"),
    ('IO Error: No files found that match the pattern "no/a.parquet"', "is not there", "no/a.parquet"),
    (
        'Invalid Input Error: Failed to read file "D/a.parquet": Snappy decompression failure',
        "has a file that is damaged", "D/a.parquet",
    ),
    ("[FAILED_READ_FILE.NO_HINT] Encountered error while reading file file:///D/a.parquet.  SQLSTATE: KD001",
     "has a file that is damaged", "file:///D/a.parquet"),
    ("Catalog Error: Table with name nowhere does not exist!", "is no table or view", "nowhere"),
    ("[TABLE_OR_VIEW_NOT_FOUND] The table or view `nowhere` cannot be found", "is no table or view", "`nowhere`"),
    ("Conversion Error: Could not convert string 'x' to DOUBLE", "has a value where the engine expects a num", "'x'"),
    ("Something of no known kind", "cannot be read by the engine", "it says: Something of no known kind"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "wrong", "found"), MESSAGES)
def test_what_an_engine_says(said: str, wrong: str, found: str) -> None:
    refusal = refusal_of(said)
    assert str(refusal.wrong).startswith(wrong) and str(refusal.found) == (
        found or f"it says: {said.partition(' SQLSTATE')[0]}"
    )
    assert str(refusal.right) and "SQLSTATE" not in f"{refusal.wrong} {refusal.right}"


@pytest.mark.parametrize("name", ["nanoscience", "forbidden_city", "corruption", "gzip", "utf-8 codec can't decode"])
def test_names_are_no_causes(name: str) -> None:
    missing = f'IO Error: No files found that match the pattern "{name}/posts.parquet"'
    assert refusal_of(missing).wrong.text == "is not there, or a part of it" and refusal_of(missing).unseen
    column = f'Binder Error: Referenced column "{name}" not found in FROM clause!'
    assert refusal_of(column).wrong.text == "names a column that is not there"
    assert str(refusal_of(column).found) == name


def test_what_another_machine_may_see() -> None:
    unseen = [wrong for said, wrong, _ in MESSAGES if refusal_of(said).unseen]
    assert unseen == ["lies at a place", "may not be read by the engine", "is not there", "is not there"]
