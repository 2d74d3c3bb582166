"""How people write a channel of YouTube."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from civicreach.sources.platforms.platform import Account
from civicreach.sources.platforms.written import bare

_SITE = re.compile(r"(?:https?://)?(?:www\.|m\.|music\.)?youtube\.com/", re.IGNORECASE)
_ID = re.compile(r"UC[\w-]{22}", re.ASCII)
_USER = re.compile(r"[\w-]{1,60}", re.ASCII)
_HANDLE = re.compile(r"@[^\W_][\w.·-]{1,29}")


def find(text: str) -> Account | None:
    """The channel that a text names: an id, a handle, or an address with either or with an old user name.

    A handle is known by its @. Addresses with /c/ or a bare name are not taken: the interface does not find channels
    by them, and the handle of the same spelling may be another channel.

    >>> find("https://www.youtube.com/@SeoulCity/videos").name, find("@서울시").name
    ('@seoulcity', '@서울시')
    >>> find("youtube.com/channel/UCabcdefghijklmnopqrstuA").id, find("youtube.com/c/seoul")
    ('UCabcdefghijklmnopqrstuA', None)
    """
    text = unicodedata.normalize("NFC", unquote(bare(text)))
    site = _SITE.match(text)
    steps = [step for step in re.split(r"[?#]", text[site.end() if site else 0 :])[0].split("/") if step]
    if len(steps) > 1 and steps[0].lower() == "user" and _USER.fullmatch(steps[1]):
        return Account("youtube", f"user/{steps[1].lower()}")
    if site:
        text = steps[1] if len(steps) > 1 and steps[0].lower() == "channel" else steps[0] if steps else ""
    if _ID.fullmatch(text):
        return Account("youtube", text, id=text)
    return Account("youtube", text.lower()) if _HANDLE.fullmatch(text) else None
