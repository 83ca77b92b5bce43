"""Files both ways: kept under an opaque id, given to their conversation only, and always answered for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa

from bot.service import attachments
from bot.store import conversations
from bot.store.tables import inbound
from tests.house import AgentAtDesk, House, Visitor

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def bearer(who: Visitor | AgentAtDesk) -> dict[str, str]:
    return dict(who.headers) if isinstance(who, AgentAtDesk) else {"Authorization": f"Bearer {who.token}"}


async def upload(who: Visitor | AgentAtDesk, content: bytes = PNG, name: str = "antenne.png",
                 kind: str = "image/png", path: str = "/chat/attachments") -> httpx.Response:
    return await who.http.post(path, headers=bearer(who), files={"file": (name, content, kind)})


async def kept(who: Visitor, **file: Any) -> dict[str, Any]:
    response = await upload(who, **file)
    assert response.status_code == 201, response.text
    return dict(response.json())


async def outcomes(house: House) -> list[str | None]:
    return [row["outcome"] for row in await _inbound(house)]


async def _inbound(house: House) -> list[dict[str, Any]]:
    async with house.front.service.deps.db.read() as connection:
        return [dict(r) for r in (await connection.execute(sa.select(inbound).order_by(inbound.c.seq))).mappings()]


async def test_a_file_without_words_is_kept_and_answered_for(house: House) -> None:
    visitor = await house.visitor()
    file = await kept(visitor)
    assert file == {"id": file["id"], "name": "antenne.png", "type": "image/png", "size": len(PNG),
                    "url": f"/chat/attachments/{file['id']}"}
    assert (await visitor.post(attachments=[file["id"]])).status_code == 202
    said = await visitor.bot_says("gardé pour vous", "assistant automatique")
    assert [c["label"] for c in said["choices"]] == ["Parler à quelqu’un"]
    own = await visitor.until(lambda e: e["kind"] == "message" and e["sender"]["kind"] == "customer")
    assert (own["text"], own["attachments"]) == ("", [file])
    assert house.brain.asked == [] and await outcomes(house) == ["answered"]


async def test_words_with_a_file_are_answered_as_words(house: House) -> None:
    visitor = await house.visitor()
    file = await kept(visitor)
    await visitor.post(text="voici mon antenne", attachments=[file["id"]])
    await visitor.bot_says("gardé pour vous")
    await visitor.bot_says("echo: voici mon antenne")
    assert await outcomes(house) == ["answered"]


async def test_the_agent_sees_the_file_and_its_bytes_are_the_same(house: House) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    file = await kept(visitor, name="mon été.png")
    await visitor.post(attachments=[file["id"]])
    await visitor.wish("human")
    timeline = (await claire.conversation(visitor.conversation))["timeline"]
    [shown] = next(e["attachments"] for e in timeline if e.get("attachments"))
    assert shown["url"].startswith(f"/desk/api/conversations/{visitor.conversation}/")
    for who, url in ((claire, shown["url"]), (visitor, file["url"])):
        answer = await house.http.get(url, headers=bearer(who))
        assert (answer.status_code, answer.content) == (200, PNG)
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert "mon%20%C3%A9t%C3%A9.png" in answer.headers["content-disposition"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]


async def test_a_child_who_sends_only_a_picture_reaches_a_person(house: House) -> None:
    visitor = await house.visitor(who="luka")
    async with house.front.service.deps.db.write() as connection:
        await conversations.change(connection, visitor.conversation, minor=True, formality="tu")
    file = await kept(visitor)
    await visitor.post(attachments=[file["id"]])
    await visitor.owner_is("queue")
    assert await outcomes(house) == ["acknowledged"]


async def test_while_a_person_is_awaited_a_file_is_acknowledged_and_with_a_person_it_is_theirs(house: House) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.wish("human")
    await visitor.post(attachments=[(await kept(visitor))["id"]])
    assert await outcomes(house) == ["acknowledged"] * 2
    await claire.claim(visitor.conversation)
    await visitor.post(attachments=[(await kept(visitor))["id"]])
    assert (await outcomes(house))[-1] is None
    await claire.reply(visitor.conversation, "je vois")
    assert (await outcomes(house))[-1] == "answered_by_human"


async def test_an_agent_answers_with_a_file(house: House) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.wish("human")
    await claire.claim(visitor.conversation)
    path = f"conversations/{visitor.conversation}"
    sent = (await upload(claire, b"%PDF-1.7\n", "guide.pdf", path=f"/desk/api/{path}/attachments")).json()
    note = (await upload(claire, b"%PDF-1.7\n", "interne.pdf", path=f"/desk/api/{path}/attachments")).json()
    for file in (sent, note):  # neither is sent yet
        assert (await house.http.get(f"/chat/attachments/{file['id']}", headers=bearer(visitor))).status_code == 404
    body = {"client_id": str(uuid4()), "text": "", "attachments": [sent["id"]]}
    assert (await claire.post(f"{path}/messages", body)).status_code == 202
    assert (await claire.post(f"{path}/messages", body)).status_code == 202  # the same again: once
    await claire.post(f"{path}/messages", {
        "client_id": str(uuid4()), "text": "pour nous", "private": True, "attachments": [note["id"]]})
    message = await visitor.until(lambda e: e["kind"] == "message" and e["sender"]["kind"] == "agent")
    [file] = message["attachments"]
    assert (file["name"], file["url"]) == ("guide.pdf", f"/chat/attachments/{sent['id']}")
    assert (await house.http.get(file["url"], headers=bearer(visitor))).content == b"%PDF-1.7\n"
    assert (await house.http.get(f"/chat/attachments/{note['id']}", headers=bearer(visitor))).status_code == 404
    assert len([e for e in visitor.seen if e.get("attachments")]) == 1


async def test_a_file_belongs_to_one_conversation_and_one_message(house: House) -> None:
    visitor, other = await house.visitor(), await house.visitor()
    file = await kept(visitor)
    assert (await house.http.get(file["url"], headers=bearer(other))).status_code == 404
    assert (await house.http.get(file["url"])).status_code == 401
    assert (await other.post(attachments=[file["id"]])).json()["error"]["code"] == "unknown_item"
    client_id = str(uuid4())
    first = await visitor.post(client_id, attachments=[file["id"]])
    assert (await visitor.post(client_id, attachments=[file["id"]])).json() == first.json()
    assert (await visitor.post(attachments=[file["id"]])).json()["error"]["code"] == "unknown_item"
    claire = await house.agent()
    nowhere = f"/desk/api/conversations/{other.conversation}/attachments/{file['id']}"
    assert (await house.http.get(nowhere, headers=bearer(claire))).status_code == 404


@pytest.mark.parametrize(("content", "name", "status", "code"), [
    (SVG, "a.png", 415, "unsupported_type"), (b"<html></html>", "a.txt", 415, "unsupported_type"),
    (b"MZ\x90\0", "a.pdf", 415, "unsupported_type"), (b"", "a.png", 422, "empty"),
    (PNG + b"\0" * 10_000_000, "a.png", 413, "too_large"), (PNG + b"\0" * 11_000_000, "a.png", 413, "too_large")])
async def test_what_cannot_be_kept_is_refused_in_our_shape(
    house: House, content: bytes, name: str, status: int, code: str
) -> None:
    visitor = await house.visitor("en")
    answer = await upload(visitor, content, name)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert not [p for p in (house.settings.data_dir / "files").rglob("*") if p.is_file()]


async def test_a_body_that_is_no_form_is_refused(house: House) -> None:
    visitor = await house.visitor()
    for parts in ({"json": {}}, {"content": b"x"}, {"data": {"file": "text"}}, {"files": {"other": ("a.png", PNG)}}, {}):
        answer = await house.http.post("/chat/attachments", headers=bearer(visitor), **parts)  # type: ignore[arg-type]
        assert answer.status_code in (400, 415, 422) and "error" in answer.json(), (parts, answer.text)


async def test_a_conversation_has_only_so_much_room(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = await house.visitor()
    monkeypatch.setattr(attachments, "MOST_FILES", 1)
    await kept(visitor)
    assert (await upload(visitor)).json()["error"]["code"] == "no_room"
    monkeypatch.setattr(attachments, "FREE_BYTES", 1 << 60)
    assert (await upload(await house.visitor())).json()["error"]["code"] == "no_room"


async def test_a_file_that_was_never_sent_is_forgotten_after_a_day(house: House) -> None:
    visitor = await house.visitor()
    never, sent = await kept(visitor), await kept(visitor)
    await visitor.post(attachments=[sent["id"]])
    house.clock.move(house.clock.now() + timedelta(hours=25))
    await house.front.service.drop_forgotten_files()
    assert (await house.http.get(never["url"], headers=bearer(visitor))).status_code == 404
    assert (await house.http.get(sent["url"], headers=bearer(visitor))).status_code == 200
    assert [p.name for p in (house.settings.data_dir / "files").rglob("*") if p.is_file()] == [sent["id"]]
    await house.front.service.erase_files(visitor.conversation)
    assert not [p for p in (house.settings.data_dir / "files").rglob("*") if p.is_file()]
