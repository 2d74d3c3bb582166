"""Answers that earlier collections have kept, found again by their address."""

from __future__ import annotations

import threading
from collections.abc import Callable

from civicreach.archive import Archive
from civicreach.archive.rows import moment
from civicreach.records.harvest import Payload

#: The last good answer from each address that told how to ask whether it has changed. Looked up by address, one after
#: the other, they are put in the order of addresses.
_LAST = """
CREATE OR REPLACE TEMP TABLE kept_answers AS
SELECT url_without_secrets AS url, arg_max(sha256, fetched_at) AS sha256, epoch_us(max(fetched_at)) AS fetched_us
FROM {payloads} WHERE http_status = 200 AND (headers['etag'] IS NOT NULL OR headers['last-modified'] IS NOT NULL)
GROUP BY url_without_secrets ORDER BY url_without_secrets
"""
_ANSWER = """
SELECT body, headers FROM {payloads}
WHERE fetched_at = make_timestamptz($fetched_us) AND url_without_secrets = $url AND sha256 = $sha256 LIMIT 1
"""


def kept_answers(archive: Archive) -> Callable[[str], Payload | None]:
    """What finds the last good answer from an address, with the marks by which its server knows it again.

    The archive is looked through once, at the first question: what this collection brings in is not found.
    """
    lock, ready = threading.Lock(), False

    def kept(address: str) -> Payload | None:
        nonlocal ready
        with lock:
            if not ready:
                archive.execute(_LAST)
                ready = True
        rows = archive.execute("SELECT sha256, fetched_us FROM kept_answers WHERE url = $url", {"url": address})
        if not rows:
            return None
        ((sha256, fetched_us),) = rows
        found = archive.execute(_ANSWER, {"url": address, "sha256": sha256, "fetched_us": fetched_us})
        at = moment(fetched_us)
        if not found or at is None:
            return None
        body, headers = found[0]
        return Payload(
            sha256=sha256,
            url_without_secrets=address,
            http_status=200,
            fetched_at=at,
            body=bytes(body),
            headers=dict(headers),
        )

    return kept
