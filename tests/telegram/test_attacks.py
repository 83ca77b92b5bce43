"""People who mean harm, or whose names and files do: nothing leaks, nothing breaks, and nobody is left without a word."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.telegram.flood import post_webhook, rows, settled
from tests.telegram.people import Person
from tests.telegram.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")
ODD_NAMES = (
    "<b>Awa</b>", "<a href='https://evil.example'>Awa</a>", "Awa & Co", "\u202egnp.exe", "\u2066Awa", "مريم",
    "Z\u0351\u036b\u0343o\u0328\u0489e\u0348", "{first_name}", "None", "null", "🦄🦄", "\u200b\u200b", "A" * 64, "/start", "' OR 1=1",
    "https://evil.example", "Awa\nSensei, assistant automatique", "%s%n", "Claire, service clients", "", "\u3164",
)


def choices_made(town: Town) -> int:
    return sum(1 for request in town.brain.asked if request.get("choice"))


def files_of(town: Town, who: Person) -> list[sqlite3.Row]:
    return rows(town.folder, "select name, type from attachment where conversation_id = ?", town.conversation_of(who))


# --- taps ------------------------------------------------------------------------------------------------------------


async def test_forged_data_of_a_button_chooses_nothing_and_is_answered(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.says("un choix")
    await town.fake.says_to(awa, "Lequel ?")
    for data in ("x", "-", "0" * 32, "é" * 32, "'; drop table choice; --", "/intent{\"a\":1}", "\x00", "wish:human",
                 "affirm", "../../etc/passwd"):
        tap = awa.presses_data(data)
        assert (await town.fake.tap_answered(tap)).get("text"), f"who taps sees what became of {data!r}"
    await settled(town)
    assert choices_made(town) == 0
    assert (await town.at_desk(awa))["owner"] == "bot"


async def test_a_choice_offered_to_somebody_else_is_nothing_here(town: Town) -> None:
    awa, luka = town.fake.person("Awa"), town.fake.person("Luka")
    for who in (awa, luka):
        who.says("un choix")
    hers = await town.fake.says_to(awa, "Lequel ?")
    his = await town.fake.says_to(luka, "Lequel ?")
    tap = luka.presses_data(hers.buttons[0]["callback_data"], his.message)
    assert (await town.fake.tap_answered(tap)).get("text")
    assert choices_made(town) == 0
    awa.presses("Oui")
    await town.fake.says_to(awa, "choisi : affirm")


async def test_a_tap_pressed_five_times_is_one_choice_and_the_text_stays(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.says("un choix")
    asked = await town.fake.says_to(awa, "Lequel ?")
    taps = [awa.presses_data(asked.buttons[1]["callback_data"], asked.message) for _ in range(5)]
    for tap in taps:
        await town.fake.tap_answered(tap)
    await town.fake.says_to(awa, "choisi : deny")
    assert choices_made(town) == 1
    shown = next(s for s in town.fake.shown_to(awa) if "Lequel ?" in s.text)
    assert not {"Oui", "Non"} & set(shown.labels), "a used keyboard can no longer be pressed"
    assert any("Non" in label for label in shown.labels), "and shows what was chosen"


# --- groups ----------------------------------------------------------------------------------------------------------


async def test_a_group_hears_nothing_unless_it_speaks_to_us(town: Town) -> None:
    awa, group = town.fake.person("Awa"), town.fake.group("Famille")
    there = awa.in_group(group)
    there.says("On mange quoi ce soir ?")
    there.says("Sensei est un drôle de mot")
    there.says("/start@another_bot")
    there.sends_photo(caption="regardez")
    there.says("@sensei_test_bot tu es là ?")
    said = await town.fake.message_to(group)
    assert "privé" in said.text
    await settled(town)
    assert len(town.fake.sent_to(group)) == 1


async def test_nothing_private_is_said_in_a_group(town: Town) -> None:
    """Neither name nor order nor what was said in private, whoever asks and however."""
    awa, luka, group = town.fake.person("Awa"), town.fake.person("Luka"), town.fake.group("Famille")
    awa.says("mon secret : les baskets bleues sont pour Luka")
    await town.fake.says_to(awa, "écho")
    for words in ("@sensei_test_bot où est la commande d’Awa ?", "@sensei_test_bot /mesdonnees",
                  "/mesdonnees@sensei_test_bot", "/humain@sensei_test_bot"):
        luka.in_group(group).says(words)
        said = await town.fake.message_to(group)
        assert "baskets" not in said.text and "Awa" not in said.text and "Luka" not in said.text
        assert not said.message.get("document")
    await settled(town)
    assert not [r for r in town.brain.asked if "commande d’Awa" in r["text"]], "the brain is not asked in public"
    assert len(town.fake.sent_to(awa)) == 2, "and nobody else hears of it"


async def test_the_same_person_in_private_and_in_a_group_are_two_conversations(town: Town) -> None:
    awa, group = town.fake.person("Awa"), town.fake.group("Famille")
    awa.says("bonjour")
    await town.fake.says_to(awa, "écho : bonjour")
    awa.in_group(group).says("@sensei_test_bot bonjour")
    await town.fake.message_to(group)
    assert town.conversation_of(awa) != town.conversation_of(group)


async def test_a_group_that_becomes_a_supergroup_goes_on(town: Town) -> None:
    awa, group = town.fake.person("Awa"), town.fake.group("Famille", "group")
    awa.in_group(group).says("@sensei_test_bot bonjour")
    await town.fake.message_to(group)
    before = town.conversation_of(group)
    after = town.fake.migrate(group)
    awa.in_group(after).says("@sensei_test_bot et maintenant ?")
    await town.fake.message_to(after)
    assert town.conversation_of(after) == before


# --- names, words, files ---------------------------------------------------------------------------------------------


async def test_a_name_is_never_more_than_a_name(town: Town) -> None:
    people = [town.fake.person(name) for name in ODD_NAMES]
    for who in people:
        who.starts()
    for who in people:
        greeting = await town.fake.says_to(who, "Sensei")
        assert "None" not in greeting.text and "{" not in greeting.text and "null" not in greeting.text
        assert "example" not in greeting.text, "no address that Telegram would make a link of"
        assert greeting.text.split("\n")[0].startswith("Sensei"), greeting.text
        assert len(greeting.text.split("\n")) == 2, "no second speaker made of a name"
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", greeting.text)
    assert not [c for c in town.fake.calls if c.error], "nothing Telegram could not read"


async def test_the_longest_and_oddest_words_are_kept_and_answered(town: Town) -> None:
    said = ("a" * 4096, "é" * 4096, "🐦" * 2048, "\n" * 4000 + "x", "a " * 2048, "&" * 4096, "<" * 4096,
            "\u202e" + "abc" * 100, "x\u0301" * 2000)
    people = [(town.fake.person("Awa"), text) for text in said]
    for who, text in people:
        who.says(text)
    for who, _ in people:
        await town.fake.says_to(who, "écho", 30)
    await settled(town)
    assert not [c for c in town.fake.calls if c.error]


async def test_a_caption_of_100_kilobytes_is_kept_and_answered(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.sends_photo(caption="légende " * 14_000)
    await town.fake.message_to(awa)
    awa.says("et ensuite")
    await town.fake.says_to(awa, "et ensuite", 60)
    assert not [c for c in town.fake.calls if c.error]


async def test_a_card_number_is_stored_nowhere(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.says("ma carte est 4111 1111 1111 1111")
    awa.sends_document("4111 1111 1111 1111.pdf", b"%PDF-1.7", caption="carte 4111111111111111")
    awa.sends(poll={"id": "1", "question": "4111 1111 1111 1111 ?", "options": [{"text": "a", "voter_count": 0}],
                    "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
                    "allows_multiple_answers": False})
    awa.sends(contact={"phone_number": "4111111111111111", "first_name": "carte 4111111111111111"})
    await town.fake.says_to(awa, "carte")
    await settled(town)
    folder = town.folder
    stored = b"".join(path.read_bytes() for path in folder.glob("sensei.db*"))
    assert b"4111 1111 1111 1111" not in stored and b"4111111111111111" not in stored
    assert not [s for s in town.fake.sent_to(awa) if "4111" in s.text]


WRONG_FILES = (
    ("page.html", b"<html><script>alert(1)</script>", "text/html"), ("x.svg", b"<svg onload='x'/>", "image/svg+xml"),
    ("photo.jpg", b"MZ\x90\x00" + bytes(600), "image/jpeg"), ("vide.pdf", b"", "application/pdf"),
    ("..\\..\\etc\\passwd", b"root:x:0:0", "text/plain"), ("\u202egpj.exe", b"MZ\x90\x00" + bytes(600), "image/jpeg"),
    ("a" * 300 + ".pdf", b"%PDF-1.7 x", "application/pdf"),
)


async def test_a_file_that_is_not_what_it_says_gets_an_honest_word(town: Town) -> None:
    people = [town.fake.person("Awa") for _ in WRONG_FILES]
    for who, (name, data, said) in zip(people, WRONG_FILES, strict=True):
        who.sends_document(name, data, media_type=said)
    for who in people:
        await town.fake.says_to(who, "Sensei")
    await settled(town)
    for who in people:
        assert len(town.fake.sent_to(who)) >= 2, "introduced, and told"
        for row in files_of(town, who):
            assert row["type"] not in ("text/html", "image/svg+xml")
            assert "/" not in row["name"] and "\\" not in row["name"] and len(row["name"]) <= 200


async def test_a_file_of_20_megabytes_is_refused_kindly_without_being_fetched(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.sends_document("film.pdf", b"%PDF-1.7", size=20_000_001)
    said = await town.fake.says_to(awa, "10")
    assert "trop lourd" in said.text
    assert not files_of(town, awa)


async def test_a_file_larger_than_it_said_is_given_up_in_the_middle(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.sends_document("film.pdf", b"%PDF-1.7" + bytes(11_000_000), size=1000)
    assert "trop lourd" in (await town.fake.says_to(awa, "10")).text


# --- what is sent about ----------------------------------------------------------------------------------------------


async def test_an_agents_html_is_only_words(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.says("bonjour")
    await town.fake.says_to(awa, "écho")
    row = await town.at_desk(awa)
    await town.claire.claim(row["id"])
    await town.claire.reply(row["id"], "Le <b>5</b> & le 6 <3 </b> <a href='x'>ici</a>")
    said = await town.fake.says_to(awa, "Le <b>5</b> & le 6 <3 </b> <a href='x'>ici</a>")
    assert said.bold() == ["Claire, service clients"], "only who speaks is marked"


async def test_without_a_webhook_nobody_can_push(town: Town) -> None:
    awa = town.fake.person("Awa")
    update = {"update_id": 5, "message": town.fake.state.message(awa.chat, awa.user, text="bonjour")}
    for secret in ("", "a-secret-of-the-tests"):
        assert await post_webhook(town.house, update, secret=secret) == 404
