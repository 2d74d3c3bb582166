"""What Facebook says when it does not answer: the table of the Graph API, and the ways round."""

from __future__ import annotations

from civicreach.records.words import message
from civicreach.sources.platforms.graph import HELD_BACK, judge

WAYS_ROUND = {
    "permission": message(
        "The app has no right to this Page. Ask Meta for Page Public Content Access (App Review and business "
        "verification), ask the government for its own Page's token, or import counts from the Content Library, "
        "Facepager or CrowdTangle, or enter them by hand with a screenshot."
    ),
    "unknown_or_hidden": message(
        "Facebook does not say whether there is no such Page or the app may not see it. Open the address without "
        "being logged in: if the Page shows, the permission Page Public Content Access is missing; if not, the Page "
        "is gone, not published, or limited by age or country."
    ),
    "app_secret": message(
        "The app demands a proof of its secret. Set CIVICREACH_FACEBOOK_APP_SECRET to the secret of the app that made "
        "the token; only the proof is sent. Or switch off 'Require app secret' in the settings of the app."
    ),
    "token": message(
        "The token has expired or was withdrawn. Make a new one; tokens of system users do not expire, those of "
        "persons do so after 60 days or with a change of password."
    ),
    "no_own_token": message(
        "There is no token for this Page. Ask the government for one and add it as page-id=token, or leave the Page "
        "out."
    ),
    "moved": message("The Page was merged with another. Facebook names the new id; write it into the accounts file."),
    "held_back": HELD_BACK,
    "selected": message(
        "On one day the Page has so many posts that Facebook shows a selection. Import them from the Content Library."
    ),
}

__all__ = ["WAYS_ROUND", "judge"]
