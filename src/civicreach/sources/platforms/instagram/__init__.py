"""Instagram, by business discovery in Meta's Graph API: professional accounts, seen from one's own."""

from civicreach.sources.platforms.platform import Platform, Terms

from .addresses import find
from .client import InstagramClient
from .errors import WAYS_ROUND

PLATFORM = Platform(
    name="instagram",
    title="Instagram",
    takes="the name of an account, or its address on instagram.com; not of a post",
    find=find,
    connect=InstagramClient,
    terms=Terms(page=50, at_once=2, allowed=200, every=3600.0),
    token="needed",
    proves_app=True,
    ways_round=WAYS_ROUND,
)
