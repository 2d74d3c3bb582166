"""What Instagram says when it does not answer: the table of the Graph API, and its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.records.words import message
from civicreach.sources.platforms import graph
from civicreach.sources.platforms.errors import Trouble

_NO_SUCH_USER = (110, 2_207_013)


def judge(status: int, data: Any, headers: Mapping[str, str]) -> Trouble | None:
    """What is wrong with an answer; an account that is private or personal is not found, like one that never was.

    >>> told = {"error": {"code": 110, "error_subcode": 2207013, "message": "Cannot find User"}}
    >>> judge(400, told, {}).reason
    'not_professional'
    """
    error = data.get("error") if isinstance(data, dict) else None
    if isinstance(error, dict):
        code, subcode = graph.code_of(error), graph.code_of(error, "error_subcode")
        if code == _NO_SUCH_USER[0] or subcode == _NO_SUCH_USER[1]:
            return Trouble("stop", "not_found", "not_professional", f"#{code} {error.get('message') or ''}")
    return graph.judge(status, data, headers)


WAYS_ROUND = {
    "not_professional": message(
        "Instagram shows only business and creator accounts without an age limit, under their present name. Look "
        "whether the name is right; if it is, ask the government to make its account a professional one, or enter "
        "counts by hand with a screenshot."
    ),
    "no_own_account": message(
        "The token reaches no professional Instagram account of your own. Link one to a Facebook Page that you manage, "
        "and make the token with pages_show_list and instagram_basic, or write the account's id before the token."
    ),
    "permission": message(
        "The token lacks a permission. Business discovery needs instagram_basic, instagram_manage_insights and "
        "pages_read_engagement, by way of Facebook Login."
    ),
    "app_secret": message(
        "The app demands a proof of its secret. Set CIVICREACH_INSTAGRAM_APP_SECRET to the secret of the app that made "
        "the token; only the proof is sent. Or switch off 'Require app secret' in the settings of the app."
    ),
    "token": message(
        "The token has expired or was withdrawn. Make a new one; those of persons expire after 60 days or with a "
        "change of password."
    ),
    "held_back": graph.HELD_BACK,
}
