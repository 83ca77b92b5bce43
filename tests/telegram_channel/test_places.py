"""Groups, business accounts, the link of the account page, and wishes: who may be told what, and where."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.telegram.account import Address
from bot.channels.telegram.receiving import kept
from bot.store import conversations
from tests.house import House
from tests.telegram.fake_api import FakeTelegram
from tests.telegram_channel.connected import all_read, connected, conversation_of, hurry, said, timeline_of, told_agents


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


# --- groups ----------------------------------------------------------------------------------------


async def test_in_a_group_the_bot_is_silent_unless_spoken_to_and_then_shows_the_way(
        house: House, fake: FakeTelegram) -> None:
    group = fake.group("Voisins")
    awa = fake.person("Awa").in_group(group)
    awa.says("quelqu’un a du sel ?")
    awa.says(f"@{fake.state.bot['username']} où est ma commande ?")
    answer = await fake.message_to(group)
    assert "d’autres lisent aussi" in answer.text
    assert answer.buttons == [{"text": "Continuer en privé", "url": f"https://t.me/{fake.state.bot['username']}?start=private"}]
    await all_read(house, fake)
    assert house.brain.asked == []
    assert len(fake.sent_to(group)) == 1
    assert await house.front.service.unanswered(-1) == []


async def test_danger_in_a_group_is_answered_at_once(house: House, fake: FakeTelegram) -> None:
    group = fake.group("Voisins")
    awa = fake.person("Awa").in_group(group)
    awa.says(f"@{fake.state.bot['username']} je veux mourir")
    await fake.says_to(group, "3114")


async def test_a_command_for_another_bot_is_none_of_ours(house: House, fake: FakeTelegram) -> None:
    group = fake.group("Voisins")
    fake.person("Awa").in_group(group).says("/human@some_other_bot")
    await all_read(house, fake)
    assert fake.sent_to(group) == []


# --- wishes ----------------------------------------------------------------------------------------


async def test_the_language_is_chosen_by_word_or_by_button(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("/langue")
    asked = await fake.says_to(awa, "Dans quelle langue")
    assert asked.labels == ["Français", "English"]
    awa.presses("English")
    await fake.says_to(awa, "I’ll write to you in English")
    awa.says("/langue fr")
    await fake.says_to(awa, "je vous écris en français")
    assert house.brain.asked == []


async def test_stop_ends_the_visit_kindly_and_writing_begins_anew(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("/stop")
    await fake.says_to(awa, "Je ne vous écrirai plus en premier")
    owners = [e["body"]["owner"] for e in await timeline_of(house, awa) if e["kind"] == "owner"]
    assert owners == ["closed"]
    assert await house.front.service.unanswered(-1) == []
    awa.says("rebonjour")
    await fake.says_to(awa, "echo: rebonjour")


async def test_ones_own_data_comes_as_a_file(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("bonjour")
    await fake.says_to(awa, "echo: bonjour")
    awa.says("/mesdonnees")
    await fake.says_to(awa, "Voici tout ce qui s’est dit ici")
    await fake.until(lambda: fake.called("sendDocument"))
    copy = next(file for file in fake.state.files.values() if file.path.endswith("ma-conversation.txt") or b"echo" in file.data)
    assert "echo: bonjour" in copy.data.decode()


async def test_an_unknown_command_is_words(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("/restart")
    await fake.says_to(awa, "echo: restart")


# --- the link of the account page ------------------------------------------------------------------


async def link(house: House, fake: FakeTelegram, who: str = "awa") -> str:
    await fake.until(lambda: fake.called("deleteWebhook"))
    identity = (await house.http.post("/demo/identity", json={"who": who})).json()["identity"]
    answer = await house.http.post("/telegram/links", json={"identity": identity})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["url"]).partition("?start=")[2]


async def test_one_tap_makes_the_chat_the_customers_and_the_web_goes_on_there(
        staffed: House, fake: FakeTelegram) -> None:
    awa = fake.person("A.")
    awa.says("bonjour")
    await fake.says_to(awa, "echo: bonjour")
    assert staffed.brain.asked[-1]["level"] != "verified"
    token = await link(staffed, fake)
    assert len(token) <= 64
    awa.starts(token)
    await fake.says_to(awa, "Merci Awa, c’est bien vous")
    awa.says("où est mon colis ?")
    await fake.says_to(awa, "echo: où est")
    asked = staffed.brain.asked[-1]
    assert (asked["level"], asked["known"]["first_name"]) == ("verified", "Awa")


async def test_a_link_works_once_and_its_words_are_in_no_table(staffed: House, fake: FakeTelegram) -> None:
    token = await link(staffed, fake)
    awa, thief = fake.person("Awa"), fake.person("Zed")
    awa.starts(token)
    await fake.says_to(awa, "c’est bien vous")
    thief.starts(token)
    await fake.says_to(thief, "Ce lien a déjà servi")
    thief.says("mes commandes")
    await fake.says_to(thief, "echo")
    assert staffed.brain.asked[-1]["level"] == "named"
    await all_read(staffed, fake)
    folder = staffed.settings.data_dir
    assert not any(token.encode() in (folder / name).read_bytes() for name in ("sensei.db", "sensei.db-wal"))


async def test_a_link_whose_time_is_over_is_told_so(staffed: House, fake: FakeTelegram) -> None:
    token = await link(staffed, fake)
    now = staffed.front.service.deps.real_now
    staffed.front.service.deps.real_now = lambda: now() + timedelta(minutes=11)
    awa = fake.person("Awa")
    awa.starts(token)
    await fake.says_to(awa, "son temps est passé")


async def test_the_phone_of_two_customers_keeps_two_conversations(staffed: House, fake: FakeTelegram) -> None:
    phone = fake.person("Famille")
    phone.starts(await link(staffed, fake, "awa"))
    await fake.says_to(phone, "Merci Awa")
    first = await conversation_of(staffed, phone)
    phone.starts(await link(staffed, fake, "moreau"))
    await fake.says_to(phone, "Merci Madame Moreau")
    second = await conversation_of(staffed, phone)
    assert first != second
    phone.says("bonjour")
    await fake.says_to(phone, "echo")
    assert staffed.brain.asked[-1]["conversation"] == second


async def test_a_link_needs_a_signed_identity(staffed: House) -> None:
    assert (await staffed.http.post("/telegram/links", json={"identity": "x.y.z"})).status_code == 401


# --- business --------------------------------------------------------------------------------------


async def test_a_secretary_answers_in_the_persons_name_of_the_account_until_they_write_themselves(
        house: House, fake: FakeTelegram) -> None:
    owner, awa = fake.person("Claire"), fake.person("Awa")
    number = fake.connects(owner)
    client = awa.to_business(number)
    client.says("bonjour")
    answer = await fake.says_to(awa, "echo: bonjour")
    assert answer.message.get("business_connection_id", number) == number
    assert all(call.params["business_connection_id"] == number for call in fake.called("sendMessage"))
    fake.push({"business_message": fake.state.message(awa.chat, owner.user, text="Je m’en occupe, Claire",
                                                      business_connection_id=number)})
    client.says("merci")
    await all_read(house, fake)
    assert len(house.brain.asked) == 1
    events = await timeline_of(house, awa, number)
    assert said(events, "agent") == ["Je m’en occupe, Claire"]
    assert [e["body"]["owner"] for e in events if e["kind"] == "owner"] == ["agent"]


async def test_our_own_words_that_come_back_are_not_read(house: House, fake: FakeTelegram) -> None:
    owner, awa = fake.person("Claire"), fake.person("Awa")
    number = fake.connects(owner)
    awa.to_business(number).says("bonjour")
    await fake.says_to(awa, "echo: bonjour")
    fake.push({"business_message": {**fake.state.message(awa.chat, owner.user, text="echo: bonjour"),
                                    "business_connection_id": number, "sender_business_bot": fake.state.bot}})
    await all_read(house, fake)
    assert len(house.brain.asked) == 1
    assert said(await timeline_of(house, awa, number), "agent") == []


async def test_where_we_may_not_answer_agents_are_told(house: House, fake: FakeTelegram) -> None:
    owner, awa = fake.person("Claire"), fake.person("Awa")
    number = fake.connects(owner, can_reply=False)
    awa.to_business(number).says("bonjour")
    await all_read(house, fake)
    assert "ne nous laisse plus répondre" in (await told_agents(house, awa, business=number))[0]
    assert fake.called("sendMessage") == []


# --- webhook ---------------------------------------------------------------------------------------


async def test_a_call_is_stored_before_it_is_answered_and_only_with_the_secret(
        folder: Path, fake: FakeTelegram) -> None:
    async with connected(folder, fake, SENSEI_TELEGRAM_WEBHOOK_URL="http://127.0.0.1:8080") as house:
        awa = fake.person("Awa", known=True)
        await fake.until(lambda: fake.updates.webhook["url"])
        assert fake.updates.webhook["url"] == "http://127.0.0.1:8080/telegram/webhook"
        update = {"update_id": 5, "message": fake.state.message(awa.chat, awa.user, text="bonjour")}
        secret = Address(fake.token).webhook_secret
        header = "X-Telegram-Bot-Api-Secret-Token"
        for wrong in ({}, {header: ""}, {header: "wrong"}, {header: secret[:-1]}):
            assert (await house.http.post("/telegram/webhook", json=update, headers=wrong)).status_code == 404
        for _ in range(3):
            assert (await house.http.post("/telegram/webhook", json=update, headers={header: secret})).status_code == 200
        await fake.says_to(awa, "echo: bonjour")
        assert (await house.http.post("/telegram/webhook", content=b"{", headers={header: secret})).status_code == 400
        assert said(await timeline_of(house, awa)) == ["bonjour"]
        assert len(house.brain.asked) == 1


async def test_calls_that_overtake_each_other_are_read_in_order(folder: Path, fake: FakeTelegram) -> None:
    async with connected(folder, fake, SENSEI_TELEGRAM_WEBHOOK_URL="http://127.0.0.1:8080") as house:
        awa = fake.person("Awa", known=True)
        await fake.until(lambda: fake.updates.webhook["url"])
        secret = {"X-Telegram-Bot-Api-Secret-Token": Address(fake.token).webhook_secret}
        for number in (1, 3, 2):
            update = {"update_id": number, "message": fake.state.message(awa.chat, awa.user, text=f"mot {number}")}
            assert (await house.http.post("/telegram/webhook", json=update, headers=secret)).status_code == 200
            if number == 1:
                await fake.says_to(awa, "echo: mot 1")
        await fake.says_to(awa, "mot 3")
        assert said(await timeline_of(house, awa)) == ["mot 1", "mot 2", "mot 3"]


async def test_without_a_webhook_there_is_no_such_page(house: House) -> None:
    assert (await house.http.post("/telegram/webhook", json={"update_id": 1})).status_code == 404


# --- erasing ---------------------------------------------------------------------------------------


async def test_who_is_erased_is_nowhere_in_the_data_folder(staffed: House, fake: FakeTelegram) -> None:
    awa = fake.person("Hermione", id=987654321)
    awa.says("mon hérisson s’appelle Pique")
    await fake.says_to(awa, "echo: mon hérisson")
    service = staffed.front.service
    await service.keep_updates(4242, kept([{"update_id": 5, "riddle": {
        "chat": awa.chat.about, "from": awa.user, "message_id": 5, "text": "hérisson"}}]))
    await fake.says_to(awa, "pas encore ouvrir")
    await all_read(staffed, fake)
    async with service.deps.db.read() as connection:
        conv = await conversations.get(connection, await conversation_of(staffed, awa))
    await service.ask_erasure(conv["customer_id"], "operator")
    await service.run_erasures()
    folder = staffed.settings.data_dir
    left = b"".join((folder / name).read_bytes() for name in ("sensei.db", "sensei.db-wal") if (folder / name).exists())
    assert [word for word in ("Hermione", "hérisson".encode(), b"987654321") if (
        word if isinstance(word, bytes) else word.encode()) in left] == []
