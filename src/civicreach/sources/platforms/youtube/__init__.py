"""YouTube, by its Data API v3: a free key with 10,000 units a day."""

from civicreach.sources.platforms.platform import Platform, Terms

from .addresses import find
from .client import YouTubeClient

PLATFORM = Platform(
    name="youtube",
    title="YouTube",
    takes="@handle, a channel id (UC and 22 letters), or the address of a channel with one of these or /user/ in it; "
    "YouTube finds no channel by an address with /c/ or a bare name: open it, and take the @handle that its page shows",
    find=find,
    connect=YouTubeClient,
    # units of one project; a request for profiles, uploads or videos costs one unit
    terms=Terms(page=50, requests_a_page=2, profiles_by_id=50, at_once=4, daily=10_000),
    token="needed",
)
