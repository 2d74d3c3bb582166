"""Keys of platforms: from the environment, else from the keyring of the system; never from a file of the study."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from civicreach.records.errors import Fault
from civicreach.records.secrets import without_secrets
from civicreach.sources.platforms.connection import Secret
from civicreach.sources.platforms.platform import Platform


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
    if platform.token == "none":
        return None
    if text := environment.get(variable(platform), "").strip():
        return Secret(text)
    try:
        import keyring
    except ImportError:
        return None
    try:
        text = keyring.get_password("civicreach", platform.name) or ""
    except keyring.errors.KeyringError:
        return None
    return Secret(text) if text else None


def missing_tokens(platforms: Iterable[Platform], environment: Mapping[str, str] = os.environ) -> list[Fault]:
    """The faults of platforms that need a key and have none."""
    return [
        Fault(
            variable(platform),
            f"is not set, and {platform.title} answers nobody without a key",
            right=f"set it, or leave it out with --only; docs/how-to/platforms/{platform.name}.md says how to get one",
        )
        for platform in platforms
        if platform.token == "needed" and token_of(platform, environment) is None
    ]


def address_variable(platform: Platform) -> str:
    """The variable of the environment that may name another address of a platform.

    >>> from civicreach.sources.platforms import platform
    >>> address_variable(platform("bluesky"))
    'CIVICREACH_BLUESKY_URL'
    """
    return variable(platform).removesuffix("_TOKEN") + "_URL"


def wrong_addresses(platforms: Iterable[Platform], environment: Mapping[str, str] = os.environ) -> list[Fault]:
    """The faults of variables that name an address, and hold none."""
    right = "a whole address, such as https://proxy.example.org/xrpc; or leave it out"
    named = {address_variable(platform): environment.get(address_variable(platform), "") for platform in platforms}
    return [
        Fault(name, "is not an address that can be asked", repr(without_secrets(address)), right)
        for name, address in named.items()
        if address and not re.match(r"https?://[^/\s]+", address)
    ]
