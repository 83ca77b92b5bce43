"""How often one may do a thing, and who is told to slow down."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.core.problems import Problem
from bot.limits import LOGIN_FAILURES, Limits
from bot.listener import Listener
from tests.door import open_door

HERE = "10.0.0.1"


class Seconds:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def refused_for(action: object) -> int | None:
    try:
        action()  # type: ignore[operator]
    except Problem as problem:
        assert problem.code == "slow_down"
        return int(problem.details["retry_after"])
    return None


def test_ten_messages_pass_at_once_and_then_one_every_two_seconds() -> None:
    seconds = Seconds()
    limits = Limits(on=True, now=seconds)
    assert [refused_for(lambda: limits.message("s")) for _ in range(11)] == [None] * 10 + [2]
    seconds.at += 2
    assert [refused_for(lambda: limits.message("s")) for _ in range(2)] == [None, 2]
    assert refused_for(lambda: limits.message("another")) is None


def test_an_address_opens_a_hundred_and_twenty_sessions_a_minute() -> None:
    limits = Limits(on=True, now=Seconds())
    answers = [refused_for(lambda: limits.session("10.0.0.1")) for _ in range(121)]
    assert answers == [None] * 120 + [1]


def test_one_household_of_new_addresses_is_one_address() -> None:
    limits = Limits(on=True, now=Seconds())
    for n in range(120):
        limits.session(f"2001:db8::{n:x}")
    assert refused_for(lambda: limits.session("2001:db8::ffff")) == 1
    assert refused_for(lambda: limits.session("2001:db8:1::1")) is None


def test_ten_failed_logins_close_an_account_for_what_is_left_of_a_quarter_of_an_hour() -> None:
    seconds = Seconds()
    limits = Limits(on=True, now=seconds)
    for _ in range(LOGIN_FAILURES):
        limits.login("Agent@Example.org ", HERE)
        seconds.at += 1
    assert refused_for(lambda: limits.login("agent@example.org", HERE)) == 15 * 60 - 10
    assert refused_for(lambda: limits.login("other@example.org", HERE)) is None
    seconds.at += 15 * 60
    assert refused_for(lambda: limits.login("agent@example.org", HERE)) is None


def test_a_login_that_passes_forgets_the_failures() -> None:
    limits = Limits(on=True, now=Seconds())
    for _ in range(3 * LOGIN_FAILURES):
        limits.login("a@b", HERE)
        limits.login_passed("A@B")


def test_limits_that_are_off_count_nothing() -> None:
    limits = Limits(on=False, now=Seconds())
    for _ in range(500):
        limits.message("s")
        limits.session("10.0.0.1")
        limits.login("a@b", HERE)


def test_invented_keys_do_not_fill_the_memory() -> None:
    seconds = Seconds()
    limits = Limits(on=True, now=seconds)
    for n in range(30_000):
        seconds.at += 0.01
        limits.session(f"host-{n}")
    assert len(limits._sessions) <= 20_000


async def test_a_customer_in_a_hurry_is_told_when_to_go_on(tmp_path: Path) -> None:
    async with open_door(tmp_path, limits=Limits(on=True, now=Seconds())) as door:
        headers = await door.session(language="en")
        answers = [await door.say(headers, text=str(n)) for n in range(11)]
        assert [a.status_code for a in answers] == [202] * 10 + [429]
        assert answers[-1].headers["retry-after"] == "2"
        error = answers[-1].json()["error"]
        assert (error["code"], error["retry_after"]) == ("slow_down", 2)
        assert "pause" in error["message"]


@pytest.mark.parametrize("password", ["wrong", "colibri"])
async def test_a_closed_account_is_not_even_asked_for_its_password(tmp_path: Path, password: str) -> None:
    async with open_door(tmp_path, limits=Limits(on=True, now=Seconds())) as door:
        login = {"email": "agent@maison-colibri.example", "password": "wrong"}
        codes = [(await door.http.post("/desk/api/login", json=login)).status_code for _ in range(10)]
        assert codes == [401] * 10
        answer = await door.http.post("/desk/api/login", json={**login, "password": password})
        assert answer.status_code == 429 and int(answer.headers["retry-after"]) == 900
        assert door.service.passwords_checked == 10


def test_an_address_that_guesses_at_many_accounts_is_slowed_down() -> None:
    limits = Limits(on=True, now=Seconds())
    assert [refused_for(lambda n=n: limits.login(f"a{n}@x", HERE)) for n in range(31)] == [None] * 30 + [2]
    assert refused_for(lambda: limits.login("a@x", "10.0.0.2")) is None


async def test_many_tokens_of_one_conversation_share_its_messages(tmp_path: Path) -> None:
    async with open_door(tmp_path, limits=Limits(on=True, now=Seconds())) as door:
        headers = [await door.session()]
        for _ in range(5):
            opened = await door.http.post("/chat/sessions", json={}, headers=headers[0])
            headers.append({"Authorization": f"Bearer {opened.json()['token']}"})
        answers = [await door.say(headers[n % 6], text=str(n)) for n in range(11)]
        assert [a.status_code for a in answers] == [202] * 10 + [429]
        assert (await door.say(await door.session(), text="someone else")).status_code == 202


@pytest.mark.parametrize(("path", "body", "at_once", "pause"), [
    ("/chat/typing", {}, 40, 1), ("/chat/read", {"seq": 1}, 40, 1), ("/chat/preferences", {"pace": "easy"}, 10, 2)])
async def test_signs_and_preferences_are_counted_too(
        tmp_path: Path, path: str, body: dict[str, object], at_once: int, pause: int) -> None:
    async with open_door(tmp_path, limits=Limits(on=True, now=Seconds())) as door:
        headers = await door.session()
        answers = [await door.http.post(path, json=body, headers=headers) for _ in range(at_once + 1)]
        assert all(a.is_success for a in answers[:-1])
        assert (answers[-1].status_code, answers[-1].headers["retry-after"]) == (429, str(pause))
        error = answers[-1].json()["error"]
        assert (error["code"], error["retry_after"]) == ("slow_down", pause)
        assert (await door.say(headers, text="words are counted apart")).status_code == 202


async def test_one_client_id_is_one_message_in_capitals_and_in_small_letters(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        headers, written = await door.session(), "0AB4CDEF-1234-4ABC-8DEF-00000000ABCD"
        answers = [await door.http.post("/chat/messages", headers=headers, json={"client_id": spelt, "text": "bonjour"})
                   for spelt in (written, written.lower())]
        assert [(a.status_code, a.json()) for a in answers] == [(202, {"seq": 1})] * 2
        assert [i.provider_id for i in door.service.received] == [written.lower()]


async def addresses_counted(tmp_path: Path, proxies: tuple[str, ...], peer: str) -> set[str]:
    """Which addresses the limits see when `peer` opens two sessions, each for somebody else as it says."""
    limits = Limits(on=True, now=Seconds())
    async with open_door(tmp_path, limits=limits) as door:
        listener = Listener(door.app, "127.0.0.1", 0, proxies)
        listener.config.load()
        way = httpx.ASGITransport(listener.config.loaded_app, client=(peer, 5000))
        async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1:8080") as http:
            for said in ("203.0.113.7", "198.51.100.1, 203.0.113.8"):
                await http.post("/chat/sessions", json={}, headers={"X-Forwarded-For": said})
    return set(limits._sessions)


async def test_who_one_says_to_write_for_is_believed_of_named_proxies_only(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # the server library's own setting must not open what ours closes
    assert await addresses_counted(tmp_path, (), "127.0.0.1") == {"127.0.0.1"}
    assert await addresses_counted(tmp_path, ("127.0.0.1/32",), "127.0.0.1") == {"203.0.113.7", "203.0.113.8"}
    assert await addresses_counted(tmp_path, ("127.0.0.1/32",), "192.0.2.9") == {"192.0.2.9"}
