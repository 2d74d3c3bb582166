"""Telegram, by the pages that show public channels to everybody; with the key of a bot, followers are exact."""

from civicreach.sources.platforms.platform import Platform, Terms

from .addresses import find
from .client import TelegramClient
from .errors import WAYS_ROUND

PLATFORM = Platform(
    name="telegram",
    title="Telegram",
    takes="the name of a public channel, or its address on t.me; not an invitation",
    find=find,
    connect=TelegramClient,
    # nothing is published; one page after the other is what a reader does
    terms=Terms(page=20, at_once=1, workers=1),
    token="optional",
    ways_round=WAYS_ROUND,
)
