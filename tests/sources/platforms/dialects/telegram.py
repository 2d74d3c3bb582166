"""Telegram: the page of a channel, newest last, with shortened counts; and a bot that counts members."""

from __future__ import annotations

from collections.abc import Mapping

from tests.sources.platforms.server import Answer, Asked, Dialect
from tests.sources.platforms.world import FakeAccount, FakePost, World

_NO_PAGE = ("not_found", "no_page")
_ODD = ("error", "unexpected")


class Telegram(Dialect):
    platform = "telegram"
    token = None
    base = "/{host}"
    hides = False
    lasting = False
    requests = ("posts",)
    expected: Mapping[str, tuple[str, str]] = {
        "401": ("denied", "permission"),
        "quota": ("denied", "permission"),
        "404": _NO_PAGE,
        "error_body": _ODD,
        "html": _ODD,
        "key-in-a-page": _ODD,
        "xml": _ODD,
        "nothing": _ODD,
        "no-known-letters": _ODD,
        "too-deep": _ODD,
    }

    def __init__(self, bot: str = "") -> None:
        self.bot = bot

    def written(self, name: str) -> str:
        return f"https://t.me/s/{name}?before=9"

    def edge(self, asked: Asked) -> str:
        if asked.path.startswith("/api.telegram.org/"):
            return "bot"
        # the newest page tells the profile as well
        return "posts" if "before" in asked.query else "profile"

    def answer(self, world: World, asked: Asked) -> Answer:
        if asked.path.startswith("/api.telegram.org/"):
            return self._counted(world, asked)
        account = world.find(asked.path.split("/")[3])
        if account is None:
            return self.refusal("not_found")
        posts, cursor = world.page(account, asked.one("before"))
        more = f'<a class="tme_messages_more js-messages_more" href="/s/x?before={cursor}" data-before="{cursor}">'
        counter = (
            ""
            if world.told(0) is None
            else f'<div class="tgme_channel_info_counter"><span class="counter_value">{_short(account.followers)}'
            '</span> <span class="counter_type">subscribers</span></div>'
        )
        page = (
            '<!DOCTYPE html><html><head><meta charset="utf-8"><link rel="x"></head><body class="widget_frame_base">'
            '<div class="tgme_channel_info">'
            f'<div class="tgme_channel_info_header_username"><a>@{account.name}</a></div>'
            f'<div class="tgme_channel_info_counters">{counter}</div></div>{more if cursor else ""}'
            + "".join(self._message(world, account, post) for post in posts[::-1])
            + "</body></html>"
        )
        return Answer(page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    def refusal(self, kind: str) -> Answer:
        match kind:
            case "unauthorised":
                return Answer(b"", 401)
            case "quota":
                return Answer(b"", 403)
            case "not_found":
                return Answer(b"", 302, {"Location": "https://t.me/seoul"})
            case "rate_limit":
                return Answer(b"", 429)
        return Answer({"error": "Something is wrong"})

    def _message(self, world: World, account: FakeAccount, post: FakePost) -> str:
        views = (
            "" if world.told(0) is None else f'<span class="tgme_widget_message_views">{_short(post.likes * 50)}</span>'
        )
        reactions = "" if world.told(0) is None else f'<span class="tgme_reaction"><i><b>👍</b></i>{post.likes}</span>'
        passed_on = '<div class="tgme_widget_message_forwarded_from">from</div>' if post.repost else ""
        return (
            '<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-widget_message" '
            f'data-post="{account.name}/{post.id}">{passed_on}'
            f'<div class="tgme_widget_message_text js-message_text" dir="auto">{post.text}<br/>둘째 줄</div>{reactions}'
            f'<div class="tgme_widget_message_info">{views}<span class="tgme_widget_message_meta">'
            f'<a class="tgme_widget_message_date"><time datetime="{post.at.isoformat()}" class="time">12:00</time></a>'
            "</span></div></div></div>"
        )

    def _counted(self, world: World, asked: Asked) -> Answer:
        if asked.path != f"/api.telegram.org/bot{self.bot}/getChatMemberCount":
            return Answer({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        account = world.find(asked.one("chat_id").removeprefix("@"))
        if account is None:
            return Answer({"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}, 400)
        return Answer({"ok": True, "result": account.followers})


def _short(count: int) -> str:
    """A count as Telegram shows it: three figures at most."""
    if count < 1000:
        return str(count)
    tenths = count // 100
    return f"{tenths // 10}K" if tenths >= 1000 or tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}K"
