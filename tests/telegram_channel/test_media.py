"""Everything people send: kept for people, shown to agents, honestly answered, nothing dropped, nothing raised."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from bot.core.attachments import MAX_FILE
from tests.house import House
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import PIXEL
from tests.telegram.troubles import bad
from tests.telegram_channel.connected import all_read, hurry, said, timeline_of


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


async def test_a_voice_message_is_kept_and_the_assistant_says_it_cannot_listen(
        house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.sends_voice()
    answer = await fake.says_to(awa, "Je ne sais pas encore écouter un message vocal")
    assert answer.labels == ["Parler à quelqu’un"]
    [event] = [e for e in await timeline_of(house, awa) if e["body"].get("attachments")]
    [file] = event["body"]["attachments"]
    assert (file["type"], file["name"]) == ("audio/ogg", "voice.ogg")
    kept = await house.front.service.desk_file(event["conversation_id"], file["id"])
    assert kept.content.startswith(b"OggS")
    assert house.brain.asked == []


async def test_an_album_is_one_message_with_its_words(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.sends_album(PIXEL, PIXEL, PIXEL, caption="voilà la roue cassée")
    await fake.says_to(awa, "echo: voilà la roue cassée")
    [event] = [e for e in await timeline_of(house, awa) if e["body"].get("attachments")]
    assert (len(event["body"]["attachments"]), event["body"]["text"]) == (3, "voilà la roue cassée")


async def test_a_sticker_is_answered_as_its_smile(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.sends_sticker("😢", b"RIFF\x00\x00\x00\x00WEBP" + bytes(50))
    await fake.says_to(awa, "echo: 😢")


@pytest.mark.parametrize(("content", "shown", "answered"), [
    ({"location": {"latitude": 48.85, "longitude": 2.35}}, "Un lieu\u00a0: 48.85, 2.35", "ce lieu"),
    ({"venue": {"location": {"latitude": 1.5, "longitude": 2.5}, "title": "La Poste", "address": "1 rue X"}},
     "Un lieu\u00a0: La Poste, 1 rue X (1.5, 2.5)", "ce lieu"),
    ({"contact": {"first_name": "Zoé", "phone_number": "+33611223344"}}, "Un contact\u00a0: Zoé, +33611223344", "ce contact"),
    ({"poll": {"id": "1", "question": "Quand ?", "options": [{"text": "Lundi"}, {"text": "Mardi"}]}},
     "Un sondage\u00a0: Quand ? (Lundi / Mardi)", "sondage"),
    ({"dice": {"emoji": "🎲", "value": 4}}, "🎲 4", "jouer"),
    ({"hologram": {"depth": 3}}, "Quelque chose que l’assistant ne sait pas ouvrir (hologram)", "pas encore ouvrir"),
    ({"text": "\u200b\u200b"}, "Quelque chose que l’assistant ne sait pas ouvrir (…)", "pas encore ouvrir"),
    ({"voice": "broken", "photo": [{"file_id": 3}]}, None, "pas encore ouvrir"),
])
async def test_what_has_no_words_is_shown_to_agents_and_answered_by_its_kind(
        house: House, fake: FakeTelegram, content: dict[str, Any], shown: str | None, answered: str) -> None:
    awa = fake.person("Awa")
    awa.sends(**content)
    assert answered in (await fake.says_to(awa, answered)).text
    if shown is not None:
        assert said(await timeline_of(house, awa)) == [shown]
    await all_read(house, fake)
    assert await house.front.service.unanswered(-1) == []


async def test_a_forwarded_message_says_whose_words_they_are(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.forwards("Votre colis arrive", "La Poste")
    await fake.says_to(awa, "echo: Votre colis")
    assert (await timeline_of(house, awa))[0]["body"]["forwarded"] == "La Poste"


async def test_a_reaction_is_for_agents_to_see_and_answered_by_nobody(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("bonjour")
    ours = await fake.says_to(awa, "echo: bonjour")
    before = len(fake.sent_to(awa))
    awa.reacts(ours.id, "👎")
    await all_read(house, fake)
    [note] = [e for e in await timeline_of(house, awa) if e["kind"] == "note"]
    assert note["body"]["text"] == "A réagi 👎 à «\u00a0echo: bonjour\u00a0»"
    assert len(fake.sent_to(awa)) == before


@pytest.mark.parametrize(("name", "data", "size", "answered"), [
    ("film.mp4", b"x", MAX_FILE + 1, "trop lourd"),
    ("programme.exe", b"MZ" + bytes(5000), None, "ce genre de fichier"),
    ("page.html", b"<html><script>", None, "ce genre de fichier"),
])
async def test_a_file_that_cannot_be_kept_is_said_so_and_named_to_agents(
        house: House, fake: FakeTelegram, name: str, data: bytes, size: int | None, answered: str) -> None:
    awa = fake.person("Awa")
    awa.sends_document(name, data, size=size)
    await fake.says_to(awa, answered)
    assert name in said(await timeline_of(house, awa))[0]


async def test_a_file_whose_fetching_breaks_is_fetched_again(house: House, fake: FakeTelegram) -> None:
    fake.cut(method="getFile", times=2, after=False)
    awa = fake.person("Awa")
    awa.sends_photo()
    await fake.says_to(awa, "C’est bien reçu, et gardé pour vous")


async def test_a_file_telegram_refuses_is_answered(house: House, fake: FakeTelegram) -> None:
    fake.refuse(bad("file is too big"), method="getFile")
    awa = fake.person("Awa")
    awa.sends_photo()
    await fake.says_to(awa, "trop lourd")


async def test_a_picture_of_an_agent_is_a_picture_and_a_pdf_a_file(staffed: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("/human")
    await fake.says_to(awa, "Je passe la main")
    claire = await staffed.agent()
    [row] = await claire.queue()
    assert row["channel"] == "telegram"
    await claire.claim(row["id"])
    ids = []
    for name, data in (("roue.png", PIXEL), ("etiquette.pdf", b"%PDF-1.4 \n" + bytes(20))):
        kept = await claire.http.post(f"/desk/api/conversations/{row['id']}/attachments", headers=claire.headers,
                                      files={"file": (name, data)})
        ids.append(kept.json()["id"])
    sent = await claire.post(f"conversations/{row['id']}/messages", {
        "client_id": str(uuid4()), "text": "Voici l’étiquette.", "private": False, "attachments": ids})
    assert sent.status_code == 202, sent.text
    await fake.says_to(awa, "Voici l’étiquette.")
    await fake.until(lambda: fake.called("sendPhoto") and fake.called("sendDocument"))
    assert fake.called("sendDocument")[0].params["caption"] == "Claire, service clients"
