"""X, by its API v2: every account and every post that is read is paid for."""

from civicreach.sources.platforms.platform import Platform, Terms

from .addresses import find
from .client import XClient
from .errors import WAYS_ROUND

PLATFORM = Platform(
    name="x",
    title="X",
    takes="a name of at most 15 letters, digits and _, or the address of the account on x.com or twitter.com",
    find=find,
    connect=XClient,
    # the published prices of reading; what is read twice on one day of UTC is paid once
    terms=Terms(
        page=100,
        profiles_by_id=100,
        profiles_by_name=100,
        at_once=2,
        allowed=300,
        every=900.0,
        usd_profile=0.010,
        usd_post=0.005,
    ),
    token="needed",
    ways_round=WAYS_ROUND,
)
