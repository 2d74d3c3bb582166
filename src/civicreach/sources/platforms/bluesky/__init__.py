"""Bluesky, by the public interface of the AT Protocol: no key is needed."""

from civicreach.sources.platforms.platform import Platform, Terms

from .addresses import find
from .client import BlueskyClient

PLATFORM = Platform(
    name="bluesky",
    title="Bluesky",
    takes="a whole handle such as seoul.go.kr or seoul.bsky.social, a DID, or the address of a profile on bsky.app",
    find=find,
    connect=BlueskyClient,
    terms=Terms(page=100, profiles_by_id=25, profiles_by_name=25, at_once=4, allowed=3000, every=300.0),
)
