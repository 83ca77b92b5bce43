"""Kill -9 in the middle: every message is answered after the restart, or handed over, once."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Town
from tests.e2e.running import Sensei
from tests.house import NADIA

pytestmark = pytest.mark.needs("brain")


async def test_the_brain_killed_in_mid_turn_ends_in_one_answer_or_one_person(town: Town, sensei: Sensei) -> None:
    visitor = await town.visitor("fr")
    pid = sensei.part_pid("brain")
    await visitor.say("Bonjour, quelles sont vos missions ?")
    sensei.kill("brain")
    await visitor.bot_says("Votre message est bien gardé")
    ended = await visitor.until(
        lambda e: (e["kind"] == "owner" and e["owner"] == "queue")
        or (e["kind"] == "message" and e["sender"]["kind"] == "bot" and not any(
            part in e["text"] for part in ("Je suis Sensei", "bien gardé"))), tries=30)
    sensei.wait_until(lambda health: health["status"] == "ok" and sensei.part_pid("brain") != pid)
    await visitor.read()
    lead = await town.agent(NADIA)
    unanswered = (await lead.get("unanswered", older_than=0)).json()["messages"]
    assert visitor.conversation not in [m["conversation"] for m in unanswered]
    excuses = [t for t in visitor.texts() if "bien gardé" in t]
    assert len(excuses) == 1
    handed_over = [e for e in visitor.seen if e["kind"] == "owner" and e["owner"] == "queue"]
    assert len(handed_over) == (1 if ended["kind"] == "owner" or handed_over else 0)


async def test_the_front_door_killed_loses_nothing_that_was_received(town: Town, sensei: Sensei) -> None:
    visitor = await town.visitor("fr")
    pid = sensei.part_pid("front_door")
    await visitor.say("bonjour")
    sensei.kill("front_door")
    sensei.wait_until(lambda health: health["status"] == "ok" and sensei.part_pid("front_door") != pid)
    await visitor.until(lambda e: e["kind"] == "message" and e["sender"]["kind"] == "bot"
                        and "Je suis Sensei" not in e["text"])
    lead = await town.agent(NADIA)
    unanswered = (await lead.get("unanswered", older_than=0)).json()["messages"]
    assert visitor.conversation not in [m["conversation"] for m in unanswered]
