"""What is asked of Telegram: the page of a public channel, and of a bot how many members the channel has."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from civicreach.records.errors import PlatformError
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.http import Http, Reply
from civicreach.sources.platforms.platform import Account, Page
from civicreach.sources.platforms.shape import Reading

from .errors import judge_bot, judge_page
from .preview import Node, tree
from .records import BOT_VERSION, PAGE_VERSION, read_members, read_messages, read_profile

BASE = "https://{host}"
_PAGES, _BOTS = "t.me", "api.telegram.org"


class TelegramClient:
    """Reads the page of a channel, which shortens counts; with the key of a bot, its members are counted exactly.

    A channel is known by its name alone: one that was renamed is a new one.

    Sources: t.me/s/ of a channel; core.telegram.org/bots/api, getChatMemberCount.
    """

    def __init__(self, connection: Connection) -> None:
        self._run = connection.run
        self._web = Http(replace(connection, token=None), BASE, judge_page, at_once=1, json=False)
        self._bot = Http(connection, BASE, judge_bot, at_once=2, carrier="/bot") if connection.token else None

    def profile(self, account: Account) -> Page:
        """The channel's name and members, and how many photos, videos and files it holds."""
        reply, page = self._page(account, "")
        reading = Reading("telegram", account.name, self._run, reply, PAGE_VERSION, method="html")
        observations = read_profile(reading, page)
        payloads, note = reply.payloads, ""
        if self._bot is not None:
            try:
                counted = self._bot.get("bot/getChatMemberCount", [("chat_id", f"@{account.name}")], host=_BOTS)
            except PlatformError as error:
                error.payloads = (*payloads, *error.payloads)
                if not error.of_account:
                    raise
                # what the page shortens is better than nothing
                payloads, note = error.payloads, f"the bot cannot count its members: {error.detail}"
            else:
                payloads = (*payloads, *counted.payloads)
                exact = Reading("telegram", account.name, self._run, counted, BOT_VERSION)
                shortened = [one for one in observations if one.measure != "followers"]
                observations = (read_members(exact, counted.data), *shortened)
                reading.quarantined += exact.quarantined
        return reading.profile(observations, _name_on(page) or account.name, payloads=payloads, note=note)

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """One page of the channel's messages, some twenty."""
        reply, page = self._page(account, cursor)
        messages = list(page.all("tgme_widget_message"))
        reading = Reading("telegram", account.name, self._run, reply, PAGE_VERSION, method="html")
        # the page has the newest last
        posts = read_messages(reading, messages[::-1])
        return reading.page(posts=posts, received=len(messages), cursor=_before(page))

    def close(self) -> None:
        """Give the connections back."""
        self._web.close()
        if self._bot is not None:
            self._bot.close()

    def _page(self, account: Account, before: str) -> tuple[Reply, Node]:
        reply = self._web.get(f"s/{account.name}", [("before", before)] if before else (), host=_PAGES)
        text = reply.data.decode("utf-8", "replace")
        if "tgme_" not in text:
            raise PlatformError("error", "unexpected", "not the page of a channel", payloads=reply.payloads)
        if "</html>" not in text[-200:].lower():
            raise PlatformError("error", "cut_off", payloads=reply.payloads)
        page = tree(text)
        if page.first("tgme_channel_info") is None:
            raise PlatformError("error", "unexpected", "a page without tgme_channel_info", payloads=reply.payloads)
        return reply, page


def _name_on(page: Node) -> str:
    name = page.first("tgme_channel_info_header_username")
    return name.text.removeprefix("@").lower() if name else ""


def _before(page: Node) -> str:
    """Where the page before starts, as the button for more messages says."""
    for button in page.all("js-messages_more"):
        before = (
            button.attributes.get("data-before")
            or parse_qs(urlsplit(button.attributes.get("href", "")).query).get("before", [""])[0]
        )
        if before:
            return before
    return ""
