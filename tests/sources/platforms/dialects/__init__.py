"""How each platform asks and answers, for the loopback server."""

from tests.sources.platforms.server import Dialect

from .bluesky import Bluesky
from .feeds import Feed, NaverBlog
from .graph import Facebook, Instagram
from .mastodon import Mastodon
from .telegram import Telegram
from .x import X
from .youtube import YouTube

DIALECTS: tuple[Dialect, ...] = (
    Bluesky(), Facebook(), Instagram(), Mastodon(), NaverBlog(), Feed(), Telegram(), X(), YouTube(),
)  # fmt: skip
