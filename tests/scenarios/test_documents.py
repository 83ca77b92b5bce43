"""A document an action announced becomes a file of the conversation, or an honest sentence; never silence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bot.brain.fake import FakeBrain, answer
from bot.core.attachments import MAX_FILE
from bot.office import Office, OfficeDown, OfficeRefused
from bot.store.people import rows
from bot.store.tables import outbox
from tests.house import House, Visitor, open_house

WORD = {"type": "document", "ref": "confirmation.fr.k1", "name": "../confirmation.pdf", "media_type": "application/pdf",
        "label": "la confirmation"}
PDF = b"%PDF-1.3\n" + b"x" * 40


class Shelf:
    """A back office that answers for documents only; counts how often it was asked."""

    def __init__(self) -> None:
        self.answers: list[httpx.Response] = []
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.startswith("/documents/"):
            return httpx.Response(404, json={"error": {"code": "not_found", "message": ""}})
        self.asked.append(request.url.path)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return httpx.Response(found.status_code, headers=found.headers, content=found.content)


def pdf(content: bytes = PDF, kind: str = "application/pdf") -> httpx.Response:
    return httpx.Response(200, content=content, headers={"Content-Type": kind})


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def shop(folder: Path, shelf: Shelf) -> AsyncIterator[House]:
    office = Office("http://office", "t", transport=httpx.MockTransport(shelf))
    brain = FakeBrain(lambda request: answer("C’est fait.", documents=[WORD]))
    async with open_house(folder, office=office, brain=brain) as house:
        yield house


async def asked(house: House) -> Visitor:
    visitor = await house.visitor()
    await visitor.say("envoyez-moi la pièce")
    return visitor


async def test_it_comes_as_a_file_only_its_conversation_and_the_desk_can_open(shop: House, shelf: Shelf) -> None:
    shelf.answers = [pdf()]
    visitor = await asked(shop)
    event = await visitor.until(lambda e: e["kind"] == "document")
    shown = event["document"]
    assert set(shown) == {"id", "name", "type", "size", "url", "label"}
    assert (shown["name"], shown["type"], shown["size"], shown["label"]) == (
        "confirmation.pdf", "application/pdf", len(PDF), "la confirmation")
    own = await shop.http.get(shown["url"], headers={"Authorization": f"Bearer {visitor.token}"})
    assert (own.status_code, own.content) == (200, PDF)
    assert own.headers["content-disposition"].startswith("attachment")
    other = await shop.visitor()
    assert (await shop.http.get(shown["url"], headers={"Authorization": f"Bearer {other.token}"})).status_code == 404
    claire = await shop.agent()
    [seen] = [e for e in (await claire.conversation(visitor.conversation))["timeline"] if e["kind"] == "document"]
    assert (await shop.http.get(seen["document"]["url"], headers=claire.headers)).content == PDF


async def test_a_late_one_is_said_once_and_asked_for_again(shop: House, shelf: Shelf) -> None:
    shelf.answers = [httpx.Response(503), httpx.Response(503), pdf()]
    visitor = await asked(shop)
    await visitor.bot_says("pas encore prêt", "la confirmation")
    shop.clock.move(shop.clock.now() + timedelta(seconds=10))
    shop.clock.move(shop.clock.now() + timedelta(seconds=60))
    for _ in range(3):
        shop.front.service.deps.fetch()
        await visitor.read(wait=1)
        shop.clock.move(shop.clock.now() + timedelta(minutes=2))
    await visitor.until(lambda e: e["kind"] == "document")
    assert len([t for t in visitor.texts() if "pas encore prêt" in t]) == 1


async def test_what_is_missing_or_not_what_was_announced_is_said_and_a_person_offered(shop: House, shelf: Shelf) -> None:
    claire = await shop.agent()
    for given in (httpx.Response(404), httpx.Response(403), pdf(b"MZ not a pdf"), pdf(b""),
                  pdf(b"<svg onload=alert(1)>", "image/svg+xml"), pdf(b"\x89PNG\r\n\x1a\n0000", "image/png")):
        shelf.answers, shelf.asked = [given], []
        visitor = await asked(shop)
        said = await visitor.bot_says("pas à obtenir", "la confirmation")
        assert [choice["label"] for choice in said["choices"]] == ["Parler à quelqu’un"]
        assert len(shelf.asked) == 1
        assert not [e for e in visitor.seen if e["kind"] == "document"]
        notes = [e["text"] for e in (await claire.conversation(visitor.conversation))["timeline"] if e["kind"] == "note"]
        assert [note.partition(" ")[0] for note in notes] == ["Document"], notes
        assert "jamais obtenu" in notes[0]


async def test_a_person_who_has_taken_over_is_told_and_the_assistant_says_nothing(shop: House, shelf: Shelf) -> None:
    shelf.answers = [httpx.Response(503), httpx.Response(404)]
    visitor = await asked(shop)
    await visitor.bot_says("pas encore prêt")
    claire = await shop.agent()
    await claire.claim(visitor.conversation)
    shop.clock.move(shop.clock.now() + timedelta(minutes=1))
    shop.front.service.deps.fetch()
    for _ in range(40):
        notes = [e for e in (await claire.conversation(visitor.conversation))["timeline"]
                 if e["kind"] == "note" and "jamais obtenu" in e["text"]]
        if notes:
            break
        await visitor.read(wait=1)
    assert notes
    await visitor.read()
    assert not [t for t in visitor.texts() if "pas à obtenir" in t]


async def test_a_restart_forgets_no_document(folder: Path, shelf: Shelf) -> None:
    shelf.answers = [httpx.Response(503)]
    brain = FakeBrain(lambda request: answer("C’est fait.", documents=[WORD]))

    def office() -> Office:
        return Office("http://office", "t", transport=httpx.MockTransport(shelf))

    async with open_house(folder, office=office(), brain=brain) as before:
        visitor = await asked(before)
        await visitor.bot_says("pas encore prêt")
        later = before.clock.now() + timedelta(minutes=3)
    shelf.answers = [pdf()]
    async with open_house(folder, office=office(), brain=brain, at=later) as after:
        visitor.http = after.http
        await visitor.until(lambda e: e["kind"] == "document")


async def test_the_client_bounds_size_packing_and_silence() -> None:
    async def ask(answer_: httpx.Response | Exception) -> object:
        def give(request: httpx.Request) -> httpx.Response:
            if isinstance(answer_, Exception):
                raise answer_
            return answer_

        client = Office("http://office", "t", transport=httpx.MockTransport(give))
        try:
            return await client.document("a/../b", most=MAX_FILE)
        finally:
            await client.close()

    assert await ask(pdf()) == (PDF, "application/pdf")
    assert await ask(httpx.Response(404)) is None
    for refused in (pdf(b"x" * (MAX_FILE + 1)), httpx.Response(401),
                    httpx.Response(200, content=b"x", headers={"Content-Encoding": "br"})):
        with pytest.raises(OfficeRefused):
            await ask(refused)
    for down in (httpx.Response(500), httpx.ConnectTimeout("slow")):
        with pytest.raises(OfficeDown):
            await ask(down)


async def test_where_words_are_pushed_a_document_leaves_through_the_outbox_too(shop: House, shelf: Shelf) -> None:
    shelf.answers = [pdf()]
    deps = shop.front.service.deps
    deps.pushing = frozenset({"web"})  # as if the web pushed: the rule is the channel's, not ours
    visitor = await asked(shop)
    event = await visitor.until(lambda e: e["kind"] == "document")
    assert event["seq"] in await waiting(shop)


async def waiting(house: House) -> set[int]:
    """Numbers of events that still have to leave."""
    async with house.front.service.deps.db.read() as connection:
        return {row["seq"] for row in await rows(connection, sa.select(outbox).where(outbox.c.state == "pending"))}
