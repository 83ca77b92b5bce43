"""The brief in the store: built again whenever something it shows has changed, and shared with its customer.

Owns what goes into `core.brief` and what its customer is shown of it. Must not decide or promise anything.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.clock import rfc3339
from bot.core import brief as briefs
from bot.core.conversation import Owner
from bot.core.emotion import read
from bot.core.policies import PolicyMatch, mediation
from bot.core.turns import DecisionShape
from bot.service.base import Row
from bot.service.recall import Recall
from bot.store import conversations, handoffs, people, timeline
from bot.store.database import Connection

log = logging.getLogger(__name__)

DISPUTE = "legal"  # the reason that makes a case a dispute
UNVERIFIED = "unverified"  # name of a fact: whether a step was done could not be found out


class Briefing(Recall):
    """Every method runs inside the caller's transaction."""

    async def _customer_said(self, connection: Connection, conv: Mapping[str, Any]) -> list[tuple[int, str]]:
        """The customer's messages of this visit, as stored: (number, text)."""
        start = await conversations.visit_start(connection, conv["id"])
        events = await timeline.after(connection, conv["id"], start - 1, kinds=("message",), limit=5000)
        return [(e["seq"], e["body"]["text"]) for e in events if e["body"]["sender"]["kind"] == "customer"]

    async def _build_brief(
        self, connection: Connection, conv: Row, customer: Row, decision: DecisionShape | None, orders: Row
    ) -> Row:
        """Build and store the newest brief. A later message, fact or correction builds it again."""
        now = self._now()
        said = await self._customer_said(connection, conv)
        private = await timeline.latest(connection, conv["id"], private=True, kinds=("step", "fact"))
        known = await handoffs.get_brief(connection, conv["id"])
        plain = briefs.BriefInputs(
            version=1 if known is None else known["version"] + 1, at=rfc3339(now), language=conv["language"],
            messages=[briefs.Said(seq, text) for seq, text in said],
            person=await self._person_of_brief(connection, conv, customer), decision=decision,
            facts=_facts(private),
            steps=[{**e["body"]["step"], "seq": e["seq"]} for e in private if e["kind"] == "step"],
            promises=[promise_json(p) for p in await handoffs.promises(connection, conv["id"])],
            corrections=await self._corrections(connection, conv), orders=orders,
            last_contacts=await self._last_contacts(connection, conv))
        brief = self._read_brief(conv, said, plain)
        await handoffs.put_brief(connection, conv["id"], now, brief)
        return brief

    def _read_brief(self, conv: Row, said: Sequence[tuple[int, str]], plain: briefs.BriefInputs) -> Row:
        """With what can be read between the lines. Words no rule can read must not keep a person from taking over."""
        policies = self.deps.knowledge.policies
        of_tasks = policies.of_tasks(step["task"] for step in plain.steps)
        try:
            told = [match for _, text in said for match in policies.match(text, conv["language"])]
            return briefs.build(replace(
                plain, moods=self._moods(conv, said),
                policies=_unique(told, [*of_tasks, *self._mediation(plain.decision)])))
        except Exception:
            log.exception("brief built without its messages", extra={"conversation": conv["id"]})
            return briefs.build(replace(plain, messages=[]))

    def _mediation(self, decision: DecisionShape | None) -> list[PolicyMatch]:
        """A dispute: who else may be asked, where the company has named a mediator."""
        codes = {reason["code"] for reason in decision["reasons"]} if decision else set()
        return [mediation(self.deps.mediator)] if self.deps.mediator and DISPUTE in codes else []

    async def _say_mediator(self, connection: Connection, conv: Row) -> None:
        """At the end of a dispute the customer is told where to go if it stays open; the law asks for it."""
        if self.deps.mediator and DISPUTE in conv["reasons"]:
            await self._bot_says(connection, conv, "handoff.mediator", mediator=self.deps.mediator)

    async def _refresh_brief(self, connection: Connection, conversation_id: str) -> None:
        """Something the brief shows has changed: build it again with the orders it already had."""
        known = await handoffs.get_brief(connection, conversation_id)
        if known is not None:
            conv = await conversations.get(connection, conversation_id)
            customer = await people.customer_by_id(connection, conv["customer_id"])
            await self._build_brief(connection, conv, customer, conv["decision"], known["orders"])

    async def _corrections(self, connection: Connection, conv: Mapping[str, Any]) -> list[Row]:
        """What the customer put right in this visit, oldest first."""
        start = await conversations.visit_start(connection, conv["id"])
        made = await timeline.after(connection, conv["id"], start - 1, kinds=("brief",), limit=5000)
        return [{"item": e["body"]["corrected"]["item"], "text": e["body"]["corrected"]["text"], "seq": e["seq"]}
                for e in made if e["body"].get("corrected")]

    async def _shared(self, connection: Connection, conv: Mapping[str, Any], *, first: bool = False) -> Row | None:
        """This visit's newest brief as its customer may see it, and the person it was passed to."""
        start = await conversations.visit_start(connection, conv["id"])
        if not first and not await timeline.after(connection, conv["id"], start - 1, kinds=("brief",), limit=1):
            return None
        brief = await handoffs.get_brief(connection, conv["id"])
        agent = await people.agent_by_id(connection, conv["agent_id"]) if conv["agent_id"] else None
        if brief is None:
            return None
        return briefs.shared(brief, None if agent is None else self._signed(agent, conv["language"]),
                             {c["item"] for c in await self._corrections(connection, conv)})

    async def _share(self, connection: Connection, conv: Mapping[str, Any]) -> None:
        """Show the customer what was passed on: at the hand-over, and to whom when somebody takes it."""
        shared = await self._shared(connection, conv, first=True)
        if shared is not None:
            await timeline.append(connection, conv["id"], self._now(), "brief", {"shared": shared})

    def _moods(self, conv: Mapping[str, Any], said: Sequence[tuple[int, str]]) -> list[Row]:
        """The mood curve; messages the brain never read are read by the lexicon alone."""
        known = {point["seq"]: point for point in conv["mood_curve"]}
        lexicon = self.deps.knowledge.emotion
        return [known.get(seq) or {"seq": seq, "feelings": read(text, conv["language"], lexicon)["feelings"]}
                for seq, text in said]

    async def _person_of_brief(self, connection: Connection, conv: Row, customer: Row) -> briefs.Person:
        preferences, dates = ([], []) if conv["minor"] else await self._for_brief(connection, conv)
        return briefs.Person(
            name=customer["name"], call_them=customer["call_them"],
            formality=conv["formality"] or customer["formality"], level=conv["level"],
            minor=True if conv["minor"] else None, pace=customer["pace"],
            since=rfc3339(customer["since"] or customer["created_at"]), preferences=preferences, dates=dates)

    async def _last_contacts(self, connection: Connection, conv: Row) -> list[Row]:
        """Who had it before, newest first: a colleague in this visit, a person in earlier ones."""
        start = await conversations.visit_start(connection, conv["id"])
        return [*await self._colleague_before(connection, conv, start),
                *await self._earlier_contacts(connection, conv, start)]

    async def _colleague_before(self, connection: Connection, conv: Row, start: int) -> list[Row]:
        """The agent this visit came back from to the queue: who takes it over should know whom to ask."""
        if conv["owner"] != Owner.QUEUE.value:
            return []
        owners = await timeline.after(connection, conv["id"], start - 1, kinds=("owner",))
        held = [e for e in owners if e["body"]["agent"] is not None]
        said = await self._customer_said(connection, conv)
        return [{"at": rfc3339(e["at"]), "about": said[-1][1][:200] if said else "",
                 "agent": e["body"]["agent"]["name"]} for e in held[-1:]]

    async def _earlier_contacts(self, connection: Connection, conv: Row, start: int) -> list[Row]:
        earlier = await timeline.latest(connection, conv["id"], before=start, kinds=("message",), limit=200)
        answered = [e for e in earlier if e["body"]["sender"]["kind"] == "agent"]
        if not answered:
            return []
        last = answered[-1]
        asked = [e for e in earlier if e["body"]["sender"]["kind"] == "customer"]
        return [{"at": rfc3339(last["at"]), "about": asked[0]["body"]["text"][:200] if asked else "",
                 "agent": last["body"]["sender"]["name"]}]


def promise_json(row: Mapping[str, Any]) -> Row:
    """A promise as protocols.md shows it."""
    return {"id": row["id"], "who": row["who"], "what": row["what"],
            "by": None if row["by"] is None else rfc3339(row["by"]), "state": row["state"]}


def _unique(told: Sequence[PolicyMatch], of_tasks: Sequence[PolicyMatch]) -> list[PolicyMatch]:
    """Each rule once: those somebody's words touch first, then those of the tasks that were tried."""
    found = {match.id: match for match in told}
    return [*found.values(), *(match for match in of_tasks if match.id not in found)]


def _facts(private: Sequence[Row]) -> list[Row]:
    """What was said, without the doubt about a step that is known to be done by now."""
    done = {e["body"]["step"]["label"] for e in private if e["kind"] == "step" and e["body"]["step"]["state"] == "done"}
    facts = [(e["seq"], e["body"]["fact"]) for e in private if e["kind"] == "fact"]
    return [{"id": f"f{seq}", "name": fact["name"], "label": fact["label"], "value": fact["value"], "seq": seq,
             "corrected": False}
            for seq, fact in facts if not (fact["name"] == UNVERIFIED and fact["label"] in done)]
