"""Keys from the environment and from the keyring of the system, and nothing that is none."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from civicreach.sources.platforms import platform
from civicreach.workflow.collect.tokens import app_secret_of, missing_tokens, token_of

YOUTUBE, FACEBOOK = platform("youtube"), platform("facebook")


class KeyringError(Exception):
    """As the package keyring has it."""


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """What a keyring holds that stands in place of the system's."""
    entries: dict[tuple[str, str], str] = {}
    keyring = ModuleType("keyring")
    keyring.get_password = lambda service, entry: entries.get((service, entry))  # type: ignore[attr-defined]
    keyring.errors = SimpleNamespace(KeyringError=KeyringError)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    return entries


def test_a_key_of_the_keyring(held: dict[tuple[str, str], str]) -> None:
    assert token_of(YOUTUBE, {}) is None
    held["civicreach", "youtube"] = "AIza-of-the-ring\n"
    token = token_of(YOUTUBE, {})
    assert token is not None and token.reveal() == "AIza-of-the-ring" and "ring" not in repr(token)
    assert missing_tokens([YOUTUBE], {}) == []
    # the environment comes first, and a platform without a key asks for none
    first = token_of(YOUTUBE, {"CIVICREACH_YOUTUBE_TOKEN": " AIza-here "})
    assert first is not None and first.reveal() == "AIza-here"
    held["civicreach", "mastodon"] = "x"
    assert token_of(platform("mastodon"), {}) is None


def test_the_secret_of_an_app(held: dict[tuple[str, str], str]) -> None:
    assert app_secret_of(FACEBOOK, {}) is None
    held["civicreach", "facebook-app-secret"] = "of-the-ring"
    ring, own = app_secret_of(FACEBOOK, {}), app_secret_of(FACEBOOK, {"CIVICREACH_FACEBOOK_APP_SECRET": "mine"})
    assert ring is not None and ring.reveal() == "of-the-ring"
    assert own is not None and own.reveal() == "mine"
    assert app_secret_of(YOUTUBE, {"CIVICREACH_YOUTUBE_APP_SECRET": "mine"}) is None


def test_a_keyring_that_is_locked_or_not_there(monkeypatch: pytest.MonkeyPatch, held: object) -> None:
    def locked(service: str, entry: str) -> str:
        raise KeyringError("locked")

    monkeypatch.setattr(sys.modules["keyring"], "get_password", locked)
    assert token_of(YOUTUBE, {}) is None and len(missing_tokens([YOUTUBE], {})) == 1
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert token_of(YOUTUBE, {}) is None


@pytest.mark.parametrize("text", ["키를 여기에", "AIza one", "AIza\ntwo", "AIza\u200b"])
def test_what_no_key_has_in_it_is_said_before_it_is_sent(text: str) -> None:
    (fault,) = missing_tokens([YOUTUBE], {"CIVICREACH_YOUTUBE_TOKEN": text})
    assert "is no key" in str(fault.wrong) and text not in str(fault)


def test_several_keys_may_stand_apart() -> None:
    assert missing_tokens([FACEBOOK], {"CIVICREACH_FACEBOOK_TOKEN": "104=EAAB, 203=EAAC,\nEAAD"}) == []
