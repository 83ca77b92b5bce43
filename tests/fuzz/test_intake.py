"""Whatever a customer sends: refused with a code, or stored once and answered. Never a 5xx, never silence.

Through the public protocol, and much oftener through the pure rules that read every message.
"""

from __future__ import annotations

import time
import unicodedata
from collections import Counter
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from bot import files
from bot.core import brief as briefs
from bot.core.cleaning import clean
from bot.core.emotion import read
from bot.core.escalation import decide, gather
from bot.core.language import detect
from bot.core.masking import mask
from bot.core.messages import MAX_TEXT
from bot.core.recognition import says_minor
from bot.core.safety import check
from tests.fuzz import words
from tests.fuzz.running import INPUTS, Inside, owes_one_shape
from tests.house import NADIA, AgentAtDesk, Visitor

AT_A_TIME = 5  # inputs of one conversation: a burst, or one after the other
OVER_HTTP = min(max(INPUTS // 25, AT_A_TIME), 4000) if INPUTS else 40
DIRECTLY = INPUTS or 800
ROUND = 2000  # a fuzzer remembers what it tried: many short rounds keep that small
SLOWEST_S = 1.0  # of processor time; a message that takes longer holds the event loop for everybody

FUZZ = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True)


# --- through the protocol ------------------------------------------------------------------------


class Conversation:
    """One customer and one agent; sends inputs and looks at what became of them."""

    def __init__(self, inside: Inside, owner: str, lead: AgentAtDesk) -> None:
        self.inside, self.owner, self.lead = inside, owner, lead
        self.visitor: Visitor = inside.portal.call(inside.house.visitor)
        if owner != "bot":
            inside.portal.call(self.visitor.wish, "human")
        if owner == "agent":
            assert inside.portal.call(lead.claim, self.visitor.conversation).status_code == 200

    def send(self, text: str, client_id: str) -> Any:
        body = msgspec.json.encode({"client_id": client_id, "text": text})
        return self.inside.send("POST", "/chat/messages", content=body, headers={
            "Authorization": f"Bearer {self.visitor.token}", "Content-Type": "application/json"})

    def settle(self) -> list[dict[str, Any]]:
        self.inside.portal.call(self.inside.house.front.worker.settled)
        if self.owner == "agent":
            assert self.inside.portal.call(self.lead.reply, self.visitor.conversation, "Je m’en occupe.").status_code < 400
        self.inside.portal.call(self.visitor.read)
        return self.visitor.seen


counted: Counter[str] = Counter()


def test_every_message_is_refused_by_code_or_stored_once_and_answered(inside: Inside) -> None:
    lead: AgentAtDesk = inside.portal.call(inside.house.agent, NADIA)

    @seed(INPUTS)
    @settings(FUZZ, max_examples=OVER_HTTP // AT_A_TIME)
    @given(st.lists(words.anything, min_size=AT_A_TIME, max_size=AT_A_TIME),
           st.sampled_from(["bot", "bot", "bot", "queue", "agent"]))
    def holds(texts: list[str], owner: str) -> None:
        talk = Conversation(inside, owner, lead)
        sent: dict[str, int] = {}
        for text in texts:
            client_id = str(uuid4())
            response = talk.send(text, client_id)
            owes_one_shape(response)
            if response.status_code == 202:
                sent[client_id] = response.json()["seq"]
                if len(sent) == 1:  # a redelivery changes nothing
                    assert talk.send("autre chose", client_id).json() == response.json()
            else:
                code = response.json()["error"]["code"]
                assert code == ("too_long" if len(text) > MAX_TEXT else "empty")
                assert code == "too_long" or not clean(text)
            counted["stored" if client_id in sent else "refused"] += 1
        seen = talk.settle()
        own = [e for e in seen if e["kind"] == "message" and e["sender"]["kind"] == "customer" and e["client_id"] in sent]
        assert Counter(e["client_id"] for e in own) == Counter(dict.fromkeys(sent, 1))
        if sent:
            last = max(sent.values())
            # Who waits for a person reads when they come, once, and no word of ours after each further line.
            waits = owner == "queue" or any(e["kind"] == "owner" and e["owner"] == "queue" and e["seq"] < last for e in seen)
            after = any(e["seq"] > last and e["kind"] == "message" and e["sender"]["kind"] in ("bot", "agent") for e in seen)
            counted["conversations with words of ours after the last"] += after
            assert waits or after
        left = inside.portal.call(lead.get, "unanswered")
        assert (left.status_code, left.json()) == (200, {"messages": []})

    holds()
    print(f"\nover HTTP: {dict(counted)}")
    assert counted["stored"] + counted["refused"] >= OVER_HTTP // AT_A_TIME * AT_A_TIME * 0.9


@pytest.mark.parametrize("body", [
    b'{"client_id": "%s", "text": "\\ud800"}', b'{"client_id": "%s", "text": "\xed\xa0\x80"}',
    b'{"client_id": "%s", "text": "a\\udc00b\\ud83d"}', b'\xff\xfe{"client_id": "%s"}', b'{"client_id": "%s", "text": "\xc3"}',
])
def test_half_characters_are_refused_or_cleaned(inside: Inside, body: bytes) -> None:
    visitor: Visitor = inside.portal.call(inside.house.visitor)
    response = inside.send("POST", "/chat/messages", content=body.replace(b"%s", str(uuid4()).encode()), headers={
        "Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"})
    owes_one_shape(response)
    assert response.status_code in (202, 400, 422)


# --- through the rules alone ---------------------------------------------------------------------

KNOWLEDGE = files.load_knowledge()
SAFETY = files.load_safety("fr")
NO_SIGNALS: Any = {"minor": False, "handed_back": False, "moods": [], "step_failures": {}, "misunderstood": 0}


def test_every_rule_reads_every_text() -> None:
    slowest, total = (0.0, ""), Counter[str]()

    def holds(text: str, previous: str | None, failure: str | None) -> None:
        nonlocal slowest
        started = time.thread_time()
        found = read_all(text[:MAX_TEXT], previous, failure)
        slowest = max(slowest, (time.thread_time() - started, text))
        total.update(found, inputs=1)

    for number in range(-(-DIRECTLY // ROUND)):
        size = min(ROUND, DIRECTLY - number * ROUND)
        seed(number)(settings(FUZZ, max_examples=size)(given(
            words.anything, st.sampled_from(["fr", "en", None]), st.sampled_from([None, None, "brain_failure"]))(holds)))()
        print(f"\ndirectly: {dict(total)}; slowest {slowest[0]:.3f} s", flush=True)
    assert slowest[0] < SLOWEST_S, ascii(slowest[1][:200])


def read_all(text: str, previous: str | None, failure: str | None) -> dict[str, int]:
    """One message through everything that reads it before a person does, as intake and hand-over do it."""
    text = clean(text)
    assert clean(text) == text
    assert all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") for c in text)
    if not text:
        return {"empty": 1}
    language = detect(text, previous, "fr")
    assert language in ("fr", "en")
    finding, minor = check(text, SAFETY), says_minor(text, language)
    assert finding is None or all(said in text for said in finding.words), ascii(text)
    assert minor is None or all(said in text for said in minor.words), ascii(text)
    masked = mask(text, language)
    assert mask(masked.text, language).text == masked.text, ascii(text)
    kept = masked.text
    decision = decide(gather(text=kept, language=language, understanding=None, signals=NO_SIGNALS,
                             knowledge=KNOWLEDGE, failure=failure, safety=finding), KNOWLEDGE, "front_door")
    for reason in decision["reasons"]:
        assert reason["code"] == "safety" or all(said in kept for said in reason["words"]), (ascii(kept), reason)
    brief = briefs.build(briefs.BriefInputs(
        version=1, at="2026-11-24T13:00:00.000Z", language=language, messages=[briefs.Said(1, kept)], decision=decision,
        moods=[{"seq": 1, "feelings": read(kept, language, KNOWLEDGE.emotion)["feelings"]}],
        policies=KNOWLEDGE.policies.match(kept, language)))
    for key in ("want", "hope", "goal"):
        assert all(quote["words"] in kept for quote in (brief[key] or {}).get("quotes", ())), (ascii(kept), brief[key])
    msgspec.json.encode([brief, briefs.shared(brief, None)])
    return {"masked": bool(masked.kinds), "danger": finding is not None, "minor": minor is not None,
            decision["action"]: 1}
