"""Conversations nobody wrote: a seeded walk over what customers type, in both languages, with the real brain.

Checks what customers read, whatever they said (invariants 2, 7, 10 and 11): their language, one form of address, no
id, no gap, no banned word, who speaks, an answer to each message, and a person only with a stored promise.
"""

from __future__ import annotations

import asyncio
import random
import re

import pytest

from scripts.wording.sentences import Sentence, check
from tests.e2e.conftest import Town
from tests.house import Event, Visitor

pytestmark = pytest.mark.needs("brain")

SEEDS = range(6)
LENGTH = 4
LINES = {
    "fr": (
        "bonjour", "slt sa va", "merci", "au revoir", "oui", "ok", "non merci", "nan", "bof", "t'es un robot ?",
        "tu peux faire quoi ?", "pourquoi ?", "par exemple ?", "retour", "annule", "attends deux minutes", "on reprend",
        "c'est combien ?", "il manque la roue gauche de mon robot", "l'antenne est cassee", "la roue gauche",
        "une autre adresse", "je suis un peu déçue", "vous êtes nuls", "bravo à l'équipe", "il pleut demain ?",
        "où est mon colis ?", "je veux rendre un pull", "si je perds mon jouet, il est remplacé ?", "jcompren pa",
        "je m'appelle Inès", "pas besoin d'un conseiller", "zzz wxc", "😀", "bonjour\nj'ai un souci\navec mon robot",
        "je voudrais parler à quelqu'un", "ma mère est morte", "et pour {thing} alors ?",
    ),
    "en": (
        "hello", "hi there u ok", "thanks", "bye", "yes", "ok", "no thanks", "nah", "meh", "are you a robot?",
        "what can you do?", "why?", "for example?", "go back", "cancel", "hang on two minutes", "let's carry on",
        "how much is it?", "my robot is missing its left wheel", "the antena broke", "the left wheel",
        "another address", "I'm a bit disappointed", "you lot are useless", "well done to the team", "will it rain?",
        "where is my parcel?", "I want to return a jumper", "is a lost toy replaced?", "i dont get it",
        "my name is Daisy", "no need for an adviser", "zzz qwp", "😀", "hello\nI've got a problem\nwith my robot",
        "can I talk to a person", "my mother died", "and what about {thing}?",
    ),
}
UNFILLED = re.compile(r"\{\w+\}|\bNone\b|\bnull\b|utter_|action_|/\w+\{")
IDENTIFIER = re.compile(r"\b[0-9a-f]{8,}\b|\b[0-9a-f]{8}-[0-9a-f]{4}|\b\w+_\w+\b")
VOUS, TU = re.compile(r"\b(?:vous|votre|vos)\b"), re.compile(r"\b(?:tu|te|toi|ton|ta|tes)\b|\bt’")
OTHER = {"fr": re.compile(r"\b(?:the|you|your|and|with|person)\b"), "en": re.compile(r"\b(?:vous|votre|une|avec|les)\b")}
ROLES = {"fr": "assistant automatique", "en": "automated assistant"}
ANSWERS_BY_PERSON = re.compile(r"\bClaire\b|\bNadia\b")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_whatever_is_said_customers_read_only_what_they_should(town: Town, language: str) -> None:
    walks = [walk(town, language, seed) for seed in SEEDS]
    problems = [problem for found in await asyncio.gather(*walks) for problem in found]
    assert not problems, "\n".join(problems)


async def walk(town: Town, language: str, seed: int) -> list[str]:
    """One customer says a few lines; returns what was wrong, with the line that led to it."""
    visitor = await town.visitor(language, greet=True)
    await visitor.bot_says()
    found = [f"{seed} greeting: {p}" for event in visitor.seen for p in wrong(event, language)]
    if not any(ROLES[language] in text for text in visitor.texts()):
        found.append(f"{seed}: nobody said who speaks")
    for line in random.Random(f"{language}-{seed}").choices(LINES[language], k=LENGTH):
        before = visitor.last
        await visitor.say(line)
        news = await answer(visitor, before)
        if not news:
            found.append(f"{seed} {line!r}: no answer")
        found += [f"{seed} {line!r}: {p}" for event in news for p in wrong(event, language)]
        found += [f"{seed} {line!r}: {p}" for p in unkept(news)]
        if any(event["kind"] == "owner" for event in news):
            break  # from here on a person answers
    return found


async def answer(visitor: Visitor, after: int) -> list[Event]:
    """What came back to the last line: words of the bot, or another owner."""
    for _ in range(12):
        await visitor.read(wait=2)
        news = [e for e in visitor.seen if e["seq"] > after and not _own(e)]
        if any(e["kind"] in ("message", "owner") for e in news):
            await asyncio.sleep(0.1)
            await visitor.read()
            return [e for e in visitor.seen if e["seq"] > after and not _own(e)]
    return []


def wrong(event: Event, language: str) -> list[str]:
    """What a customer should not have read in this event."""
    if event["kind"] != "message" or _own(event):
        return []
    text, problems = event["text"], []
    said = " ".join([text, *(choice["label"] for choice in event["choices"])])
    if event["sender"]["name"] != "Sensei" or event["sender"]["role"] != ROLES[language]:
        problems.append(f"who speaks: {event['sender']}")
    for name, pattern in (("gap", UNFILLED), ("identifier", IDENTIFIER), ("other language", OTHER[language])):
        if pattern.search(said):
            problems.append(f"{name}: {said!r}")
    if language == "fr" and VOUS.search(said.lower()) and TU.search(said.lower()):
        problems.append(f"tu and vous: {said!r}")
    problems += [p for p in check(Sentence("read", language, text)) if "banned" in p or "same sentence" in p]
    if len(re.findall(r"\?", text)) > 1:
        problems.append(f"several questions: {text!r}")
    return problems


def unkept(news: list[Event]) -> list[str]:
    """A person and a time are named only beside a stored promise."""
    named = [e["text"] for e in news if e["kind"] == "message" and ANSWERS_BY_PERSON.search(e["text"])]
    return [f"a person without a promise: {text!r}" for text in named if not any(e["kind"] == "promise" for e in news)]


def _own(event: Event) -> bool:
    return bool(event["kind"] == "message" and event["sender"]["kind"] == "customer")
