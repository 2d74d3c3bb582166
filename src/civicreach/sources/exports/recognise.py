"""Which tool wrote a file: by its columns or fields, never by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from civicreach.records.errors import Fault, InputError, NotRecognisedError
from civicreach.records.words import message
from civicreach.sources.sentences import listed

from . import (
    content_library,
    crowdtangle,
    facepager,
    fourcat,
    hootsuite,
    minet,
    rtweet,
    twint,
    youtube_data_tools,
    zeeschuimer,
)
from .layout import Layout, plain

LAYOUTS: tuple[Layout, ...] = tuple(
    layout
    for module in (
        facepager, crowdtangle, hootsuite, content_library, zeeschuimer, fourcat, minet, twint, rtweet,
        youtube_data_tools,
    )
    for layout in module.LAYOUTS
)  # fmt: skip

TOOLS: tuple[str, ...] = tuple(dict.fromkeys(layout.tool for layout in LAYOUTS))


def of_columns(columns: Sequence[str], *, file: str, tool: str | None = None) -> Layout:
    """The layout of a table with these columns.

    Parameters
    ----------
    columns : sequence of str
        Names as they stand.
    file : str
        Name of the file, for the sentence.
    tool : str, optional
        As somebody said; then only its layouts are tried.

    Raises
    ------
    InputError
        No layout has all its columns there; the sentence says which comes nearest and what it lacks.
    NotRecognisedError
        None comes near.

    Examples
    --------
    >>> of_columns(["channelId", "videoId", "publishedAt", "likeCount"], file="a.tab").tool
    'youtube-data-tools'
    """
    tables = [layout for layout in _of_tool(tool) if layout.needs]
    # by the names as the tool writes them; else by what other programs leave of them
    for spelled in (str, plain):
        whole = [layout for layout in tables if not layout.lacking(columns, spelled=spelled)]
        if whole:
            # what asks for most is the most certain
            return max(whole, key=lambda layout: len(layout.needs))
    near = max(
        tables, key=lambda layout: 1 - len(layout.lacking(columns, spelled=plain)) / len(layout.needs), default=None
    )
    lacking = near.lacking(columns, spelled=plain) if near else []
    by_hand = "name the columns of its posts: --field account=... --field post_id=... --field created_at=..."
    comes_near = near is not None and 2 * len(lacking) <= len(near.needs)
    if near and (tool or comes_near):
        wrong = message(
            "looks like an export of {tool} and has no column {lacking}", tool=near.tool, lacking=listed(lacking)
        )
        right = message("the export as the tool wrote it, with all its columns; else {by_hand}", by_hand=by_hand)
    else:
        wrong = message("is not an export of a tool that is known: it has the columns of none")
        right = message(
            "an export of {tools}, with its line of column names; else {by_hand}",
            tools=", ".join(TOOLS),
            by_hand=by_hand,
        )
    refusal = InputError if comes_near else NotRecognisedError
    raise refusal([Fault(file, wrong, found=message("columns {columns}", columns=listed(columns, 8)), right=right)])


def of_object(raw: Mapping[str, Any], *, file: str, tool: str | None = None) -> Layout:
    """The layout of JSON lines of which this is the first object.

    Raises
    ------
    NotRecognisedError
        None has such fields.
    """
    layouts = _of_tool(tool)
    for layout in layouts:
        if layout.fits is not None and layout.fits(raw):
            return layout
    # what a tool writes as a table it may write as objects too, with the columns as fields
    if whole := [layout for layout in layouts if layout.needs and not layout.lacking(raw)]:
        return max(whole, key=lambda layout: len(layout.needs))
    wrong = (
        message("is not an export of a tool that is known")
        if tool is None
        else message("is not an export of {tool}", tool=tool)
    )
    right = message(
        "JSON lines of zeeschuimer or 4cat, or an export of another tool; else name the fields of its "
        "posts: --field account=from.id --field post_id=id ..."
    )
    raise NotRecognisedError([Fault(file, wrong, found=message("fields {raw}", raw=listed(raw, 8)), right=right)])


def _of_tool(tool: str | None) -> list[Layout]:
    if tool is None:
        return list(LAYOUTS)
    if tool not in TOOLS:
        raise InputError(
            [Fault("--tool", message("is not a tool whose exports are read"), found=tool, right=", ".join(TOOLS))]
        )
    return [layout for layout in LAYOUTS if layout.tool == tool]
