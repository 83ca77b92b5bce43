"""`sensei telegram check` and `sensei telegram setup`: what is missing, and the bot's own words at Telegram.

Owns what is looked at and written there. Returns findings by key; the words are in `bot/texts`. Needs no store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram import commands, reading
from bot.channels.telegram.account import Account, Address
from bot.core.texts import LANGUAGES, Texts


@dataclass(frozen=True)
class Finding:
    """`key` in the section `cli`, below `telegram_`."""

    status: Literal["ok", "note", "bad"]
    key: str
    values: dict[str, Any] = field(default_factory=dict)


async def check(address: Address) -> list[Finding]:
    """Token, name, rights, and how updates come."""
    account = Account(address)
    try:
        me = await account.ask("getMe")
        found = [Finding("ok", "known", {"name": me.get("first_name"), "username": me.get("username")})]
        found += _rights(me)
        info = await account.ask("getWebhookInfo")
        return [*found, *_webhook(address, info), *await _words(account)]
    except InvalidToken:
        return [Finding("bad", "token_refused")]
    except TelegramError:
        return [Finding("bad", "not_reached", {"address": address.api_url or "https://api.telegram.org"})]
    finally:
        await account.close()


def _rights(me: reading.Raw) -> list[Finding]:
    private = Finding("ok", "groups_private") if not me.get("can_read_all_group_messages") else Finding(
        "note", "groups_all")  # it would be sent everything said in a group, and needs none of it
    business = Finding("ok", "business") if me.get("can_connect_to_business") else Finding("note", "no_business")
    return [private, business]


def _webhook(address: Address, info: reading.Raw) -> list[Finding]:
    set_to, waiting = reading.words(info.get("url")), reading.number(info.get("pending_update_count"))
    found = []
    if address.webhook_url and set_to == address.webhook:
        found.append(Finding("ok", "webhook", {"url": set_to}))
    elif address.webhook_url:
        found.append(Finding("note", "webhook_not_yet", {"url": address.webhook}))
    elif set_to:
        found.append(Finding("note", "webhook_elsewhere", {"url": set_to}))
    else:
        found.append(Finding("ok", "polling"))
    if address.webhook_url and not address.webhook.startswith("https://"):
        found.append(Finding("bad", "webhook_not_https", {"url": address.webhook}))
    if info.get("last_error_message"):
        found.append(Finding("bad", "webhook_fails", {"why": str(info["last_error_message"])}))
    if waiting:
        found.append(Finding("note", "waiting", {"count": waiting}))
    return found


async def _words(account: Account) -> list[Finding]:
    for language in LANGUAGES:
        menu = await account.ask("getMyCommands", language_code=language)
        if {one.get("command") for one in menu} != {"start", *commands.MENU[language]}:
            return [Finding("note", "no_words")]
    return [Finding("ok", "words")]


async def set_up(address: Address, texts: Texts, default: str) -> list[Finding]:
    """Write commands, descriptions and menu button in both languages; the default one for everybody else."""
    account = Account(address)
    try:
        for language in (None, *LANGUAGES):
            spoken = language or default
            await account.ask("setMyCommands", language_code=language, commands=[
                {"command": name, "description": texts.say(f"telegram.menu_{commands.COMMANDS[name]}", spoken)}
                for name in ("start", *commands.MENU[spoken])])
            await account.ask("setMyDescription", language_code=language,
                              description=texts.say("telegram.description", spoken))
            await account.ask("setMyShortDescription", language_code=language,
                              short_description=texts.say("telegram.short_description", spoken))
        await account.ask("setChatMenuButton", menu_button={"type": "commands"})
    except InvalidToken:
        return [Finding("bad", "token_refused")]
    except TelegramError:
        return [Finding("bad", "not_reached", {"address": address.api_url or "https://api.telegram.org"})]
    finally:
        await account.close()
    return [Finding("ok", "written")]
