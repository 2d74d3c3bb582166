"""minet: csv of its commands, one module a platform. It writes behind the columns of the table that it was given."""

from __future__ import annotations

from dataclasses import replace

from . import bluesky, crowdtangle, facebook, instagram, telegram, tiktok, x, youtube

LAYOUTS = tuple(
    replace(layout, appends=True)
    for module in (crowdtangle, facebook, instagram, x, youtube, tiktok, telegram, bluesky)
    for layout in module.LAYOUTS
)
