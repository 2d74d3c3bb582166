"""Keys and tokens as they stand in addresses and payloads: found, and taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

#: What stands in place of a secret.
REMOVED = "REMOVED"

#: Parameters, headers and fields whose value is a secret, in small letters without separators.
_NAMES = (
    r"access[_-]?token|appsecret[_-]?proof|client[_-]?secret|refresh[_-]?token|fb[_-]?exchange[_-]?token|"
    r"service[_-]?key|api[_-]?key|bearer[_-]?token|x-naver-client-secret"
)

# the value of a parameter in an address, also where JSON has written & as \u0026 and / as \/
_PARAMETER = re.compile(rf"(?i)((?:[?&;]|\\u0026|^)(?:{_NAMES}|key|token|signature)=)(?!{REMOVED})([^&\s\"'\\<>#]+)")
_FIELD = re.compile(rf"(?i)(\"(?:{_NAMES})\"\s*:\s*\")(?!{REMOVED}\")([^\"]+)")
_HEADER = re.compile(rf"(?i)(\b(?:bearer|oauth)\s+)(?!{REMOVED})([A-Za-z0-9._~+/%-]{{16,}}=*)")
_PATTERNS = (_PARAMETER, _FIELD, _HEADER)

# a text without any of these holds nothing that the patterns find, and is told so a hundred times as fast
_HINTS = ("token", "secret", "proof", "key=", 'key"', "signature=", "bearer", "oauth")


def without_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with every secret replaced by ``REMOVED``.

    Parameters
    ----------
    text : str
        An address, a header, a payload, a message.
    secrets : iterable of str
        Those that are known, wherever they stand. Empty ones are passed over.

    Examples
    --------
    >>> without_secrets("https://graph.facebook.com/v26.0/seoul/posts?limit=100&access_token=EAAB1")
    'https://graph.facebook.com/v26.0/seoul/posts?limit=100&access_token=REMOVED'
    >>> without_secrets('{"path": "/botS3CRET/getChat"}', ["S3CRET"])
    '{"path": "/botREMOVED/getChat"}'
    """
    for secret in sorted({secret for secret in secrets if secret}, key=len, reverse=True):
        text = text.replace(secret, REMOVED)
    if not _may_hold(text):
        return text
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\g<1>{REMOVED}", text)
    return text


def shown_address(address: str) -> str:
    """The address of a server without what may be a secret in it: a user and a password, and what follows ``;``.

    >>> shown_address("spark://cluster:15002/;use_ssl=true;token=S3CRET"), shown_address("spark://me:S3CRET@cluster:1")
    ('spark://cluster:15002/', 'spark://REMOVED@cluster')
    >>> shown_address("me:S3CRET@cluster")
    'REMOVED'
    """
    if "@" not in address:
        return re.split("[;?#]", address, maxsplit=1)[0]
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return REMOVED
    # a password may hold what ends a host elsewhere: what cannot be told apart is not shown
    alone = "@" in parts.netloc and "@" not in address.partition(parts.netloc)[2]
    return f"{parts.scheme}://{REMOVED}@{host}" if host and alone else REMOVED


def without_address_secrets(text: str) -> str:
    """A line of a study file in which an address of a server may stand, as `shown_address` shows it, to its end.

    >>> without_address_secrets('engine = "spark://cluster:15002/;token=S3CRET"')
    'engine = "spark://cluster:15002/'
    """
    return re.sub(
        r"(?<=engine = )(?!.*://).*|[A-Za-z][A-Za-z0-9+.-]*://.*", lambda found: shown_address(found[0]), text
    )


def has_secret(text: str) -> bool:
    """Whether something that looks like a secret stands in the text.

    >>> has_secret("https://kosis.kr/openapi?apiKey=ZjA1"), has_secret("https://kosis.kr/openapi?apiKey=REMOVED")
    (True, False)
    """
    return _may_hold(text) and any(pattern.search(text) for pattern in _PATTERNS)


def _may_hold(text: str) -> bool:
    small = text.lower()
    return any(hint in small for hint in _HINTS)
