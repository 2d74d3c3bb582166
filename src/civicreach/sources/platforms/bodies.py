"""Bodies of answers: JSON, or what came in its place."""

from __future__ import annotations

import json
import re
from typing import Any

#: A character that JSON spells in two halves, of which one may be missing.
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")

#: What is no JSON; None is.
NO_JSON = object()


def parsed(body: bytes, charset: str | None) -> Any:
    """JSON, in UTF-8 by its standard or in what its header names; `NO_JSON` where it is none."""
    try:
        data = json.loads(body)
        if _HALF.search(body):
            # half a character, which JSON may spell, can stand in no address and no archive
            data = json.loads(json.dumps(data, ensure_ascii=False).encode(errors="replace"))
        return data
    except UnicodeDecodeError:
        pass
    except (ValueError, RecursionError):
        return NO_JSON
    try:
        return json.loads(body.decode(charset or "utf-8"))
    except (ValueError, LookupError, RecursionError):
        return NO_JSON


def why_not_json(body: bytes) -> str:
    """What came in place of JSON: another format, JSON in no known encoding, or JSON that was cut off."""
    text = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] not in (b"{", b"["):
        return "not_json"
    try:
        text.decode()
    except UnicodeDecodeError as error:
        # a letter of several bytes may have been cut in two
        return "cut_off" if error.reason == "unexpected end of data" else "garbled"
    return "cut_off"


def opening(body: bytes) -> str:
    """The beginning of an answer, for a sentence."""
    return " ".join(body[:200].decode("utf-8", "replace").split())
