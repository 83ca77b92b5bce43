"""Who gets into the desk: login, cookies, CSRF, scopes; and that no route forgot to ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from bot.web.gate import CHAT, DEMO, DESK_ANSWER, DESK_LEAD, DESK_READ, PUBLIC
from tests.door import BASE, Door, open_door

LOGIN = {"email": "agent@maison-colibri.example", "password": "colibri"}
PUBLIC_DESK = {"/desk", "/desk/tasks", "/desk/api/login"}


def handlers(door: Door) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    for route in door.app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in handler.http_methods - {"OPTIONS"}:
                    yield str(method), route.path, handler


async def test_every_route_names_its_scope(tmp_path: Path) -> None:
    async with open_door(tmp_path, demo=True) as door:
        for method, path, handler in handlers(door):
            assert handler.opt.get("scope") in {PUBLIC, CHAT, DEMO, DESK_READ, DESK_ANSWER, DESK_LEAD}, (method, path)


async def test_every_desk_route_asks_who_is_there(door: Door) -> None:
    asked = 0
    for method, path, handler in handlers(door):
        if not path.startswith("/desk") or path in PUBLIC_DESK or path.startswith("/desk/api/schema"):
            continue
        assert str(handler.opt["scope"]).startswith("desk:")
        answer = await door.http.request(method, path.replace("{conversation_id:str}", "c1"), json={})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_token"), (method, path)
        asked += 1
    assert asked >= 12


async def test_a_route_without_a_scope_lets_nobody_in(door: Door) -> None:
    @get("/forgotten")
    async def forgotten() -> str:
        return "secret"

    door.app.register(forgotten)
    answer = await door.http.get("/forgotten", headers=await door.agent())
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")


async def test_login_gives_a_token_and_the_same_in_a_strict_cookie(door: Door) -> None:
    answer = await door.http.post("/desk/api/login", json=LOGIN)
    assert answer.status_code == 200
    body = answer.json()
    assert body["agent"] == {"id": "a-claire", "name": "Claire", "role": "service clients", "lead": False}
    session, csrf = answer.headers.get_list("set-cookie")
    assert session.startswith(f"sensei_desk_8080={body['token']};")
    assert "HttpOnly" in session and "SameSite=strict" in session and "Secure" not in session
    assert csrf.startswith("csrftoken=") and "HttpOnly" not in csrf and "SameSite=strict" in csrf


async def test_over_https_cookies_stay_on_https(tmp_path: Path) -> None:
    async with open_door(tmp_path, public_url="https://care.example", base="https://care.example") as door:
        answer = await door.http.post("/desk/api/login", json=LOGIN)
        assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
        assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize("login", [{**LOGIN, "password": "x"}, {**LOGIN, "email": "nobody@example.org"}])
async def test_a_wrong_login_does_not_say_what_was_wrong(door: Door, login: dict[str, str]) -> None:
    answer = await door.http.post("/desk/api/login", json=login)
    assert answer.status_code == 401
    assert answer.json()["error"] == {
        "code": "bad_login", "message": "Cette adresse et ce mot de passe ne vont pas ensemble."}
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("body", [{}, {"email": 1, "password": "x"}, {"email": "a"}, {**LOGIN, "password": "x" * 2000}])
async def test_a_login_of_another_shape_is_refused(door: Door, body: dict[str, Any]) -> None:
    answer = await door.http.post("/desk/api/login", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_request")
    assert door.service.passwords_checked == 0


async def test_the_cookie_reads_alone_but_changes_only_with_its_csrf_token(door: Door) -> None:
    await door.session()
    await door.http.post("/desk/api/login", json=LOGIN)
    assert (await door.http.get("/desk/api/queue")).status_code == 200
    token = door.http.cookies["csrftoken"]
    for headers in ({}, {"X-CSRFToken": ""}, {"X-CSRFToken": "x" + token}):
        answer = await door.http.post("/desk/api/conversations/c1/claim", headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "bad_csrf")
    assert door.service.owners == {}
    answer = await door.http.post("/desk/api/conversations/c1/claim", headers={"X-CSRFToken": token})
    assert answer.status_code == 200


@pytest.mark.parametrize(("origin", "status"), [
    (BASE, 200), ("https://evil.example", 403), ("null", 403), ("http://127.0.0.1:9999", 403), (None, 200),
])
async def test_another_site_cannot_act_or_log_in_for_an_agent(door: Door, origin: str | None, status: int) -> None:
    await door.session()
    await door.http.post("/desk/api/login", json=LOGIN)
    headers = {"X-CSRFToken": door.http.cookies["csrftoken"]} | ({"Origin": origin} if origin else {})
    assert (await door.http.post("/desk/api/conversations/c1/claim", headers=headers)).status_code == status
    assert (await door.http.post("/desk/api/login", json=LOGIN, headers=headers)).status_code == status


async def test_behind_a_proxy_the_public_address_is_ours(tmp_path: Path) -> None:
    async with open_door(tmp_path, public_url="https://care.example") as door:
        answer = await door.http.post("/desk/api/login", json=LOGIN, headers={"Origin": "https://care.example"})
        assert answer.status_code == 200


async def test_programs_with_a_bearer_token_need_no_csrf_token(door: Door) -> None:
    await door.session()
    assert (await door.http.post("/desk/api/conversations/c1/claim", headers=await door.agent())).status_code == 200


async def test_an_empty_bearer_does_not_fall_back_on_a_cookie_without_csrf(door: Door) -> None:
    await door.session()
    await door.http.post("/desk/api/login", json=LOGIN)
    answer = await door.http.post("/desk/api/conversations/c1/claim", headers={"Authorization": "Bearer "})
    assert answer.status_code == 403


async def test_a_chat_token_opens_no_desk_and_a_desk_token_no_chat(door: Door) -> None:
    assert (await door.http.get("/desk/api/queue", headers=await door.session())).status_code == 401
    assert (await door.http.get("/chat/events", headers=await door.agent())).status_code == 401


async def test_logging_out_ends_the_session_and_takes_the_cookies(door: Door) -> None:
    await door.http.post("/desk/api/login", json=LOGIN)
    headers = {"X-CSRFToken": door.http.cookies["csrftoken"]}
    answer = await door.http.post("/desk/api/logout", headers=headers)
    assert answer.status_code == 204 and len(answer.headers.get_list("set-cookie")) == 2
    assert dict(door.http.cookies) == {} and door.service.desk == {}


async def test_the_list_of_unanswered_messages_is_for_leads(door: Door) -> None:
    refused = await door.http.get("/desk/api/unanswered?older_than=5", headers=await door.agent())
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
    lead = await door.agent("lead@maison-colibri.example")
    assert (await door.http.get("/desk/api/unanswered?older_than=5", headers=lead)).json() == {"messages": []}
    for wrong in ("-1", "nan", "x", "1e12", "1e308", "inf"):
        assert (await door.http.get(f"/desk/api/unanswered?older_than={wrong}", headers=lead)).status_code == 422


async def test_the_schema_is_json_without_a_page(door: Door) -> None:
    answer = await door.http.get("/desk/api/schema")
    assert answer.status_code == 200 and "json" in answer.headers["content-type"]
    schema = answer.json()
    paths = schema["paths"]
    assert schema["openapi"].startswith("3.") and {"/chat/messages", "/desk/api/queue", "/health"} <= set(paths)
    body = paths["/chat/messages"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert "$ref" in body or "properties" in body
    assert set(paths["/chat/messages"]["post"]["responses"]) == {"202", "default"}
    assert "content" not in paths["/desk/api/logout"]["post"]["responses"]["204"]  # found by a fuzzer
    assert (await door.http.get("/schema")).status_code == 404
