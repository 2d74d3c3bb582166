"""Posts that unfinished walks have kept, so that gone on with they keep none twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from civicreach.archive import Archive
from civicreach.archive.rows import moment
from civicreach.records.harvest import Coverage
from civicreach.sources.platforms.walk import Fingerprint

#: The archive is looked through once, for all of them; one account after the other is then found without a search.
_KEPT = """
CREATE OR REPLACE TEMP TABLE kept_posts AS
SELECT platform, account, run, post_id, text_sha256, epoch_us(edited_at) AS edited_us, counts, observed_at
FROM {posts} WHERE run IN (SELECT unnest($runs)) AND account IN (SELECT unnest($accounts))
ORDER BY platform, account, observed_at
"""
_OF_ONE = """
SELECT post_id, text_sha256, edited_us, counts FROM kept_posts
WHERE account = $account AND platform = $platform AND run = $run ORDER BY observed_at
"""


def kept_posts(archive: Archive, walks: Iterable[Coverage]) -> Callable[[Coverage], dict[str, Fingerprint]]:
    """What finds the posts that one of these unfinished walks has kept."""
    walks = tuple(walks)
    asked = {"runs": sorted({walk.run for walk in walks}), "accounts": sorted({walk.account for walk in walks})}
    lock, ready = threading.Lock(), False

    def kept(walk: Coverage) -> dict[str, Fingerprint]:
        nonlocal ready
        with lock:
            if not ready:
                archive.execute(_KEPT, asked)
                ready = True
        which = {"account": walk.account, "platform": walk.platform, "run": walk.run}
        rows = archive.execute(_OF_ONE, which)
        return {id_: (sha256 or "", moment(edited), dict(counts or {})) for id_, sha256, edited, counts in rows}

    return kept
