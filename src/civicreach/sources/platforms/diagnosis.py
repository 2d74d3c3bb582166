"""Why an account could not be read, in plain words, and the way round it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from civicreach.records.words import Words, message

from . import NAMES, platform


class Diagnosis(NamedTuple):
    """What happened, and what can be done."""

    what: Words
    way_round: Words


_AGAIN = message("Collect again later: it goes on where it stopped.")
_BY_HAND = message("Enter dated counts by hand with a screenshot, or import another tool's file.")
_REPORT = message("Collect again; if it stays, report it with the raw answer, which is in the archive.")
_CHECK = message("Open the page in a browser, and mend the accounts file where it has another name now.")
_LOOK = message("Open the page in a browser to see which it is. Dated counts can be entered by hand with a screenshot.")
_PROXY = message("Look whether a login page or a proxy stands between you and the platform, and collect again.")

#: Of platforms that answer without a key: whether one was used, the reason does not tell.
_NOT_ALLOWED = Diagnosis(message("The account's server does not allow this account to be read."), _BY_HAND)

DIAGNOSES: Mapping[str, Diagnosis] = {
    "token": Diagnosis(
        message("The platform does not accept the key."),
        message("Get a new key, set it in the environment, and collect again."),
    ),
    "permission": Diagnosis(message("The key does not give the right to read this account."), _BY_HAND),
    "closed_server": Diagnosis(message("The account's server shows nothing to strangers."), _BY_HAND),
    "blocked": Diagnosis(message("The account blocks, or is blocked."), _BY_HAND),
    "age_restricted": Diagnosis(message("The account shows itself only to adults who have logged in."), _BY_HAND),
    "unknown_account": Diagnosis(message("There is no account of this name."), _CHECK),
    "gone": Diagnosis(message("The account was closed, suspended or deleted."), _CHECK),
    "rate_limit": Diagnosis(message("The platform's limit lasts longer than the collection may wait."), _AGAIN),
    "quota": Diagnosis(
        message("The day's quota of the key is used up."), message("Collect again when the quota is renewed.")
    ),
    "spending_limit": Diagnosis(
        message("The spending limit of the key is reached."), message("Raise the limit, or collect again next month.")
    ),
    "out_of_time": Diagnosis(message("The time given to the collection was up."), _AGAIN),
    "page_cap": Diagnosis(message("The account has more pages than are read at once."), _AGAIN),
    "platform_cap": Diagnosis(
        message("The platform gives only the newest posts."),
        message("Collect so often that nothing falls out of reach; older posts come only from another tool's file."),
    ),
    "server": Diagnosis(message("The platform's server failed again and again."), _AGAIN),
    "unreachable": Diagnosis(message("There was no connection to the platform."), _AGAIN),
    "too_slow": Diagnosis(message("The answer took too long to arrive."), _AGAIN),
    "too_large": Diagnosis(message("The answer was larger than any that the platform should send."), _REPORT),
    "not_json": Diagnosis(message("The answer was a page or something else, and not data."), _PROXY),
    "elsewhere": Diagnosis(
        message("The platform led to another address, which is not its own and was not asked."),
        _PROXY,
    ),
    "garbled": Diagnosis(message("The answer was packed or written so that it cannot be read."), _AGAIN),
    "cut_off": Diagnosis(message("The answer was cut off in the midst."), _AGAIN),
    "unexpected": Diagnosis(message("The answer has a shape that is not known."), _REPORT),
    "refused": Diagnosis(message("The platform refused the question."), _REPORT),
    "contradicts": Diagnosis(
        message("The platform tells of posts of the account, and shows none: for followers only, private or hidden."),
        _LOOK,
    ),
    "no_list": Diagnosis(
        message("The account is there, and its list of posts is not: it may have none that everybody can see."),
        _LOOK,
    ),
    "repeated_cursor": Diagnosis(message("The platform led in a circle: the next page was one read before."), _REPORT),
    "empty_pages": Diagnosis(message("The platform gave one empty page after the other."), _AGAIN),
    "bad_cursor": Diagnosis(message("The platform no longer knows the place where the last walk stopped."), _AGAIN),
    "interrupted": Diagnosis(message("The collection was stopped before the account was read to its end."), _AGAIN),
    "stopped": Diagnosis(message("The collection was stopped by the user."), _AGAIN),
    "moved": Diagnosis(message("The account stands at another address now."), _CHECK),
    "held_back": Diagnosis(message("The platform has stopped the key for a time."), _AGAIN),
    "protected": Diagnosis(message("The account shows its posts to its followers only."), _BY_HAND),
    "unknown_or_hidden": Diagnosis(message("There is no such account, or the key may not see it."), _CHECK),
    "not_professional": Diagnosis(message("There is no business or creator account of this name."), _CHECK),
    "no_page": Diagnosis(message("The channel has no page that everybody may read."), _CHECK),
    "no_own_token": Diagnosis(message("There is no key for this account."), _BY_HAND),
    "no_own_account": Diagnosis(message("The key belongs to no account that could look at others."), _BY_HAND),
    "app_secret": Diagnosis(message("The platform demands a proof that the key's app is one's own."), _BY_HAND),
    "selected": Diagnosis(message("The platform gives a selection of the posts of a day."), _BY_HAND),
    "internal": Diagnosis(message("A fault of civicreach itself."), _REPORT),
}

#: For a reason that a platform's module has given and that is not listed here.
_OTHER = Diagnosis(message("The platform did not give what was asked for."), _REPORT)


def diagnosis(name: str, reason: str) -> Diagnosis:
    """The words for a reason; the way round may be the platform's own.

    Parameters
    ----------
    name : str
        Of the platform.
    reason : str
        From a coverage.

    Examples
    --------
    >>> diagnosis("bluesky", "quota").what.text
    "The day's quota of the key is used up."
    """
    found = DIAGNOSES.get(reason, _OTHER)
    if name not in NAMES:
        return found
    asked = platform(name)
    if reason == "permission" and asked.token != "needed":
        found = _NOT_ALLOWED
    own = asked.ways_round.get(reason)
    return found if own is None else found._replace(way_round=own)
