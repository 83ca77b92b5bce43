"""Every chat route asks whose session it is, and a session opens its own conversation only."""

from __future__ import annotations

from litestar.routes import HTTPRoute

from tests.door import Door

# Opening a session is how one comes by a token; the page holds nothing private.
OPEN = {"/chat", "/chat/sessions"}
SECRET = "mon secret 7f3a"


def chat_routes(door: Door) -> list[tuple[str, str]]:
    found = [(str(method), route.path) for route in door.app.routes if isinstance(route, HTTPRoute)
             for handler in route.route_handlers for method in handler.http_methods - {"OPTIONS"}
             if route.path.startswith("/chat") and route.path not in OPEN]
    assert len(found) >= 6
    return found


async def test_every_chat_route_refuses_without_a_session(door: Door) -> None:
    for method, path in chat_routes(door):
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer forged"}, await door.agent()):
            answer = await door.http.request(method, path, json={}, headers=headers)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_token"), (method, path, headers)


async def test_another_conversations_session_reads_nothing_of_this_one(door: Door) -> None:
    """No chat route takes the name of a conversation: adding one anywhere changes nothing. A file has a name of its own,
    which opens it for its own conversation only (tests/scenarios/test_files.py); so has what is remembered."""
    opened = (await door.http.post("/chat/sessions", json={})).json()
    mine, other = {"Authorization": f"Bearer {opened['token']}"}, await door.session()
    assert (await door.say(mine, text=SECRET)).status_code == 202
    assert SECRET in (await door.http.get("/chat/events", headers=mine)).text
    named = {"conversation_id": opened["conversation_id"], "conversation": opened["conversation_id"]}
    before = (await door.http.get("/chat/events", headers=mine)).json()["events"]
    for method, path in chat_routes(door):
        assert path.count("{") == ("attachment_id" in path or "memory_id" in path), path
        answer = await door.http.request(method, path, params={**named, "wait": 0}, headers=other, json={
            **named, "client_id": "00000000-0000-4000-8000-000000000000", "text": "bonjour", "seq": 1})
        assert answer.status_code < 500 and SECRET not in answer.text, (method, path)
    assert SECRET not in (await door.http.get("/chat/events", headers=other, params=named)).text
    assert (await door.http.get("/chat/events", headers=mine)).json()["events"] == before
