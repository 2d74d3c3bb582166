"""Facebook Pages, by Meta's Graph API: with Page Public Content Access, or with each Page's own token."""

from civicreach.sources.platforms.platform import Platform, Terms

from .addresses import find
from .client import FacebookClient
from .errors import WAYS_ROUND

PLATFORM = Platform(
    name="facebook",
    title="Facebook",
    takes="the name or id of a Page, or its address on facebook.com; not of a group, an event or a share",
    find=find,
    connect=FacebookClient,
    # calls an hour for each user of the app; more with a system user, which the answers' headers tell
    terms=Terms(page=100, at_once=2, allowed=200, every=3600.0),
    token="needed",
    proves_app=True,
    ways_round=WAYS_ROUND,
)
