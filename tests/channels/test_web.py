"""The web chat's routes: exact shapes, exact refusals (docs/web-chat.md)."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from uuid import uuid4

import pytest

from bot.core.logs import OneLine
from tests.door import Door

ID = "3f2c6a1e-8b57-4a5f-9c8e-1d2f3a4b5c6d"


async def test_a_session_opens_without_any_event_unless_greeted(door: Door) -> None:
    quiet = await door.http.post("/chat/sessions", json={})
    greeted = await door.http.post("/chat/sessions", json={"greet": True, "language": "en", "identity": None})
    assert quiet.status_code == greeted.status_code == 201
    assert set(quiet.json()) == {"token", "conversation_id", "last", "expires_at"}
    assert (quiet.json()["last"], greeted.json()["last"]) == (0, 1)


async def test_an_old_token_carries_the_conversation_on_and_a_wrong_one_is_refused(door: Door) -> None:
    old = await door.http.post("/chat/sessions", json={})
    headers = {"Authorization": f"Bearer {old.json()['token']}"}
    new = await door.http.post("/chat/sessions", json={}, headers=headers)
    assert new.json()["conversation_id"] == old.json()["conversation_id"]
    assert new.json()["token"] != old.json()["token"]
    refused = await door.http.post("/chat/sessions", json={}, headers={"Authorization": "Bearer made-up"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "bad_token")


async def test_a_signed_identity_reaches_the_service(door: Door) -> None:
    token = door.identities.sign({"sub": "awa", "name": "Awa", "given_name": "Awa"}, 600)
    await door.session(identity=token)
    identity = door.service.identities[-1]
    assert identity is not None and (identity.company_id, identity.name) == ("awa", "Awa")


async def test_a_forged_identity_opens_nothing(door: Door) -> None:
    answer = await door.http.post("/chat/sessions", json={"identity": "a.b.c"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_identity")
    assert door.service.sessions == {}


async def test_a_message_comes_back_with_its_number_and_as_an_event(door: Door) -> None:
    headers = await door.session()
    answer = await door.http.post("/chat/messages", headers=headers, json={"client_id": ID, "text": "Bonjour"})
    assert (answer.status_code, answer.json()) == (202, {"seq": 1})
    seen = (await door.http.get("/chat/events?after=0&wait=0", headers=headers)).json()
    assert (seen["last"], seen["live"], seen["events"][0]["client_id"]) == (1, [], ID)


async def test_the_same_client_id_gets_the_same_answer_and_is_received_once(door: Door) -> None:
    headers = await door.session()
    first = await door.http.post("/chat/messages", headers=headers, json={"client_id": ID, "text": "un"})
    again = await door.http.post("/chat/messages", headers=headers, json={"client_id": ID, "text": "deux"})
    assert first.json() == again.json()
    assert [m.text for m in door.service.received] == ["un"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"wish": "human"}, "wish"),
        ({"payload": "ch1"}, "choice_id"),
        ({"text": "x" * 4000}, "text"),
        ({"text": "a", "attachments": []}, "text"),
        ({"text": "a", "payload": None, "wish": None}, "text"),
        ({"text": "a", "something_new": 1}, "text"),
    ],
)
async def test_each_thing_a_customer_can_do_is_received(door: Door, body: dict[str, Any], field: str) -> None:
    door.service.choices = {"ch1"}
    answer = await door.say(await door.session(), **body)
    assert answer.status_code == 202, answer.text
    assert getattr(door.service.received[0], field)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "bad_request"),
        ({"text": "a", "wish": "human"}, 422, "bad_request"),
        ({"text": "a", "payload": "c"}, 422, "bad_request"),
        ({"wish": "pizza"}, 422, "bad_request"),
        ({"attachments": []}, 422, "bad_request"),
        ({"text": 1}, 422, "bad_request"),
        ({"text": ["a"]}, 422, "bad_request"),
        ({"text": "a", "attachments": ["f"] * 6}, 422, "bad_request"),
        ({"text": "a", "attachments": ["f"]}, 422, "unknown_item"),
        ({"attachments": ["f"]}, 422, "unknown_item"),
        ({"text": "a", "client_id": "one"}, 422, "bad_request"),
        ({"text": "a", "client_id": 1}, 422, "bad_request"),
        ({"text": "a", "client_id": ID + "\n"}, 422, "bad_request"),
        ({"text": "x" * 4001}, 413, "too_long"),
        ({"text": " "}, 422, "empty"),
        ({"payload": "/restart"}, 422, "unknown_choice"),
        ({"payload": ""}, 422, "bad_request"),
    ],
)
async def test_anything_else_is_refused_with_its_code(door: Door, body: dict[str, Any], status: int, code: str) -> None:
    answer = await door.say(await door.session(language="en"), **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert door.service.received == []


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"", 400, "bad_json"),
        (b'{"text": "\xff"}', 400, "bad_json"),
        (b"[]", 422, "bad_request"),
        (b'{"client_id": "' + ID.encode() + b'", "text": "\\ud800"}', 400, "bad_json"),
        (b"[" * 50_000, 422, "bad_request"),
        (b'{"new":' + b"[" * 50_000, 400, "bad_json"),
        (b"null", 422, "bad_request"),
        (b" " * 64_001, 413, "too_large"),
        (b'"' + b"x" * 90_000, 413, "too_large"),
    ],
)
async def test_a_body_that_is_not_ours_is_refused(door: Door, content: bytes, status: int, code: str) -> None:
    headers = await door.session()
    answer = await door.http.post("/chat/messages", headers=headers, content=content)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("header", "expected"), [(None, 401), ("Bearer", 401), ("Bearer nope", 401), ("Basic dDE6", 401)]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/chat/messages"),
        ("POST", "/chat/typing"),
        ("POST", "/chat/read"),
        ("POST", "/chat/preferences"),
        ("POST", "/chat/attachments"),
        ("GET", "/chat/attachments/f"),
        ("GET", "/chat/brief"),
        ("POST", "/chat/brief"),
        ("GET", "/chat/export"),
        ("GET", "/chat/stream"),
        ("GET", "/chat/events"),
    ],
)
async def test_nothing_is_seen_without_a_token(
    door: Door, method: str, path: str, header: str | None, expected: int
) -> None:
    headers = {"Authorization": header} if header else {}
    answer = await door.http.request(method, path, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (expected, "bad_token")


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "wait=31", "wait=-1", "wait=nan", "after=99999999999999999999"]
)
async def test_a_strange_place_in_the_timeline_is_refused(door: Door, query: str) -> None:
    answer = await door.http.get(f"/chat/events?{query}", headers=await door.session())
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_request")


async def test_a_long_poll_returns_as_soon_as_something_happens(door: Door) -> None:
    headers = await door.session()
    waiting = asyncio.create_task(door.http.get("/chat/events?after=0&wait=30", headers=headers))
    async with asyncio.timeout(5):
        await door.service.someone_waits.wait()
    await door.say(headers, text="Bonjour")
    async with asyncio.timeout(5):
        assert (await waiting).json()["events"][0]["text"] == "Bonjour"


async def test_a_long_poll_ends_when_the_front_door_stops(door: Door) -> None:
    headers = await door.session()
    began = time.monotonic()
    waiting = asyncio.create_task(door.http.get("/chat/events?after=0&wait=30", headers=headers))
    async with asyncio.timeout(5):
        await door.service.someone_waits.wait()
    door.app.state.closing.set()
    assert (await waiting).json() == {"events": [], "last": 0, "live": []}
    assert time.monotonic() - began < 20  # the poll was to last 30


async def test_small_things_are_acknowledged(door: Door) -> None:
    headers = await door.session()
    assert (await door.http.post("/chat/typing", headers=headers, json={})).status_code == 204
    assert (await door.http.post("/chat/read", headers=headers, json={"seq": 3})).status_code == 204
    kept = await door.http.post("/chat/preferences", headers=headers, json={"pace": "easy"})
    assert (kept.status_code, kept.json()) == (200, {"language": "fr", "formality": "vous", "pace": "easy"})
    assert ("customer_read", "c1", 3) in door.service.calls


@pytest.mark.parametrize("body", [{"seq": "3"}, {"seq": 3.5}, {"seq": True}, {"seq": -1}, {}, {"seq": 2**60}])
async def test_numbers_are_numbers(door: Door, body: dict[str, Any]) -> None:
    answer = await door.http.post("/chat/read", headers=await door.session(), json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_request")


async def test_a_crash_is_told_kindly_and_logged_without_a_word_of_the_customer(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(OneLine())  # as every process writes
    headers = await door.session(language="en")
    door.service.break_with = RuntimeError("UPDATE … parameters: ('mon secret',)")
    answer = await door.say(headers, text="mon secret")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert "our side" in answer.json()["error"]["message"]
    assert "RuntimeError" in caplog.text and "secret" not in caplog.text
    assert str(uuid4()) not in caplog.text
