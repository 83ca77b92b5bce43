"""`sensei telegram check` and `setup` against a Telegram of our own."""

from __future__ import annotations

import pytest

from bot.channels.telegram import setup
from bot.channels.telegram.account import Address
from bot.files import load_texts
from tests.telegram.fake_api import FakeTelegram


def address(fake: FakeTelegram, **more: str) -> Address:
    return Address(**{"token": fake.token, "api_url": fake.url, **more})


async def test_check_names_the_bot_and_what_is_missing_and_setup_writes_it(fake: FakeTelegram) -> None:
    before = {found.key: found.status for found in await setup.check(address(fake))}
    assert before["known"] == "ok" and before["polling"] == "ok" and before["no_words"] == "note"
    [written] = await setup.set_up(address(fake), load_texts(), "fr")
    assert written.status == "ok"
    assert {found.key for found in await setup.check(address(fake))} >= {"known", "words"}
    described = {call.params.get("language_code"): call.params["description"] for call in fake.called("setMyDescription")}
    assert described["en"].startswith("Sensei, Maison Colibri’s") and described[None] == described["fr"]


async def test_a_wrong_token_and_a_server_that_is_not_there_are_one_sentence_each(fake: FakeTelegram) -> None:
    assert [found.key for found in await setup.check(address(fake, token="1:wrong"))] == ["token_refused"]
    assert [found.key for found in await setup.check(address(fake, api_url="http://127.0.0.1:9"))] == ["not_reached"]


@pytest.mark.parametrize(("url", "asked"), [
    ("https://care.example", "https://care.example/telegram/webhook"), ("https://care.example/", "https://care.example/telegram/webhook"),
    ("https://care.example/own/path", "https://care.example/own/path"), ("", ""),
])
def test_the_webhook_has_our_path_unless_it_has_one(url: str, asked: str) -> None:
    assert Address("1:a", webhook_url=url).webhook == asked


def test_a_webhook_always_has_a_secret() -> None:
    own = Address("1:a", webhook_url="https://a.example").webhook_secret
    assert len(own) == 64 and own != Address("1:b").webhook_secret
    assert Address("1:a", secret="given").webhook_secret == "given"
