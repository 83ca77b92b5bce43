"""A customer's life on Telegram, in French and in English: what she sends, changes, closes, and what she hears."""

from __future__ import annotations

import pytest

from bot.brain.errors import BrainDown
from tests.telegram.flood import all_read, rows, settled, unanswered
from tests.telegram.people import PIXEL, Sent
from tests.telegram.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


def texts(sent: list[Sent]) -> str:
    return "\n".join(one.text for one in sent)


@pytest.mark.parametrize(("language", "hello", "human", "kept"), [
    ("fr", "Je suis Sensei, l’assistant automatique", "personne", "vocal"),
    ("en", "automated assistant", "person", "voice"),
])
async def test_she_is_spoken_to_in_her_language_from_the_first_word(
        town: Town, language: str, hello: str, human: str, kept: str) -> None:
    awa = town.fake.person("Awa", language=language)
    awa.starts()
    first = await town.fake.says_to(awa, hello)
    assert "Awa" in texts(town.fake.sent_to(awa)), "by name"
    assert first.text.split("\n")[0].startswith("Sensei, ")
    awa.sends_voice()
    await town.fake.says_to(awa, kept)
    awa.says("/human" if language == "en" else "/humain")
    await town.fake.says_to(awa, human)
    await settled(town)
    assert (await town.at_desk(awa))["owner"] == "queue"


async def test_commands_are_plain_wishes_in_both_languages(town: Town) -> None:
    wishes = (("fr", "/mesdonnees", "Voici"), ("en", "/mydata", "Here is"), ("fr", "/langue", "langue"),
              ("en", "/language", "language"), ("fr", "/stop", "plus en premier"), ("en", "/stop", "first any more"))
    people = [town.fake.person("Awa", language=language) for language, _, _ in wishes]
    for who, (language, _, _) in zip(people, wishes, strict=True):
        who.says("bonjour" if language == "fr" else "hello there, good morning")
    for who in people:
        await town.fake.says_to(who, "écho")
    for who, (_, command, words) in zip(people, wishes, strict=True):
        who.says(command)
        await town.fake.says_to(who, words)
    await settled(town)
    assert not [r for r in town.brain.asked if r["text"].startswith("/")], "the brain never sees a command"
    for who in people[:2]:
        [document] = [s.message["document"] for s in town.fake.sent_to(who) if "document" in s.message]
        copy = town.fake.state.files[document["file_id"]].data.decode()
        assert "écho" in copy and "Sensei" in copy, "everything that was said"


