"""Answers of offices kept on disk: asked once, read as often as wanted, each with the day it was given."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from datetime import datetime
from pathlib import Path

from civicreach.records.harvest import Payload

from .answer import Step


class AnswerCache:
    """A folder of answers, by what was asked without the key.

    An answer that was changed on disk is not taken: its hash stands beside it.

    Parameters
    ----------
    folder : Path
        Made where it is not there.
    fresh : bool
        Whether earlier answers are passed over; new ones take their place.
    """

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        self._folder, self._fresh = folder, fresh

    def get(self, office: str, step: Step) -> Payload | None:
        """The answer to the same request; None where there is none."""
        path = self._path(office, step)
        if self._fresh or not path.is_file():
            return None
        try:
            head, _, body = gzip.decompress(path.read_bytes()).partition(b"\n")
            kept = json.loads(head)
            return Payload(sha256=kept["sha256"], url_without_secrets=kept["url"], http_status=kept["status"],
                           fetched_at=datetime.fromisoformat(kept["fetched_at"]), body=body)  # fmt: skip
        except Exception:
            # whatever is wrong with a file of ours, the office has the answer
            return None

    def put(self, office: str, step: Step, payload: Payload) -> None:
        """Keep an answer."""
        path = self._path(office, step)
        path.parent.mkdir(parents=True, exist_ok=True)
        head = {"sha256": payload.sha256, "url": payload.url_without_secrets, "status": payload.http_status,
                "fetched_at": payload.fetched_at.isoformat()}  # fmt: skip
        content = gzip.compress(json.dumps(head).encode() + b"\n" + payload.body, mtime=0)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_bytes(content)
        beside.replace(path)

    def forget(self, office: str, step: Step) -> None:
        """Keep an answer no longer."""
        self._path(office, step).unlink(missing_ok=True)

    def _path(self, office: str, step: Step) -> Path:
        name = hashlib.sha256(json.dumps([office, step.path, step.params]).encode()).hexdigest()[:32]
        return self._folder / office / f"{name}.json.gz"
