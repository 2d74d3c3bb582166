"""Keys of platforms: from the environment, else from the keyring of the system; never from a file of the study."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from civicreach.records.errors import Fault
from civicreach.records.secrets import without_secrets
from civicreach.records.words import message
from civicreach.sources.platforms.connection import Secret
from civicreach.sources.platforms.platform import Account, Platform

#: Servers that a fault names.
SERVERS_SHOWN = 3


def variable(platform: Platform) -> str:
    """The variable of the environment that holds a platform's key.

    >>> from civicreach.sources.platforms import platform
    >>> variable(platform("youtube"))
    'CIVICREACH_YOUTUBE_TOKEN'
    """
    return f"CIVICREACH_{platform.name.upper().replace('-', '_')}_TOKEN"


def token_of(platform: Platform, environment: Mapping[str, str] = os.environ) -> Secret | None:
    """The key of a platform; None where there is none, or where the platform takes none.

    The keyring is asked for the service ``civicreach`` and the platform's name, where the package keyring is
    installed.
    """
    return None if platform.token == "none" else _secret(variable(platform), platform.name, environment)


def app_secret_of(platform: Platform, environment: Mapping[str, str] = os.environ) -> Secret | None:
    """The secret of the app that a platform's key belongs to; None where there is none, or where none is asked for.

    It is looked for in a variable such as ``CIVICREACH_FACEBOOK_APP_SECRET``, and in the keyring under the platform's
    name with ``-app-secret`` behind it.
    """
    name = variable(platform).removesuffix("TOKEN") + "APP_SECRET"
    return _secret(name, f"{platform.name}-app-secret", environment) if platform.proves_app else None


def _secret(variable: str, entry: str, environment: Mapping[str, str]) -> Secret | None:
    if text := environment.get(variable, "").strip():
        return Secret(text)
    try:
        import keyring
    except ImportError:
        return None
    try:
        text = (keyring.get_password("civicreach", entry) or "").strip()
    except keyring.errors.KeyringError:
        return None
    return Secret(text) if text else None


def missing_tokens(platforms: Iterable[Platform], environment: Mapping[str, str] = os.environ) -> list[Fault]:
    """The faults of platforms that need a key and have none, or one that cannot be sent."""
    faults = []
    for platform in platforms:
        token, page = token_of(platform, environment), f"docs/how-to/platforms/{platform.name}.md"
        if token is None and platform.token == "needed":
            wrong = message("is not set, and {title} answers nobody without a key", title=platform.title)
            right = message("set it, or leave it out with --only; {page} says how to get one", page=page)
            faults.append(Fault(variable(platform), wrong, right=right))
        elif token is not None and not re.fullmatch(r"[!-~]+(?:\s*,\s*[!-~]+)*", token.reveal()):
            wrong = message("is no key: there are spaces, lines or letters in it that no key has")
            faults.append(Fault(variable(platform), wrong, right=message("the key alone, as {page} says", page=page)))
    return faults


def address_variable(platform: Platform) -> str:
    """The variable of the environment that may name another address of a platform.

    >>> from civicreach.sources.platforms import platform
    >>> address_variable(platform("bluesky"))
    'CIVICREACH_BLUESKY_URL'
    """
    return variable(platform).removesuffix("_TOKEN") + "_URL"


def wrong_addresses(platforms: Iterable[Platform], environment: Mapping[str, str] = os.environ) -> list[Fault]:
    """The faults of variables that name an address, and hold none."""
    right = message("a whole address, such as https://proxy.example.org/xrpc; or leave it out")
    named = {address_variable(platform): environment.get(address_variable(platform), "") for platform in platforms}
    return [
        Fault(name, message("is not an address that can be asked"), repr(without_secrets(address)), right)
        for name, address in named.items()
        if address and not re.match(r"https?://[^/\s]+", address)
    ]


def addresses_for_several(
    accounts: Iterable[tuple[Platform, Account]], environment: Mapping[str, str] = os.environ
) -> list[Fault]:
    """The faults of variables that name one address for accounts of several servers.

    Each account would be asked there, and what the one server gives would be written down for all.
    """
    servers: dict[str, set[str]] = {}
    for platform, account in accounts:
        servers.setdefault(address_variable(platform), set()).add(platform.server(account))
    return [
        Fault(
            name,
            message(
                "names one address for accounts of {n} servers ({own})",
                n=len(own),
                own=", ".join(sorted(own)[:SERVERS_SHOWN]),
            ),
            repr(without_secrets(address)),
            message("an address with {{host}} in it, which stands for the server of each account; or leave it out"),
        )
        for name, own in servers.items()
        if len(own) > 1 and (address := environment.get(name, "")) and "{host}" not in address
    ]
