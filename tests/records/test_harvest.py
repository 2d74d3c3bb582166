"""Records of a harvest: what they refuse, and that no secret gets in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.records.errors import RecordError
from civicreach.records.harvest import Coverage, Observation, Payload, Post, Quarantined, shown_interval, text_hash
from civicreach.records.secrets import has_secret, without_secrets

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SEEN = Observation(
    platform="facebook",
    account="1",
    measure="likes",
    value=3,
    observed_at=NOW,
    method="api",
    run="r",
    api_version="v26",
)
POST = Post(platform="x", account="1", post_id="9", created_at=None, observed_at=NOW, method="api", run="r")
WALK = Coverage(
    run="r",
    platform="x",
    account="1",
    edge="posts",
    started_at=NOW,
    ended_at=NOW,
    status="complete",
    received=3,
    kept=3,
)


@pytest.mark.parametrize(
    ("record", "change"),
    [
        (SEEN, {"value": -1}),
        (SEEN, {"value": True}),
        (SEEN, {"value": 1.5}),
        (SEEN, {"value": 2**63}),
        (SEEN, {"value": None}),
        (SEEN, {"reason": "hidden"}),
        (SEEN, {"low": 1}),
        (SEEN, {"low": 4, "high": 9}),
        (SEEN, {"value": None, "reason": "rounded", "low": 9, "high": 4}),
        (SEEN, {"observed_at": NOW.replace(tzinfo=None)}),
        (SEEN, {"account": " "}),
        (SEEN, {"method": "guess"}),
        (SEEN, {"origin": "https://graph.facebook.com/1?access_token=EAAB"}),
        (POST, {"post_id": ""}),
        (POST, {"created_at": NOW.replace(tzinfo=None)}),
        (POST, {"counts": {"likes": "3"}}),
        (WALK, {"status": "done"}),
        (WALK, {"status": "denied"}),
        (WALK, {"reason": "cap"}),
        (WALK, {"cursor": "https://x.test/?key=abc"}),
    ],
)
def test_what_is_not_of_its_shape_is_refused(record: Any, change: dict[str, Any]) -> None:
    with pytest.raises(RecordError, match="right would be"):
        replace(record, **change)


def test_a_count_that_was_not_told_has_its_reason() -> None:
    assert replace(SEEN, value=None, reason="hidden").value is None
    assert replace(POST, counts={"likes": None}).counts == {"likes": None}


def test_a_payload_keeps_its_bytes_but_for_secrets() -> None:
    following = r"https:\/\/g.test\/1?a=1\u0026access_token=EAAB99\u0026b=2"
    body = f'{{"name":"서울","next":"{following}","own":"S3CRET"}}'.encode()
    payload = Payload.of(
        body,
        url="https://g.test/1?access_token=EAAB99",
        http_status=200,
        fetched_at=NOW,
        headers={"x-echo": "S3CRET"},
        secrets=["S3CRET"],
    )
    assert b"EAAB99" not in payload.body
    assert b"S3CRET" not in payload.body
    assert payload.body == body.replace(b"EAAB99", b"REMOVED").replace(b"S3CRET", b"REMOVED")
    assert payload.url_without_secrets == "https://g.test/1?access_token=REMOVED"
    assert payload.headers == {"x-echo": "REMOVED"}
    with pytest.raises(RecordError, match="sha256"):
        replace(payload, body=b"other")


@given(body=st.binary(max_size=200))
def test_a_body_without_secrets_is_kept_byte_for_byte(body: bytes) -> None:
    payload = Payload.of(body, url="https://g.test", http_status=200, fetched_at=NOW)
    assert payload.body == body or has_secret(body.decode("latin-1"))


@given(
    name=st.sampled_from(["access_token", "serviceKey", "apiKey", "key", "client_secret"]),
    secret=st.text("abcXYZ019_-.", min_size=1, max_size=40),
    before=st.sampled_from(["https://a.test/x?", "https://a.test/x?a=1&", '{"next":"https:\\/\\/a.test?q=1\\u0026']),
)
def test_what_looks_like_a_secret_is_taken_out(name: str, secret: str, before: str) -> None:
    clean = without_secrets(f"{before}{name}={secret}&limit=3")
    assert clean == f"{before}{name}=REMOVED&limit=3"
    assert not has_secret(clean)
    assert without_secrets(clean) == clean


@pytest.mark.parametrize(
    "text", ['{"access_token": "EAAB99"}', "Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAMLheAAA%3D", "token=abc"]
)
def test_secrets_in_fields_and_headers(text: str) -> None:
    assert has_secret(text)
    assert not has_secret(without_secrets(text))


@pytest.mark.parametrize(
    "text", ["monkey=3", "https://a.test?turkey=2", "the key = 3", "bearer of bad news", '{"keyword": "x"}']
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert not has_secret(text)
    assert without_secrets(text) == text


def test_an_item_in_quarantine_is_cut_and_clean() -> None:
    odd = Quarantined(
        platform="facebook", account="", reason="no id", observed_at=NOW, run="r", item='{"u":"?key=abc"}' + "x" * 900
    )
    assert "abc" not in odd.item
    assert len(odd.item) == 500


@given(true=st.integers(0, 10**12), figures=st.integers(1, 4))
def test_an_interval_holds_what_was_rounded_or_cut(true: int, figures: int) -> None:
    step = 10 ** max(0, len(str(true)) - figures)
    cut = true // step * step
    rounded = (true + step // 2) // step * step
    for shown in (cut, rounded):
        low, high = shown_interval(shown, figures=figures)
        assert low <= true <= high
        assert low <= shown <= high


def test_the_hash_of_a_text_does_not_stumble_over_half_characters() -> None:
    assert len(text_hash("a\ud83d")) == 64
