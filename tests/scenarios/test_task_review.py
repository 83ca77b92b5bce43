"""The review of tasks, read from what a front door really stored."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from bot.brain.fake import answer
from bot.core.turns import TurnAnswer, TurnRequest
from bot.service.task_reviews import Period
from bot.service.task_table import as_csv
from bot.task_commands import lines
from tests.house import House

RUN = "t1.next_departures"


def step(state: str, **more: Any) -> dict[str, Any]:
    return {"type": "step", "task": "next_departures", "run": RUN, "step": "stop", "n": 1, "of": 1, "label": "L’arrêt",
            "state": state, "value": None, "said": None, "hint": None, "irreversible": None, **more}


def task(state: str) -> dict[str, Any]:
    return {"type": "task", "task": "next_departures", "run": RUN, "state": state}


def coached(request: TurnRequest) -> TurnAnswer:
    """A brain whose one task is failed once, then done."""
    if "bus" in request["text"]:
        return answer("Quel arrêt ?", tasks=[task("started")], steps=[step("shown")])
    if "là" in request["text"]:
        return answer("Autrement ?", steps=[step("failed", said=request["text"]), step("shown")])
    return answer("Dans 4 minutes.", tasks=[task("done")], steps=[step("done", value="bellecour", said=request["text"])])


@pytest.fixture
def reviewed(house: House) -> House:
    house.brain.script = coached
    return house


async def test_the_report_says_where_a_task_hurt_in_the_words_that_were_written(reviewed: House) -> None:
    visitor = await reviewed.visitor()
    for text, reply in (("le bus", "Quel"), ("là-bas, au coin", "Autrement"), ("Bellecour", "Dans")):
        await visitor.say(text)
        await visitor.bot_says(reply)
    found = await reviewed.front.service.task_report(Period(task="next_departures"), "fr")
    one, = found["tasks"]
    assert (one["begun"], one["succeeded"], one["not_understood"]) == (1, 1, 1)
    assert one["steps"][0]["sentences"] == [{"text": "là-bas, au coin", "times": 1}]
    told = "\n".join(lines(found, "fr"))
    assert "Commencées\u00a0: 1" in told
    assert "1 × là-bas, au coin" in told
    english = await reviewed.front.service.task_report(Period(language="en"), "en")
    assert all(task["begun"] == 0 for task in english["tasks"])

def test_a_table_has_a_row_for_each_task_and_step_and_no_formula_of_a_customer() -> None:
    report = {"tasks": [{"task": "bus", "label": "Bus", "begun": 2, "seconds": 61.6, "steps": [
        {"step": "stop", "n": 1, "label": "L’arrêt", "seconds": None, "reasons": {"asked": 1},
         "sentences": [{"text": "=1+1", "times": 2}]}]}]}
    table = list(csv.DictReader(io.StringIO(as_csv(report).removeprefix("\ufeff"))))
    assert [(row["task"], row["step"], row["seconds"]) for row in table] == [("bus", "", "62"), ("bus", "stop", "")]
    assert (table[1]["sentences"], table[1]["reasons"]) == ("'=1+1 (2)", "asked (1)")
