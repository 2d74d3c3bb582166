"""Mastodon and servers that speak its interface (GoToSocial, Akkoma): every account is asked at its home server."""

from civicreach.sources.platforms.platform import Platform, Terms

from .addresses import find
from .client import MastodonClient

PLATFORM = Platform(
    name="mastodon",
    title="Mastodon",
    takes="name@server or the address of the account on its own server, such as https://social.example/@seoul",
    find=find,
    connect=MastodonClient,
    terms=Terms(page=40, at_once=2, workers=8, allowed=300, every=300.0),
)
