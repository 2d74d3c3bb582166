"""What the refusal of an office means, in plain words, and the way round it."""

from __future__ import annotations

from civicreach.records.errors import PlatformError
from civicreach.records.words import Message, message


def why(error: PlatformError, key: str) -> Message:
    """What a refusal means.

    Parameters
    ----------
    error : PlatformError
        As `fetch` raised it.
    key : str
        The environment variable of the office's key.
    """
    said = error.detail
    match error.reason:
        case "token":
            return message(
                "the office does not accept the key in {key}. A new key of data.go.kr is valid after about an hour. "
                "It said: {said}",
                key=key,
                said=said,
            )
        case "permission":
            return message(
                "the key is not admitted to this service; apply for it on the office's page. It said: {said}", said=said
            )
        case "blocked":
            return message("the office has blocked this user. It said: {said}", said=said)
        case "question":
            return message(
                "the office does not know what was asked; compare table, items, classes and period with its page. "
                "It said: {said}",
                said=said,
            )
        case "too_many":
            return message(
                "one request is larger than the office answers, and cannot be cut further; ask for fewer classes. "
                "It said: {said}",
                said=said,
            )
        case "too_few":
            return message(
                "the office gave fewer rows than it says that there are ({said}), and half a table looks like a whole "
                "one: nothing of it is kept. Run the same command again; if it stays so, ask for less at a time",
                said=said,
            )
        case "rate_limit":
            return message(
                "the office's limit of requests did not pass in time; run the same command later: what came is kept. "
                "It said: {said}",
                said=said,
            )
        case "daily_limit":
            return message(
                "the key has used up its requests of this day; run the same command tomorrow: what came is kept. "
                "It said: {said}",
                said=said,
            )
        case "unreachable":
            return message(
                "the office cannot be reached; look at the network and at its page. It said: {said}", said=said
            )
    return message("the office gave no usable answer ({reason}); what came was: {said}", reason=error.reason, said=said)
