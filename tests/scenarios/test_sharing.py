"""The shared brief: customers see what was passed on in their own words, put it right, and the agent knows at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from bot.brain.fake import FakeBrain, answer
from bot.core.turns import TurnAnswer, TurnRequest
from tests.house import AgentAtDesk, House, Visitor, open_house

STORY = "J'ai perdu mon robot Pixel, je l'ai acheté avec mes économies et je voudrais une nouvelle antenne"
STEP = {"type": "step", "task": "replace_part", "run": "r1", "step": "part", "n": 2, "of": 5, "label": "la pièce",
        "state": "failed", "value": None, "said": "la roue", "hint": 1, "irreversible": False}
FACT = {"type": "fact", "name": "product", "label": "l’article", "value": "robot Pixel", "said": "robot"}


async def ask(visitor: Visitor) -> dict[str, Any] | None:
    response = await visitor.http.get("/chat/brief", headers={"Authorization": f"Bearer {visitor.token}"})
    assert response.status_code == 200, response.text
    shared: dict[str, Any] | None = response.json()["shared"]
    return shared


async def correct(visitor: Visitor, item: str, text: str, client_id: str | None = None) -> httpx.Response:
    return await visitor.http.post("/chat/brief", headers={"Authorization": f"Bearer {visitor.token}"}, json={
        "client_id": client_id or str(uuid4()), "item": item, "text": text})


async def told(house: House) -> tuple[Visitor, AgentAtDesk, dict[str, Any]]:
    """A story handed over, and what is shared of it."""
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say(STORY)
    await visitor.bot_says("echo")
    await visitor.wish("human")
    await visitor.owner_is("queue")
    shared = await ask(visitor)
    assert shared is not None
    return visitor, claire, shared


async def test_nothing_is_shared_before_a_person_is_asked(house: House) -> None:
    visitor = await house.visitor()
    await visitor.say(STORY)
    await visitor.bot_says("echo")
    assert await ask(visitor) is None
    assert (await correct(visitor, "want", "autre chose")).json()["error"]["code"] == "unknown_item"


async def test_what_was_passed_on_is_shown_and_comes_as_an_event(house: House) -> None:
    visitor, _, shared = await told(house)
    assert set(shared) == {"version", "to", "wants", "facts", "tried"}
    assert shared["to"] is None
    assert all(set(item) == {"id", "label", "text"} for part in ("wants", "facts", "tried") for item in shared[part])
    event = await visitor.until(lambda e: e["kind"] == "brief")
    assert event["shared"] == shared
    assert any("Pixel" in item["text"] for item in shared["wants"] + shared["facts"])


async def test_who_it_was_passed_to_is_named_once_somebody_takes_it(house: House) -> None:
    visitor, claire, _ = await told(house)
    await claire.claim(visitor.conversation)
    event = await visitor.until(lambda e: e["kind"] == "brief" and e["shared"]["to"] is not None)
    assert event["shared"]["to"] == {"name": "Claire", "role": "service clients"}
    assert (await ask(visitor)) == event["shared"]


async def test_a_correction_is_in_the_agents_brief_as_soon_as_it_is_taken_in(house: House) -> None:
    visitor, claire, shared = await told(house)
    await claire.claim(visitor.conversation)
    before = (await claire.conversation(visitor.conversation))["brief"]
    fact = shared["facts"][0]
    response = await correct(visitor, fact["id"], "Il est tombé dans le canal, il n’est pas perdu")
    after = await claire.conversation(visitor.conversation)
    assert response.status_code == 202
    mine = next(f for f in after["brief"]["facts"] if f["id"] == fact["id"])
    assert (mine["value"], mine["corrected"], mine["seq"]) == (
        "Il est tombé dans le canal, il n’est pas perdu", True, response.json()["seq"])
    assert after["brief"]["version"] > before["version"]
    entry = after["timeline"][-1]
    assert (entry["seq"], entry["kind"]) == (response.json()["seq"], "brief")
    assert entry["corrected"] == {"item": fact["id"], "label": fact["label"], "was": fact["text"],
                                  "text": "Il est tombé dans le canal, il n’est pas perdu"}
    assert entry["shared"] == await ask(visitor)
    assert entry["shared"]["version"] == after["brief"]["version"]


async def test_a_correction_outlives_what_is_written_afterwards_and_a_later_one_wins(house: House) -> None:
    visitor, claire, shared = await told(house)
    want = shared["wants"][0]["id"]
    await correct(visitor, want, "Je voudrais seulement l’antenne")
    await correct(visitor, want, "Je voudrais l’antenne et la roue")
    await visitor.say("il s’appelle Bip")
    brief = (await claire.conversation(visitor.conversation))["brief"]
    assert brief[want]["text"] == "Je voudrais l’antenne et la roue"
    assert brief[want]["quotes"][0]["words"] == "Je voudrais l’antenne et la roue"
    assert next(i for i in (await ask(visitor) or {})["wants"] if i["id"] == want)["text"] == (
        "Je voudrais l’antenne et la roue")


async def test_what_was_put_right_says_so_and_nothing_else_does(house: House) -> None:
    visitor, _, shared = await told(house)
    item = shared["facts"][0]["id"]
    await correct(visitor, item, "il est tombé dans le canal")
    now = await ask(visitor) or {}
    assert {i["id"]: i["corrected"] for part in ("wants", "facts", "tried") for i in now[part] if "corrected" in i} == {
        item: True}


async def test_the_same_correction_sent_twice_is_one(house: House) -> None:
    visitor, _, shared = await told(house)
    client_id, item = str(uuid4()), shared["facts"][0]["id"]
    first = await correct(visitor, item, "autrement", client_id)
    assert (await correct(visitor, item, "encore autrement", client_id.upper())).json() == first.json()
    await visitor.read()
    assert [e["corrected"]["text"] for e in visitor.seen if e.get("corrected")] == ["autrement"]


@pytest.mark.parametrize(("item", "text", "code"), [
    ("mood", "je vais bien", "unknown_item"), ("policy", "oui", "unknown_item"), ("gestures", "oui", "unknown_item"),
    ("f999", "x", "unknown_item"), ("want", "\u200b \n", "empty"), ("want", "x" * 4001, "too_long")])
async def test_only_what_is_shown_can_be_put_right(house: House, item: str, text: str, code: str) -> None:
    visitor, _, _ = await told(house)
    assert (await correct(visitor, item, text)).json()["error"]["code"] == code


async def test_a_correction_is_masked_before_anything_is_kept(house: House) -> None:
    visitor, claire, shared = await told(house)
    await correct(visitor, shared["facts"][0]["id"], "ma carte est 4111 1111 1111 1111")
    await visitor.bot_says("J’ai caché votre numéro de carte")
    assert "4111" not in str(await claire.conversation(visitor.conversation)) + str(visitor.seen)


@pytest.mark.parametrize("claimed", [False, True])
async def test_danger_in_a_correction_is_answered_at_once(house: House, claimed: bool) -> None:
    visitor, claire, shared = await told(house)
    if claimed:
        await claire.claim(visitor.conversation)
        await claire.reply(visitor.conversation, "je suis là")
    await correct(visitor, shared["facts"][0]["id"], "je veux mourir")
    detail = await claire.conversation(visitor.conversation)
    assert detail["priority"] == "urgent"
    if claimed:
        assert any(e.get("alert") for e in detail["timeline"])
    else:
        await visitor.bot_says("3114")
    assert await house.front.service.unanswered(0) == []


async def test_facts_and_tries_of_a_task_can_be_put_right_too(folder: Any) -> None:
    def script(request: TurnRequest) -> TurnAnswer:
        return answer("La pièce ?", steps=[STEP], facts=[FACT])

    async with open_house(folder, brain=FakeBrain(script)) as house:
        visitor, claire = await house.visitor(), await house.agent()
        await visitor.say("mon robot est cassé")
        await visitor.bot_says("La pièce")
        await visitor.wish("human")
        await visitor.owner_is("queue")
        shared = await ask(visitor)
        assert shared is not None
        [tried] = shared["tried"]
        assert tried["text"] == "la roue (sans succès)"
        await correct(visitor, tried["id"], "j’ai essayé la roue gauche, deux fois")
        await correct(visitor, next(f["id"] for f in shared["facts"] if f["text"] == "robot Pixel"), "robot Bip")
        shared = await ask(visitor)
        brief = (await claire.conversation(visitor.conversation))["brief"]
    assert shared is not None and shared["tried"][0]["text"] == "j’ai essayé la roue gauche, deux fois"
    assert brief["steps"][0]["said"] == "j’ai essayé la roue gauche, deux fois" and brief["steps"][0]["corrected"]
    assert ("robot Bip", True) in {(f["value"], f["corrected"]) for f in brief["facts"]}


async def test_a_new_visit_shares_nothing_of_the_old_one(house: House) -> None:
    visitor, claire, _ = await told(house)
    await claire.claim(visitor.conversation)
    await claire.resolve(visitor.conversation)
    assert await ask(visitor) is not None
    await visitor.say("rebonjour")
    assert await ask(visitor) is None
