"""Customers who do one task each to its end, in a company of their own: on the web as a browser, by Telegram as a phone.

Owns the two ways of talking; what they want and say, and the judging, are the simulated customers' of bench/customers.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.customers import goals
from bench.customers.goals import Goal
from bench.customers.judge import Verdict, judge
from bench.customers.personas import Persona
from bench.customers.product import Product
from bench.customers.talk import Talk
from tests.e2e.conftest import Town
from tests.e2e.telegram import Phones
from tests.house import AgentAtDesk
from tests.telegram.people import Person

MOST_TURNS = 14
Event = dict[str, Any]


def plain_customer(task: str, language: str, number: int) -> Persona:
    """Somebody who simply answers. What is proposed to try helps at once; the last values of goals.yml are meant."""
    known = goals.GOALS[task]
    facts = {step: "done" if told == "do" else "yes" if told == "agree" else list(told)[-1]
             for step, told in known["steps"].items()}
    return Persona("plain", Goal(task, known["who"], facts, known.get("done")), language, random.Random(number))


async def on_the_web(product: Product, town: Town, lead: AgentAtDesk, who: Persona, number: int) -> tuple[Verdict, str]:
    """The verdict, and what was said for whoever reads a failure."""
    talk = Talk(town.http, who)
    await talk.live(product.identity(who.goal.who, number) if who.goal.who else None)
    return await judged(product, lead, who, talk.conversation, number, talk.end, talk.turns)


async def by_telegram(product: Product, town: Town, lead: AgentAtDesk, phones: Phones, folder: Path, who: Persona,
                      number: int) -> tuple[Verdict, str]:
    person = await phones.do(lambda: phones.fake.person(f"Phone {number}", language=who.language))
    conversation = await _introduced(product, town, phones, folder, person, who, number)
    lines, turns, end = who.begin(), 0, ""
    while not end and turns < MOST_TURNS:
        turns += 1
        shown = await _answered(phones, lead, person, conversation, lines)
        if shown[-1].get("owner") in ("queue", "agent"):
            end = "person"
        elif (step := _open_step(shown, who.goal.task)) is not None:
            lines = who.answer(step)
        elif any(e["kind"] == "step" for e in shown):
            end = "finished"
    return await judged(product, lead, who, conversation, number, end or "stuck", turns)


async def _introduced(product: Product, town: Town, phones: Phones, folder: Path, person: Person, who: Persona,
                      number: int) -> str:
    """Opens the bot, by the link of the account page where there is an account; returns the conversation's id."""
    word = ""
    if who.goal.who:
        answer = await town.http.post("/telegram/links", json={"identity": product.identity(who.goal.who, number)})
        word = str(answer.json()["url"]).partition("?start=")[2]
    await phones.do(lambda: person.starts(word))
    await phones.message_to(person)
    await phones.do(lambda: person.says("/language en" if who.language == "en" else "/langue fr"))
    await phones.says_to(person, "in English" if who.language == "en" else "en français")
    with closing(sqlite3.connect(f"file:{folder / 'sensei.db'}?mode=ro", uri=True, timeout=10)) as base:
        [found] = base.execute("select conversation_id from identity where kind = 'telegram' and value like ?",
                               [f"%:{person.chat.id}"]).fetchone()
    return str(found)


async def _answered(phones: Phones, lead: AgentAtDesk, person: Person, conversation: str,
                    lines: list[str]) -> list[Event]:
    """Writes, waits until the phone shows an answer to it, and returns the conversation as the desk has it."""
    before = len((await lead.conversation(conversation))["timeline"])
    for line in lines:
        await phones.do(lambda line=line: person.says(line))
    while True:
        await phones.message_to(person)
        timeline = list((await lead.conversation(conversation))["timeline"])
        if any(e["kind"] in ("message", "owner") and e.get("sender", {}).get("kind") != "customer"
               for e in timeline[before:]):
            return timeline


def _open_step(timeline: list[Event], task: str) -> str | None:
    steps = [e["step"] for e in timeline if e["kind"] == "step" and e["step"]["task"] == task]
    return str(steps[-1]["step"]) if steps and steps[-1]["state"] == "shown" else None


async def judged(product: Product, lead: AgentAtDesk, who: Persona, conversation: str, number: int, end: str,
                 turns: int) -> tuple[Verdict, str]:
    timeline = (await lead.conversation(conversation))["timeline"]
    done = product.done(number) if who.goal.who else []
    said = "\n".join(f"  {e['sender']['kind']}: {e['text']}" for e in timeline if e["kind"] == "message")
    verdict = judge("coach", who.goal, who.name, who.language, end, turns, timeline, done)
    return verdict, f"{who.goal.task}: {verdict.outcome}, {end}\n{said}"
