"""« Comment l'auriez-vous dit ? »: asked once, kept, read by a lead, made a hint, and its author thanked."""

from __future__ import annotations

from tests.house import NADIA, House, Visitor
from tests.scenarios.test_task_review import coached

BETTER = "Quel nom lit-on sur le panneau ?"


async def through(house: House, visitor: Visitor, *, fails: bool = True) -> None:
    """The whole task, misunderstood once."""
    house.brain.script = coached
    for text, reply in (("le bus", "Quel arrêt"), ("là-bas", "Autrement"), ("Bellecour", "Dans")):
        if fails or text != "là-bas":
            await visitor.say(text)
            await visitor.bot_says(reply)


async def told(house: House) -> Visitor:
    visitor = await house.visitor(who="awa", greet=True)
    await through(house, visitor)
    await visitor.bot_says("comment l’auriez-vous dite")
    await visitor.choose("Le dire avec mes mots")
    await visitor.bot_says("une phrase suffit")
    await visitor.say(BETTER)
    await visitor.bot_says("noté avec vos mots")
    return visitor


async def test_a_lead_makes_a_hint_of_a_customers_words_and_the_coach_is_given_it_with_the_next_turn(house: House) -> None:
    visitor = await told(house)
    assert BETTER not in [request["text"] for request in house.brain.asked]
    nadia = await house.agent(NADIA)
    board = (await nadia.get("tasks")).json()
    step = next(t for t in board["tasks"] if t["task"] == "next_departures")["steps"][0]
    words, = step["wordings"]
    assert (words["text"], words["hint"], step["in_use"]) == (BETTER, None, [])
    made = await nadia.post(f"tasks/wordings/{words['id']}/hint")
    assert (made.status_code, [h["text"] for h in made.json()["in_use"]]) == (201, [BETTER])
    again = await nadia.post(f"tasks/wordings/{words['id']}/hint")
    assert len(again.json()["in_use"]) == 1
    house.brain.script = coached
    await visitor.say("le bus")
    await visitor.bot_says("Quel arrêt")
    await visitor.say("là-bas")
    await visitor.bot_says("Autrement")
    assert house.brain.asked[-1]["hints"] == {"stop": [BETTER]}
    taken = await house.http.delete(f"/desk/api/tasks/hints/{made.json()['in_use'][0]['id']}", headers=nadia.headers)
    assert taken.status_code == 204
    await visitor.say("toujours là-bas")
    await visitor.bot_says("Autrement")
    assert house.brain.asked[-1]["hints"] == {}


async def test_whoever_wished_it_is_thanked_by_name_at_the_next_visit_and_once(house: House) -> None:
    visitor = await told(house)
    await visitor.choose("Oui, me le dire ici")
    await visitor.bot_says("au prochain passage")
    nadia = await house.agent(NADIA)
    board = (await nadia.get("tasks")).json()
    words = next(t for t in board["tasks"] if t["task"] == "next_departures")["steps"][0]["wordings"][0]
    assert words["thanks"]
    await nadia.post(f"tasks/wordings/{words['id']}/hint", {"text": "Quel nom est sur le panneau ?"})
    for _ in range(2):
        await visitor.wish("close")
        await visitor.owner_is("closed")
        await visitor.open(greet=True)
        await visitor.read()
    assert len([text for text in visitor.texts() if "vos mots aident maintenant" in text]) == 1


async def test_it_is_asked_once_of_a_person_and_not_when_every_question_was_clear(house: House) -> None:
    clear = await house.visitor()
    await through(house, clear, fails=False)
    visitor = await house.visitor()
    await through(house, visitor)
    await visitor.bot_says("comment l’auriez-vous dite")
    await visitor.choose("Passer")
    await visitor.bot_says("Très bien")
    await through(house, visitor)
    await visitor.read()
    await clear.read()
    assert [len([t for t in v.texts() if "l’auriez-vous dite" in t]) for v in (clear, visitor)] == [0, 1]


async def test_a_change_of_subject_is_answered_by_the_assistant_and_not_kept(house: House) -> None:
    visitor = await house.visitor()
    await through(house, visitor)
    await visitor.bot_says("comment l’auriez-vous dite")
    await visitor.say("le bus")
    await visitor.bot_says("Quel arrêt")
    nadia = await house.agent(NADIA)
    board = (await nadia.get("tasks")).json()
    assert [s["wordings"] for t in board["tasks"] for s in t["steps"] if s["wordings"]] == []
