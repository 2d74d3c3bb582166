"""How each platform asks and answers, for the loopback server."""

from ..server import Dialect
from .bluesky import Bluesky

DIALECTS: tuple[Dialect, ...] = (Bluesky(),)
