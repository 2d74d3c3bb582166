"""How each platform asks and answers, for the loopback server."""

from tests.sources.platforms.server import Dialect

from .bluesky import Bluesky
from .mastodon import Mastodon
from .youtube import YouTube

DIALECTS: tuple[Dialect, ...] = (Bluesky(), Mastodon(), YouTube())
