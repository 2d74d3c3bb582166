"""Which field of a file holds which part of a post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from civicreach.records.errors import Fault, OptionError
from civicreach.records.words import message
from civicreach.sources.sentences import listed, nearest

#: Parts of a post; every other name is of a count.
PARTS = ("account", "post_id", "created_at", "observed_at", "type", "text")
NEEDED = PARTS[:3]
_EXAMPLES = {"account": "account=from.id", "post_id": "post_id=id", "created_at": "created_at=created_time"}

#: Words that people use for several counts, or for those of an account.
_UNCLEAR = {
    "fans": "counts of accounts: civicreach archive enter --csv",
    "followers": "counts of accounts: civicreach archive enter --csv",
    "subscribers": "counts of accounts: civicreach archive enter --csv",
    "like": "likes",
    "comment": "comments",
    "share": "shares",
    "view": "views",
}
_STEMS = ("account", "created", "observed", "post_", "text", "type")
_NAME = re.compile(r"[a-z][a-z0-9_]*")

#: What a file has of a post besides, and is no count of it.
_NO_COUNTS = frozenset((
    "author", "created", "date", "edited_at", "id", "link", "message", "name", "observed", "origin", "page", "platform",
    "post", "posted_at", "published", "published_at", "repost", "run", "seen", "seen_at", "time", "title", "updated_at",
    "url", "user",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostFields:
    """Where the parts of a post stand: a column, or a field within others such as ``from.id``.

    Attributes
    ----------
    account, post_id, created_at : str
        Of which account, its id, and when it was published.
    observed_at, type, text : str
        When it was seen, its kind and its words; empty where the file does not tell.
    counts : mapping of str to str
        ``likes``, ``comments``, ``shares``, ``views`` and so on, and the field of each.

    Examples
    --------
    >>> fields = PostFields.parse(["account=from.id", "post_id=id", "created_at=created_time", "likes=likes.total"])
    >>> fields.account, dict(fields.counts), fields.names
    ('from.id', {'likes': 'likes.total'}, ('from.id', 'id', 'created_time', 'likes.total'))
    """

    account: str
    post_id: str
    created_at: str
    observed_at: str = ""
    type: str = ""
    text: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, options: Iterable[str]) -> PostFields:
        """The fields as somebody typed them, each ``part=field``.

        Raises
        ------
        OptionError
            All at once: one is not of this form, stands twice, is no part of a post, or is needed and not there.
        """
        given: dict[str, str] = {}
        faults = []
        for option in options:
            part, sign, name = (text.strip() for text in option.partition("="))
            if not sign or not part or not name:
                faults.append(Fault("--field", message("is not of the form part=field"), option, "account=from.id"))
            elif part in given:
                faults.append(
                    Fault(
                        "--field",
                        message("names {part} twice", part=part),
                        message("{given} and {name}", given=given[part], name=name),
                        message("one field of it"),
                    )
                )
            elif part in _UNCLEAR:
                faults.append(Fault("--field", message("is no count of a post"), part, _UNCLEAR[part]))
            elif part not in PARTS and (part in _NO_COUNTS or part.startswith(_STEMS) or not _NAME.fullmatch(part)):
                near = nearest(part.lower(), PARTS)
                right = listed(near or (*PARTS, "likes, comments, ... for counts"), 9)
                faults.append(Fault("--field", message("is no part of a post"), part, right))
            else:
                given[part] = name
        absent = [
            part for part in NEEDED if part not in given and not any(part in str(fault.found) for fault in faults)
        ]
        if absent:
            wrong = message("does not say where these stand: {absent}", absent=", ".join(absent))
            faults.append(Fault("--field", wrong, ", ".join(given) or message("nothing"), _EXAMPLES[absent[0]]))
        if faults:
            raise OptionError(faults)
        counts = {part: name for part, name in given.items() if part not in PARTS}
        return cls(**{part: given[part] for part in PARTS if part in given}, counts=counts)

    @property
    def names(self) -> tuple[str, ...]:
        """Every field once."""
        parts = (self.account, self.post_id, self.created_at, self.observed_at, self.type, self.text)
        return tuple(dict.fromkeys(name for name in (*parts, *self.counts.values()) if name))

    @property
    def ids(self) -> tuple[str, str]:
        """The fields of the account and of the post."""
        return self.account, self.post_id

    def cell(self, name: str) -> str:
        """The raw text of a field, as SQL of relations that name their columns c0, c1, ..."""
        return f"c{self.names.index(name)}" if name else "CAST(NULL AS VARCHAR)"
