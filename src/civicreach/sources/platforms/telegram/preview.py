"""The page on which Telegram shows a public channel to people without an account, as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(slots=True, eq=False)
class Node:
    """An element: its tag, attributes, and what is in it, elements and text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    def all(self, of_class: str) -> Iterator[Node]:
        """The elements in it that bear a class, in the order of the page."""
        for one in self.inside:
            if isinstance(one, Node):
                if of_class in one.attributes.get("class", "").split():
                    yield one
                yield from one.all(of_class)

    def first(self, *classes: str) -> Node | None:
        """The first element of the first class, and in it that of the second, and so on; None where there is none."""
        at: Node | None = self
        for name in classes:
            at = next(at.all(name), None) if at is not None else None
        return at

    def tagged(self, tag: str) -> Iterator[Node]:
        """The elements in it with a tag."""
        for one in self.inside:
            if isinstance(one, Node):
                if one.tag == tag:
                    yield one
                yield from one.tagged(tag)

    @property
    def text(self) -> str:
        """The text in it, lines kept.

        >>> tree("<p>서울<br>시청</p>").text
        '서울\\n시청'
        """
        parts = (one if isinstance(one, str) else "\n" if one.tag == "br" else one.text for one in self.inside)
        return "".join(parts).strip()


def tree(page: str) -> Node:
    """A page as a tree; what is not closed is closed with what it stands in."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)
