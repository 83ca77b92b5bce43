"""Telegram as people know it: they write and are answered, once, by whoever speaks; tap, change their words."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.brain.fake import answer
from tests.house import House
from tests.telegram.fake_api import FakeTelegram
from tests.telegram_channel.connected import (
    HASTY,
    SPEAKER,
    all_read,
    connected,
    conversation_of,
    hurry,
    offering,
    said,
    tells,
    timeline_of,
)

FR, EN = SPEAKER["fr"], SPEAKER["en"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


async def test_who_writes_is_answered_by_name_and_told_who_speaks(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("bonjour")
    hello = await fake.message_to(awa)
    assert hello.text == FR + "Bonjour Awa. Je suis Sensei, l’assistant automatique de Maison Colibri."
    assert hello.bold() == [FR.strip()]
    assert (await fake.message_to(awa)).text == FR + "echo: bonjour"


async def test_start_greets_in_the_language_of_the_phone_and_needs_no_brain(house: House, fake: FakeTelegram) -> None:
    ann = fake.person("Ann", language="en")
    ann.starts()
    assert (await fake.message_to(ann)).text == (
        EN + "Hello Ann. I’m Sensei, Maison Colibri’s automated assistant. What brings you here?")
    assert house.brain.asked == []


@pytest.mark.parametrize("name", ["🔥🔥", "www.example.com/win", "٭٭٭", "x" * 60, "1234"])
async def test_a_name_that_cannot_be_said_is_not_said(house: House, fake: FakeTelegram, name: str) -> None:
    someone = fake.person(name)
    someone.starts()
    assert "Comment puis-je vous appeler" in (await fake.message_to(someone)).text


async def test_what_people_write_is_escaped_and_no_preview_is_shown(house: House, fake: FakeTelegram) -> None:
    tells(house, answer("2 < 3 & <b>non</b> https://exemple.fr"))
    awa = fake.person("Awa")
    awa.says("calcul")
    assert (await fake.says_to(awa, "2 < 3")).text == FR + "2 < 3 & <b>non</b> https://exemple.fr"
    assert fake.called("sendMessage")[-1].params["link_preview_options"] == {"is_disabled": True}


async def test_a_choice_is_a_button_pressed_once_and_stays_to_be_read(house: House, fake: FakeTelegram) -> None:
    tells(house, offering("On y va ?", ("Oui", "affirm"), ("Non", "deny")))
    awa = fake.person("Awa")
    awa.says("bonjour")
    asked = await fake.says_to(awa, "On y va ?")
    assert asked.labels == ["Oui", "Non"]
    tap = awa.presses("Oui")
    assert (await fake.tap_answered(tap)).get("text") is None
    await fake.edit_to(awa)
    await fake.message_to(awa)
    assert house.brain.asked[-1]["choice"] == {"intent": "affirm", "entities": []}
    shown = next(m for m in fake.shown_to(awa) if m.id == asked.id)
    assert (shown.text, shown.labels) == (FR + "On y va ?", ["✓ Oui"])
    again = awa.presses_data(asked.buttons[0]["callback_data"], asked.message)
    assert (await fake.tap_answered(again))["text"] == "C’est déjà choisi."
    assert len(house.brain.asked) == 2


async def test_a_question_answered_in_words_keeps_its_text_and_loses_its_buttons(
        house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    tells(house, offering("On envoie ?", ("Envoyer", "affirm"), ("Pas encore", "deny")), answer("D’accord."))
    awa.says("ma roue")
    asked = await fake.says_to(awa, "On envoie")
    awa.says("attendez, plutôt l’antenne")
    await fake.says_to(awa, "D’accord")
    await all_read(house, fake)
    shown = next(m for m in fake.shown_to(awa) if m.id == asked.id)
    assert "On envoie ?" in shown.text and shown.labels == []
    awa.says("encore un mot")
    await fake.says_to(awa, "encore un mot")
    await all_read(house, fake)
    assert len(fake.called("editMessageReplyMarkup")) == 1, "said once"


async def test_a_way_to_a_person_stays_open_while_somebody_writes(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("/humain")
    await fake.says_to(awa, "Je passe la main")
    awa.says("c’est pour mon fils")
    await all_read(house, fake)
    await house.front.worker.settled()
    assert fake.called("editMessageReplyMarkup") == []


async def test_a_button_nobody_offered_does_nothing(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("bonjour")
    first = await fake.message_to(awa)
    tap = awa.presses_data("/restart", first.message)
    assert "n’est plus proposé" in (await fake.tap_answered(tap))["text"]
    await house.front.worker.settled()
    assert len(house.brain.asked) == 1


async def test_five_messages_in_a_row_are_read_in_their_order(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    for n in range(5):
        awa.says(f"mot {n}")
    await fake.says_to(awa, "echo")
    await all_read(house, fake)
    assert "\n".join(f"mot {n}" for n in range(5)) in "\n".join(asked["text"] for asked in house.brain.asked)


async def test_what_was_changed_before_the_answer_is_read_as_changed(folder: Path, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    # Long enough that she is still listened to when the change comes, on a busy machine too.
    async with connected(folder, fake, patience=replace(HASTY, quiet=1.0)) as house:
        message = awa.says("le 12")
        fake.push({"edited_message": {**message, "text": "le 13", "edit_date": message["date"] + 1}})
        await fake.says_to(awa, "echo")
        await all_read(house, fake)
        assert house.brain.asked[-1]["text"].endswith("le 13")
        events = await timeline_of(house, awa)
    assert said(events) == ["le 12", "le 13"]
    [edit] = [e for e in events if "edit_of" in e["body"]]
    assert edit["body"]["edit_of"] == next(e["seq"] for e in events if e["body"].get("text") == "le 12")


async def test_what_was_changed_after_the_answer_is_marked_and_not_answered_again(
        house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    message = awa.says("bonjour")
    await fake.says_to(awa, "echo: bonjour")
    awa.edits(message, "bonjour !")
    await all_read(house, fake)
    assert len(house.brain.asked) == 1
    assert said(await timeline_of(house, awa)) == ["bonjour", "bonjour !"]
    assert await house.front.service.unanswered(-1) == []


async def test_danger_in_a_changed_message_is_answered_like_any(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    message = awa.says("bonjour")
    await fake.says_to(awa, "echo")
    awa.edits(message, "je veux mourir")
    assert "3114" in (await fake.says_to(awa, "3114")).text


async def test_an_answer_to_a_message_says_to_which(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("bonjour")
    first = await fake.says_to(awa, "echo")
    awa.says("et ceci ?", reply_to=first.id)
    await fake.says_to(awa, "et ceci")
    event = (await timeline_of(house, awa))[-2]
    assert event["body"]["quote"]["text"].endswith("echo: bonjour")
    assert isinstance(event["body"]["quote"]["seq"], int)


async def test_a_card_number_is_in_no_table_and_the_writer_is_told(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("ma carte 4111 1111 1111 1111")
    await fake.says_to(awa, "J’ai caché")
    await all_read(house, fake)
    folder = house.settings.data_dir
    found = b"".join((folder / name).read_bytes() for name in ("sensei.db", "sensei.db-wal") if (folder / name).exists())
    assert b"4111 1111" not in found


async def test_a_very_long_answer_comes_in_pieces_cut_where_one_would_pause(house: House, fake: FakeTelegram) -> None:
    sentence = "Une phrase tranquille, avec un sourire 🙂 au bout. "
    tells(house, answer((sentence * 50 + "\n\n") * 4))
    awa = fake.person("Awa")
    awa.says("raconte")
    await fake.message_to(awa)
    pieces = []
    while sum(piece.text.count("🙂") for piece in pieces) < 200:
        pieces.append(await fake.message_to(awa))
    assert len(pieces) == 4
    assert all(piece.text.startswith(FR) and piece.text.rstrip().endswith("au bout.") for piece in pieces)


async def test_a_long_message_of_theirs_is_read_whole(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("mot " * 1023 + "fin")
    await fake.says_to(awa, "echo")
    await house.front.worker.settled()
    assert any("fin" in asked["text"] for asked in house.brain.asked)


async def test_a_person_answers_under_their_own_name_and_the_bot_is_silent(staffed: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("/humain")
    await fake.says_to(awa, "Je passe la main")
    promise = await fake.says_to(awa, "Promis")
    claire, here = await staffed.agent(), await conversation_of(staffed, awa)
    await claire.claim(here)
    await claire.reply(here, "Bonjour Awa, ici Claire.")
    assert (await fake.says_to(awa, "ici Claire")).text == "Claire, service clients\nBonjour Awa, ici Claire."
    kept = await fake.edit_to(awa)
    assert (kept.id, kept.text) == (promise.id, "Promesse tenue\u00a0: une réponse personnelle.")
    awa.says("merci")
    await all_read(staffed, fake)
    assert staffed.brain.asked == []
    assert (await claire.queue()) == []


async def test_progress_is_one_message_that_goes_on(house: House, fake: FakeTelegram) -> None:
    def step(n: int, state: str = "shown") -> dict[str, object]:
        return {"type": "step", "task": "replace_part", "run": "r1.replace_part", "step": f"s{n}", "n": n, "of": 3,
                "label": f"Point {n}", "state": state, "value": None, "said": None, "hint": None, "irreversible": False}

    awa = fake.person("Awa")
    tells(house, answer("Première question ?", steps=[step(1)]))
    awa.says("ma roue")
    first = await fake.says_to(awa, "Étape 1 sur 3")
    await fake.says_to(awa, "Première question")
    tells(house, answer("Deuxième question ?", steps=[step(1, "done"), step(2)]))
    awa.says("la gauche")
    await fake.says_to(awa, "Deuxième question")
    shown = [m for m in fake.shown_to(awa) if m.text.startswith("Étape")]
    assert [(m.id, m.text) for m in shown] == [(first.id, "Étape 2 sur 3\u00a0: Point 2")]


async def test_typing_is_shown_while_the_brain_is_asked(house: House, fake: FakeTelegram) -> None:
    house.brain.hold()
    awa = fake.person("Awa")
    awa.says("bonjour")
    await fake.until(lambda: fake.called("sendChatAction"))
    house.brain.release()
    await fake.says_to(awa, "echo")
    before = len(fake.called("sendChatAction"))
    await asyncio.sleep(0.05)
    assert len(fake.called("sendChatAction")) == before


async def test_a_person_who_writes_is_shown_writing(staffed: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("/humain")
    await fake.says_to(awa, "Promis")
    claire, here = await staffed.agent(), await conversation_of(staffed, awa)
    await claire.claim(here)
    before = len(fake.called("sendChatAction"))
    for _ in range(3):
        await claire.post(f"conversations/{here}/presence", {"state": "typing"})
    await fake.until(lambda: len(fake.called("sendChatAction")) == before + 1)


async def test_hello_while_waiting_for_a_person_keeps_the_place(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("/humain")
    await fake.says_to(awa, "Vous pouvez continuer d’écrire")
    awa.starts()
    await fake.says_to(awa, "L’équipe a déjà votre histoire")
