"""Profiles of accounts, asked for together where the platform allows it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Payload
from civicreach.sources.platforms.platform import Account, AsksTogether, Client, Page, Terms


def batches(accounts: Iterable[Account], terms: Terms) -> tuple[tuple[Account, ...], ...]:
    """The accounts that are asked for in one request, in their order; those with an id, and those with a name alone.

    >>> names = [Account("youtube", name) for name in "abc"]
    >>> [len(batch) for batch in batches(names, Terms(page=50, profiles_by_name=2))]
    [2, 1]
    """
    each = tuple(dict.fromkeys(accounts))
    found: list[tuple[Account, ...]] = []
    for known, size in ((True, terms.profiles_by_id), (False, terms.profiles_by_name)):
        own = tuple(one for one in each if bool(one.id) == known)
        found += [own[start : start + size] for start in range(0, len(own), size)]
    return tuple(found)


@dataclass(slots=True, eq=False)
class _Batch:
    """Accounts of one request, and what came of it: `payloads` go with the profile that is handed out next."""

    accounts: tuple[Account, ...]
    turn: threading.Lock = field(default_factory=threading.Lock)
    found: Mapping[Account, Page] | None = None
    payloads: tuple[Payload, ...] = ()


class Profiles:
    """Hands out profiles one by one, for several threads.

    An account that is not in the answer is asked by itself, and so are all where the request was refused: one of them
    may have spoilt it. A limit, or what holds for every account, is the failure of whoever asked.

    Parameters
    ----------
    client : Client
        Of the platform.
    terms : Terms
        How many may be asked for at once.
    accounts : iterable of Account
        Whose profiles will be asked for, in their order.
    """

    def __init__(self, client: Client, terms: Terms, accounts: Iterable[Account]) -> None:
        self._client = client
        self._batches = {
            account: batch
            for together in batches(accounts, terms)
            if len(together) > 1 and isinstance(client, AsksTogether)
            for batch in (_Batch(together),)
            for account in together
        }

    @contextmanager
    def turn(self, account: Account) -> Iterator[None]:
        """The time in which an account's profile is asked for and handed over.

        Others of its batch wait meanwhile: the answer is on its way into the archive before what stands in it is.
        """
        batch = self._batches.get(account)
        if batch is None:
            yield
            return
        with batch.turn:
            yield

    def of(self, account: Account) -> Page:
        """The profile of an account, in its turn.

        Raises
        ------
        PlatformError
            It did not come.
        """
        batch = self._batches.get(account)
        if batch is None:
            return self._client.profile(account)
        if batch.found is None:
            self._ask(batch)
        payloads, batch.payloads = batch.payloads, ()
        found = (batch.found or {}).get(account)
        try:
            page = self._client.profile(account) if found is None else found
        except PlatformError as error:
            error.payloads = (*payloads, *error.payloads)
            raise
        return replace(page, payloads=(*payloads, *page.payloads))

    def _ask(self, batch: _Batch) -> None:
        assert isinstance(self._client, AsksTogether)
        try:
            batch.payloads, batch.found = self._client.profiles(batch.accounts)
        except PlatformError as error:
            if not error.of_account or error.status.startswith("partial") or error.reason == "stopped":
                raise
            batch.payloads, batch.found = error.payloads, {}
