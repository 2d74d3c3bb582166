"""What a failure is said to be: no key is blamed where none was used, no account where it is there."""

from __future__ import annotations

import pytest

from civicreach.sources.platforms import NAMES, platform
from civicreach.sources.platforms.diagnosis import diagnosis
from civicreach.sources.platforms.youtube.errors import judge


@pytest.mark.parametrize("name", NAMES)
def test_only_where_a_key_is_needed_is_it_the_key_that_gives_no_right(name: str) -> None:
    assert ("key" in diagnosis(name, "permission").what.text) == (platform(name).token == "needed")


def test_a_channel_without_a_list_of_uploads_is_there() -> None:
    refused = {"error": {"code": 404, "message": "not found", "errors": [{"reason": "playlistNotFound"}]}}
    trouble = judge(404, refused, {})
    assert trouble is not None and (trouble.status, trouble.reason) == ("error", "no_list")
    assert diagnosis("youtube", trouble.reason).what.text.startswith("The account is there")