async def test_the_language_can_be_changed_by_tap(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.says("/langue")
    await town.fake.says_to(awa, "langue")
    awa.presses("English")
    await town.fake.says_to(awa, "in English")


# --- media -----------------------------------------------------------------------------------------------------------


async def test_pictures_of_one_album_are_one_message_with_its_words(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.sends_album(PIXEL, PIXEL, PIXEL, caption="la roue est cassée")
    await town.fake.says_to(awa, "écho : la roue est cassée")
    await settled(town)
    [line] = await town.customer_lines(awa)
    assert (line["text"], len(line["attachments"])) == ("la roue est cassée", 3)
    assert all(a["type"] == "image/png" for a in line["attachments"]), "the type is read from the file, not believed"


async def test_everything_she_can_send_is_kept_for_a_person_and_seen_at_the_desk(town: Town) -> None:
    awa = town.fake.person("Awa")
    acts = [awa.sends_photo, awa.sends_voice, awa.sends_sticker, awa.sends_location,
            lambda: awa.sends_contact("Luka", "+33600000000"), lambda: awa.sends_document("facture.pdf", b"%PDF-1.7 x"),
            lambda: awa.forwards("promo de -50 %", "La Boutique")]
    for act in acts:
        act()
    await settled(town)
    lines = await town.customer_lines(awa)
    assert len(lines) == len(acts), [one["text"] for one in lines]
    shown = " ".join(f"{one['text']} {one.get('media')} {one.get('forwarded')}" for one in lines)
    assert "48.85" in shown and "Luka" in shown and "La Boutique" in shown and "😢" in shown
    files = [a["name"] for one in lines for a in one["attachments"]]
    assert "facture.pdf" in files and len(files) >= 3
    assert await unanswered_is_empty(town)


async def unanswered_is_empty(town: Town) -> bool:
    return await unanswered(town.house) == []


async def test_a_reply_to_a_message_is_quoted_for_the_agent(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.says("bonjour")
    first = await town.fake.says_to(awa, "écho : bonjour")
    awa.says("celle-ci", reply_to=first.id)
    await settled(town)
    line = (await town.customer_lines(awa))[-1]
    assert line["quote"]["text"].endswith("écho : bonjour") and line["quote"]["seq"]


async def test_a_sticker_in_sadness_is_met_without_cheer(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.says("mon fils a perdu son doudou, il pleure depuis hier")
    await town.fake.says_to(awa, "écho")
    awa.sends_sticker("😢")
    awa.sends(dice={"emoji": "🎲", "value": 3})
    await settled(town)
    ours = [s.text for s in town.fake.sent_to(awa)[2:] if "écho" not in s.text]
    assert not [t for t in ours if "!" in t], ours
    lines = await town.customer_lines(awa)
    assert "😢" in lines[1]["text"]


async def test_a_cut_download_is_tried_again(town: Town) -> None:
    awa = town.fake.person("Awa")
    cut = town.fake.cut(method="getFile", after=False)
    awa.sends_photo()
    await town.fake.says_to(awa, "gard", 30)
    assert cut.hits == 1
    assert len((await town.customer_lines(awa))[0]["attachments"]) == 1


# --- edits -----------------------------------------------------------------------------------------------------------


async def test_an_edit_before_the_answer_is_what_is_answered(town: Town) -> None:
    town.brain.hold()
    awa = town.fake.person("Awa")
    said = awa.says("la roue gauche")
    awa.edits(said, "la roue droite")
    await town.fake.updates.until_confirmed()
    await all_read(town.folder, 0, 20)
    town.brain.release()
    await town.fake.says_to(awa, "droite")
    await settled(town)
    assert "gauche" not in town.brain.asked[-1]["text"]
    lines = await town.customer_lines(awa)
    assert [one["text"] for one in lines] == ["la roue gauche", "la roue droite"] and lines[1]["edit_of"]


async def test_an_edit_after_the_answer_is_marked_and_seen_but_starts_nothing(town: Town) -> None:
    awa = town.fake.person("Awa")
    said = awa.says("la roue gauche")
    await town.fake.says_to(awa, "écho : la roue gauche")
    asked = len(town.brain.asked)
    awa.edits(said, "la roue droite")
    awa.edits(said, "la roue avant")
    await settled(town)
    assert len(town.brain.asked) == asked
    lines = await town.customer_lines(awa)
    assert [one["text"] for one in lines] == ["la roue gauche", "la roue droite", "la roue avant"]
    assert {one["edit_of"] for one in lines[1:]} == {lines[0]["seq"]}
    assert await unanswered_is_empty(town)


async def test_an_edit_of_what_we_never_saw_is_words_like_any_other(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.edits({"message_id": 77, "date": 1_760_000_000, "chat": awa.chat.about, "from": awa.user}, "retrouvé")
    awa.chat.door = "open"
    await town.fake.says_to(awa, "écho : retrouvé")


# --- safety, sadness, silence ----------------------------------------------------------------------------------------


async def test_danger_is_heard_wherever_it_is_written(town: Town) -> None:
    words = "je veux mourir"
    text, caption, edit, file, reply, group = (town.fake.person("Awa") for _ in range(6))
    said = {who: who.says("bonjour") for who in (edit, reply)}
    await town.fake.says_to(edit, "écho")
    text.says(words)
    caption.sends_photo(caption=words)
    edit.edits(said[edit], words)
    file.sends_document("lettre.pdf", b"%PDF-1.7", caption=words)
    reply.says(words, reply_to=said[reply]["message_id"])
    for who in (text, caption, edit, file, reply):
        await town.fake.says_to(who, "3114")
    there = town.fake.group("Famille")
    group.in_group(there).says(f"@sensei_test_bot {words}")
    await town.fake.says_to(there, "3114")


async def test_with_the_brain_down_the_first_sentence_still_comes(town: Town) -> None:
    town.brain.fail(BrainDown("down"))
    awa = town.fake.person("Awa")
    awa.says("bonjour")
    await town.fake.says_to(awa, "bien gardé")
    town.brain.recover()
    await town.fake.says_to(awa, "écho : bonjour")


# --- doors, limits, networks -----------------------------------------------------------------------------------------


async def test_who_blocks_us_is_written_to_no_more_and_agents_see_it(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.says("bonjour")
    await town.fake.says_to(awa, "écho")
    row = await town.at_desk(awa)
    awa.blocks()
    await settled(town)
    await town.claire.claim(row["id"])
    await town.claire.reply(row["id"], "Vous êtes là ?")
    await settled(town)
    kinds = [(e["kind"], e["text"]) for e in (await town.claire.conversation(row["id"]))["timeline"]
             if e["kind"] in ("note", "delivery")]
    assert any("fermé la porte" in text for _, text in kinds), kinds
    assert any(kind == "delivery" and text == "blocked" for kind, text in kinds), kinds
    assert len([c for c in town.fake.called("sendMessage") if c.error]) <= 1, "nobody hammers at a closed door"
    awa.unblocks()
    awa.says("me revoilà")
    await town.fake.updates.until_confirmed()
    await town.claire.reply(row["id"], "Ravie de vous lire.")
    await town.fake.says_to(awa, "Ravie")


async def test_told_to_wait_it_waits_and_says_it_once(town: Town) -> None:
    from tests.telegram.troubles import too_many

    awa = town.fake.person("Awa")
    town.fake.refuse(too_many(1), to=awa, times=2)
    awa.says("bonjour")
    await town.fake.says_to(awa, "écho : bonjour", 20)
    await settled(town)
    assert len([s for s in town.fake.sent_to(awa) if "écho" in s.text]) == 1


async def test_a_slow_telegram_for_one_does_not_hold_up_the_others(town: Town) -> None:
    awa, ben = town.fake.person("Awa"), town.fake.person("Ben")
    town.fake.slow(4, to=awa)
    awa.says("bonjour")
    ben.says("bonjour")
    await town.fake.says_to(ben, "écho : bonjour", 3.5)
    await town.fake.says_to(awa, "écho : bonjour", 20)


async def test_people_whose_files_are_slow_do_not_hold_up_those_who_write(town: Town) -> None:
    slow = town.fake.slow(3, method="getFile", times=9)
    for n in range(9):
        town.fake.person(f"Photo {n}").sends_photo()
    await town.fake.until(lambda: slow.hits, 10)
    ben = town.fake.person("Ben")
    ben.says("bonjour")
    await town.fake.says_to(ben, "écho : bonjour", 2.8)
    town.fake.troubles.clear()
    await settled(town, 60)


async def test_an_answer_whose_receipt_was_lost_is_said_again_once_and_counted(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.says("bonjour")
    await town.fake.says_to(awa, "écho : bonjour")
    town.fake.cut(to=awa)
    awa.says("encore")
    await town.fake.says_to(awa, "écho : encore")
    await town.fake.says_to(awa, "écho : encore", 20)
    await settled(town)
    marked = rows(town.folder, "select count(*) from outbox where possibly_repeated and conversation_id = ?",
                  town.conversation_of(awa))[0][0]
    assert marked == 1


async def test_a_telegram_that_was_away_is_found_again_and_nothing_is_lost(town: Town) -> None:
    awa = town.fake.person("Awa")
    awa.says("bonjour")
    await town.fake.says_to(awa, "écho : bonjour")
    await town.fake.server.close()
    awa.says("vous êtes là ?")
    await town.fake.server.open()
    await town.fake.says_to(awa, "vous êtes là ?", 40)
