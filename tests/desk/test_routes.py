"""The desk's acts reach the service exactly, and come back in the protocol's shapes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.door import Door, open_door

HERE = "/desk/api/conversations/c1"


async def test_the_queue_and_a_conversation_are_shown(door: Door) -> None:
    await door.session(greet=True)
    agent = await door.agent()
    assert [r["id"] for r in (await door.http.get("/desk/api/queue", headers=agent)).json()["conversations"]] == ["c1"]
    seen = (await door.http.get(HERE, headers=agent)).json()
    assert {"id", "timeline", "brief", "decision"} <= set(seen)
    assert door.service.owners == {}


async def test_lists_can_be_narrowed(door: Door) -> None:
    agent = await door.agent()
    answer = await door.http.get("/desk/api/conversations?owner=agent&agent=me&q=%20Luka", headers=agent)
    assert answer.json()["conversations"] == []
    assert datetime.fromisoformat(answer.json()["now"]).tzinfo is not None
    await door.http.get("/desk/api/conversations?owner=&agent=&q=", headers=agent)
    assert door.service.calls == [("conversations", "agent", True, "Luka"), ("conversations", None, False, None)]


@pytest.mark.parametrize("query", ["owner=nobody", "agent=a-tom"])
async def test_a_list_of_another_kind_is_refused(door: Door, query: str) -> None:
    answer = await door.http.get(f"/desk/api/conversations?{query}", headers=await door.agent())
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_request")


async def test_the_second_to_claim_is_told_who_was_first(door: Door) -> None:
    await door.session()
    claire, nadia = await door.agent(), await door.agent("lead@maison-colibri.example")
    assert (await door.http.post(f"{HERE}/claim", headers=claire)).json()["agent"]["name"] == "Claire"
    assert (await door.http.post(f"{HERE}/claim", headers=claire)).status_code == 200
    late = await door.http.post(f"{HERE}/claim", headers={**nadia, "Accept-Language": "en"})
    assert late.status_code == 409
    assert late.json()["error"] == {
        "code": "claimed", "message": "Claire is already looking after this conversation.",
        "by": {"id": "a-claire", "name": "Claire"}}


async def test_an_agent_answers_what_they_own_and_notes_anywhere(door: Door) -> None:
    await door.session()
    agent = await door.agent()
    body = {"client_id": str(uuid4()), "text": "Bonjour Luka", "attachments": []}
    refused = await door.http.post(f"{HERE}/messages", headers=agent, json=body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_owner")
    note = await door.http.post(f"{HERE}/messages", headers=agent, json={**body, "private": True})
    assert (note.status_code, note.json()) == (202, {"seq": 1})
    await door.http.post(f"{HERE}/claim", headers=agent)
    assert (await door.http.post(f"{HERE}/messages", headers=agent, json=body)).status_code == 202
    assert door.service.calls[-1] == ("reply", "c1", body["client_id"], "Bonjour Luka", False)


@pytest.mark.parametrize(("path", "body", "call"), [
    ("hand-back", {"note": "fait"}, ("hand_back", "c1", "fait")), ("hand-back", {}, ("hand_back", "c1", None)),
    ("hand-back", None, ("hand_back", "c1", None)), ("resolve", None, ("resolve", "c1", None)),
    ("resolve", {"note": None}, ("resolve", "c1", None)),
    ("transfer", {"to": "a-tom", "note": "atelier"}, ("transfer", "c1", "a-tom", "atelier")),
    ("transfer", {"to": None}, ("transfer", "c1", None, "")),
])
async def test_acts_reach_the_service_as_they_were_meant(
    door: Door, path: str, body: dict[str, Any] | None, call: tuple[Any, ...]
) -> None:
    await door.session()
    answer = await door.http.post(f"{HERE}/{path}", headers=await door.agent(), json=body)
    assert (answer.status_code, answer.json()["id"]) == (200, "c1")
    assert door.service.calls[-1] == call


async def test_reading_and_presence_are_acknowledged(door: Door) -> None:
    agent = await door.agent()
    assert (await door.http.post(f"{HERE}/read", headers=agent, json={"seq": 3})).status_code == 204
    assert (await door.http.post(f"{HERE}/presence", headers=agent, json={"state": "reading"})).status_code == 204
    assert door.service.calls == [("read", "c1", 3), ("presence", "c1", "reading")]


@pytest.mark.parametrize(("path", "body", "status", "code"), [
    ("messages", {"client_id": "x", "text": "a"}, 422, "bad_request"),
    ("messages", {"client_id": str(uuid4()), "text": "a" * 4001}, 413, "too_long"),
    ("messages", {"client_id": str(uuid4()), "text": "a", "private": "yes"}, 422, "bad_request"),
    ("messages", {"client_id": str(uuid4()), "text": "a", "attachments": ["f"]}, 422, "unknown_item"),
    ("transfer", {}, 422, "bad_request"), ("transfer", {"to": 3}, 422, "bad_request"),
    ("hand-back", {"note": 3}, 422, "bad_request"), ("presence", {"state": "asleep"}, 422, "bad_request"),
    ("read", {"seq": "1"}, 422, "bad_request"),
])
async def test_acts_of_another_shape_are_refused(
    door: Door, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    await door.session()
    answer = await door.http.post(f"{HERE}/{path}", headers=await door.agent(), json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert door.service.calls == []


async def test_an_unknown_conversation_is_not_found(door: Door) -> None:
    answer = await door.http.post("/desk/api/conversations/zzz/claim", headers=await door.agent())
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_the_desk_page_knows_who_is_logged_in(tmp_path: Path) -> None:
    async with open_door(tmp_path, demo=True) as door:
        before = await door.http.get("/desk?language=en")
        assert before.status_code == 200 and 'lang="en"' in before.text
        await door.http.post("/desk/api/login", json={"email": "agent@maison-colibri.example", "password": "colibri"})
        del door.http.cookies["csrftoken"]
        after = await door.http.get("/desk")
        assert "Claire" in after.text and "csrftoken=" in after.headers["set-cookie"]
        assert after.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/chat", "/desk"])
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_pages_speak_the_visitors_language_and_hold_no_inline_code(door: Door, path: str, language: str) -> None:
    page = await door.http.get(path, headers={"Accept-Language": language})
    assert page.status_code == 200 and f'<html lang="{language}"' in page.text
    assert " style=" not in page.text and " onclick=" not in page.text and "<style" not in page.text
    assert (await door.http.head(path)).status_code == 200
