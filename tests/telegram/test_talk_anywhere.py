"""What a customer does with words and buttons, on our fake of Telegram and on a stand-in that we did not write.

The second is skipped, with the reason printed, where it is not installed (`make test-telegram-standin`).
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.brain.fake import FakeBrain, answer
from bot.core.turns import TurnAnswer, TurnRequest
from tests.house import House, open_house
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.standin import StandIn
from tests.telegram.town import HASTY, SECRET, hurried

YES = {"label": "Oui, c’est cela", "intent": "affirm", "entities": []}
NO = {"label": "Non", "intent": "deny", "entities": []}


def script(request: TurnRequest) -> TurnAnswer:
    if request["text"].startswith("roue"):
        ask = {"key": "utter_ask", "text": "La roue <gauche> & rien d’autre ?", "choices": [YES, NO]}
        return answer(messages=[ask])
    choice = request.get("choice")
    return answer(f"choix : {choice['intent']}" if choice else f"écho : {request['text']}")


class Anywhere:
    """Either Telegram, with a front door behind it; acts are awaited where the stand-in needs it."""

    def __init__(self, telegram: Any, house: House) -> None:
        self.telegram, self.house = telegram, house

    def person(self, name: str, language: str | None = "fr") -> Any:
        return self.telegram.person(name, language=language)

    async def do(self, act: Any) -> None:
        if inspect.isawaitable(act):
            await act

    async def hears(self, who: Any, words: str) -> Any:
        return await self.telegram.says_to(who, words, 20)


@pytest.fixture(params=["fake", pytest.param("stand-in", marks=pytest.mark.needs("telegram-test-api"))])
async def there(request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[Anywhere]:
    async with FakeTelegram() if request.param == "fake" else StandIn() as telegram, open_house(
            folder, brain=FakeBrain(script), patience=HASTY, SENSEI_TELEGRAM_TOKEN=telegram.token,
            SENSEI_TELEGRAM_API_URL=telegram.url, SENSEI_TELEGRAM_SECRET=SECRET) as house:
        with hurried():
            yield Anywhere(telegram, house)



async def test_the_first_words_get_an_introduction_and_an_answer(there: Anywhere) -> None:
    awa = there.person("Awa")
    await there.do(awa.says("bonjour"))
    first = await there.hears(awa, "Je suis Sensei")
    assert "assistant automatique" in first.text
    assert "Sensei" in (await there.hears(awa, "écho : bonjour")).text.split("\n")[0], "who speaks is always said"


async def test_a_stranger_with_english_settings_is_greeted_in_english(there: Anywhere) -> None:
    ben = there.person("Ben", "en")
    await there.do(ben.starts())
    assert "automated assistant" in (await there.hears(ben, "Sensei")).text


async def test_choices_are_buttons_and_a_tap_is_understood(there: Anywhere) -> None:
    awa = there.person("Awa")
    await there.do(awa.says("roue perdue"))
    asked = await there.hears(awa, "La roue <gauche> & rien d’autre ?")
    assert asked.labels == [YES["label"], NO["label"]]
    assert all(len(button["callback_data"].encode()) <= 64 for button in asked.buttons)
    await there.do(awa.presses(YES["label"]))
    await there.hears(awa, "choix : affirm")


async def test_two_people_do_not_hear_each_other(there: Anywhere) -> None:
    awa, luka = there.person("Awa"), there.person("Luka")
    await there.do(awa.says("je suis Awa Diallo"))
    await there.do(luka.says("moi c’est Luka"))
    assert "Luka" not in (await there.hears(awa, "écho :")).text
    assert "Awa" not in (await there.hears(luka, "écho :")).text


async def test_what_is_said_is_answered_in_its_order(there: Anywhere) -> None:
    awa = there.person("Awa")
    for n in range(4):
        await there.do(awa.says(f"message numéro {n}"))
        await there.hears(awa, f"message numéro {n}")
    asked = [request["text"] for request in there.house.brain.asked]
    assert asked == [f"message numéro {n}" for n in range(4)]


async def test_a_person_takes_over_and_her_words_arrive_under_her_name(there: Anywhere) -> None:
    awa, claire = there.person("Awa"), await there.house.agent()
    await there.do(awa.says("/humain"))
    await there.hears(awa, "personne")
    row = (await claire.queue())[0]
    assert (row["name"], row["channel"], row["language"]) == ("Awa", "telegram", "fr")
    await claire.claim(row["id"])
    await claire.reply(row["id"], "Bonjour Awa, ici Claire. <3")
    said = await there.hears(awa, "ici Claire. <3")
    assert said.text.startswith("Claire, service clients")


async def test_a_typed_command_of_the_brain_stays_words(there: Anywhere) -> None:
    awa = there.person("Awa")
    await there.do(awa.says('/restart'))
    await there.hears(awa, "Sensei")
    await there.do(awa.says("et après"))
    await there.hears(awa, "et après")
    assert not [r for r in there.house.brain.asked if r["text"].lstrip().startswith("/")]
