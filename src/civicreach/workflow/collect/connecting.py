"""The clients of a collection: key and address from the environment, and sleep that a stop wakes up."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from civicreach.archive import Archive
from civicreach.records.errors import CivicreachError, PlatformError
from civicreach.sources.platforms.connection import Connection, Patience
from civicreach.sources.platforms.platform import Client, Platform

from .kept import kept_answers
from .tokens import address_variable, app_secret_of, token_of


def connecting(
    cancelled: threading.Event,
    *,
    deadline: datetime | None = None,
    archive: Archive | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Callable[[Platform, str], Client]:
    """What makes the client of a platform for a run.

    A variable such as ``CIVICREACH_BLUESKY_URL`` names another address of a platform: an own server, or a proxy of the
    institution.

    Parameters
    ----------
    cancelled : threading.Event
        Set, it ends every wait at once.
    deadline : datetime, optional
        Moment after which no wait may end.
    archive : Archive, optional
        With the answers of earlier collections: what has not changed since is not sent again.

    Raises
    ------
    CivicreachError
        The extra ``collect`` is not installed.
    """
    try:
        import httpx  # noqa: F401
    except ImportError:
        raise CivicreachError("collecting needs the extra collect: pip install 'civicreach[collect]'") from None

    kept = kept_answers(archive) if archive is not None else lambda address: None

    def sleep(seconds: float) -> None:
        if cancelled.wait(seconds):
            raise PlatformError("error", "stopped")

    def connect(platform: Platform, run: str) -> Client:
        return platform.connect(
            Connection(
                run=run,
                base_url=environment.get(address_variable(platform), ""),
                token=token_of(platform, environment),
                app_secret=app_secret_of(platform, environment),
                sleep=sleep,
                patience=Patience(deadline=deadline),
                kept=kept,
            )
        )

    return connect
