"""One shape for every refusal, in the reader's language, and the headers every answer carries."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.core.problems import STATUS
from bot.files import load_texts
from bot.health import Part
from bot.web.languages import accepted
from bot.web.refusals import Refusals
from tests.door import Door, open_door

BANNED = re.compile(
    r"malheureusement|veuillez|n’hésitez|il suffit|simplement|oups|unfortunately|kindly|invalid|simply", re.IGNORECASE)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", [*STATUS, "method_not_allowed"])
def test_every_code_has_a_kind_sentence(code: str, language: str) -> None:
    sentence = load_texts().say(f"errors.{code}", language, name="Claire")
    assert 10 < len(sentence) < 160 and not BANNED.search(sentence)
    if language == "fr":
        assert "'" not in sentence and not re.search(r"[^\u202f][;!?]|[^\u00a0]:", sentence)


def test_a_sentence_that_lacks_its_name_says_less_and_nothing_untrue() -> None:
    refusals = Refusals(load_texts(), "fr", lambda template, language: "")
    assert refusals.message("claimed", "en", {"by": None}) == load_texts().say("errors.not_now", "en")


@pytest.mark.parametrize(("header", "expected"), [
    ("", "fr"), ("en", "en"), ("en-GB,en;q=0.9,fr;q=0.8", "en"), ("de,en;q=0.1", "en"), ("de", "fr"), ("*", "fr"),
    ("en;q=0,fr", "fr"), ("fr;q=0.2, EN;q=0.3", "en"), ("en;q=x", "fr"), (",,;;q=", "fr"),
    ("nl,*;q=0.5,en;q=0.4", "fr"),
])
def test_the_browser_chooses_the_language(header: str, expected: str) -> None:
    assert accepted(header, "fr") == expected


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", "/chat/nothing", 404, "not_found"), ("POST", "/nothing", 404, "not_found"),
    ("GET", "/desk/api/nothing", 404, "not_found"), ("GET", "/desk/api/conversations/c1/consult", 404, "not_found"),
    ("GET", "/chat/sessions", 405, "method_not_allowed"), ("DELETE", "/desk/api/queue", 405, "method_not_allowed"),
    ("GET", "/demo/orders", 404, "not_found"), ("POST", "/demo/clock", 404, "not_found"),
    ("GET", "/static/shop/nothing.css", 404, "not_found"),
    ("GET", "/static/shop/%2e%2e/%2e%2e/keys.py", 404, "not_found"), ("GET", "/static/desk/a%00b.js", 404, "not_found"),
    ("GET", "/static/core/safety.py", 404, "not_found"), ("GET", "/static/shop/", 404, "not_found"),
])
async def test_the_frameworks_own_refusals_have_our_shape(
    door: Door, method: str, path: str, status: int, code: str
) -> None:
    answer = await door.http.request(method, path, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"] == load_texts().say(f"errors.{code}", "en")


async def test_the_message_is_in_the_sessions_language_before_the_browsers(door: Door) -> None:
    headers = {**await door.session(language="en"), "Accept-Language": "fr"}
    assert "missing" in (await door.say(headers)).json()["error"]["message"]
    stranger = await door.http.get("/chat/events", headers={"Accept-Language": "en"})
    assert "session is over" in stranger.json()["error"]["message"]
    assert "terminée" in (await door.http.get("/chat/events")).json()["error"]["message"]


@pytest.mark.parametrize(("language", "word"), [("fr", "envolée"), ("en", "page")])
async def test_a_lost_visitor_gets_a_page_in_their_language(door: Door, language: str, word: str) -> None:
    for path in ("/nothing", "/chat/nothing"):
        answer = await door.http.get(path, headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": language})
        assert answer.status_code == 404 and answer.headers["content-type"].startswith("text/html")
        assert f'<html lang="{language}"' in answer.text and word in answer.text


async def test_every_answer_carries_strict_headers(tmp_path: Path) -> None:
    async with open_door(tmp_path, origins=("https://shop.example",)) as door:
        for path in ("/chat", "/nothing", "/chat/events", "/health", "/desk/api/queue"):
            headers = (await door.http.get(path)).headers
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'self';") and "unsafe" not in policy
            framed = path == "/chat"
            assert policy.endswith("-ancestors 'self' https://shop.example" if framed else "-ancestors 'none'")
            assert ("x-frame-options" in headers) is not framed
            assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")


async def test_only_named_sites_may_call_the_chat_and_none_the_desk(tmp_path: Path) -> None:
    async with open_door(tmp_path, origins=("https://shop.example",)) as door:
        ask = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
        allowed = await door.http.options("/chat/messages", headers=ask)
        assert allowed.status_code == 204
        assert allowed.headers["access-control-allow-origin"] == "https://shop.example"
        assert "authorization" in allowed.headers["access-control-allow-headers"].lower()
        refused = await door.http.get("/chat/events", headers={"Origin": "https://shop.example"})
        assert refused.headers["access-control-allow-origin"] == "https://shop.example"  # readable refusals
        for path, origin in (("/chat/messages", "https://evil.example"), ("/desk/api/queue", "https://shop.example")):
            answer = await door.http.options(path, headers={**ask, "Origin": origin})
            assert "access-control-allow-origin" not in answer.headers


async def test_health_tells_each_part_and_is_well_only_when_all_are(tmp_path: Path) -> None:
    async def broken() -> Part:
        raise OSError("/secret/path")

    async with open_door(tmp_path) as door:
        well = await door.http.get("/health")
        assert (well.status_code, well.json()["status"]) == (200, "ok")
        assert well.json()["parts"]["telegram"] == {"status": "off", "detail": ""}
    state = tmp_path / "state.json"
    state.write_text('{"parts": {"brain": {"status": "starting", "detail": ""}, "front_door": {"status": "starting"}}}')
    async with open_door(tmp_path, state_file=state) as door:
        starting = await door.http.get("/health")
        assert (starting.status_code, starting.json()["status"]) == (503, "starting")
        assert starting.json()["parts"]["front_door"]["status"] == "ok"
    async with open_door(tmp_path, state_file=state, checks={"store": broken}) as door:
        ill = (await door.http.get("/health")).json()
        assert ill["status"] == "degraded"
        assert ill["parts"]["store"] == {"status": "down", "detail": "OSError"}


async def test_static_files_are_asked_again_and_sent_once(door: Door) -> None:
    first = await door.http.get("/widget.js")
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
    assert first.headers["content-type"].startswith("text/javascript")
    again = await door.http.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/chat/messages", "/chat/attachments", "/desk/api/login"])
async def test_who_leaves_in_the_middle_of_a_body_breaks_nothing(
    door: Door, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    kind = "multipart/form-data; boundary=x" if "attachments" in path else "application/json"
    headers = {**await door.session(), "Content-Type": kind, "Content-Length": "5000", "Host": "127.0.0.1:8080"}
    arriving: list[Any] = [{"type": "http.request", "body": b'{"text": "bonj', "more_body": True},
                           {"type": "http.disconnect"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return arriving.pop(0) if len(arriving) > 1 else arriving[0]

    async def send(message: Any) -> None:
        sent.append(message)

    await door.app({
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8080), "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
    }, receive, send)  # type: ignore[arg-type, call-arg, misc]
    assert arriving == [{"type": "http.disconnect"}]  # the body was asked for, and broke off
    assert sent[0]["status"] < 500
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []
