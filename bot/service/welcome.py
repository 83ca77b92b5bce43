"""The welcome: once a visit, by name, and knowing what happened since.

Must not say anything private to somebody who is not verified, nor recite what is long past.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.conversation import Owner
from bot.core.things import as_yours
from bot.service.base import Row
from bot.service.handoff import WISH_HUMAN
from bot.service.own_words import OwnWords
from bot.store import conversations, handoffs, people
from bot.store.database import Connection

LATELY = timedelta(days=10)
KEPT = timedelta(days=30)       # so long, a request kept for later is what somebody comes back for
RESUME = "resume_task"


class Welcome(OwnWords):
    async def _welcome(self, connection: Connection, conv: Row, orders: list[Row]) -> Row:
        """Greet once a visit, by name when we know it. Nothing is said over a person or to someone waiting."""
        if conv["owner"] == Owner.CLOSED.value:
            conv = await self._reopen(connection, conv)
        if conv["owner"] != Owner.BOT.value or conv["introduced"]:
            return conv
        customer = await people.customer_by_id(connection, conv["customer_id"])
        name = self._called(customer)
        if conv["formality"] is None:
            conv["formality"] = customer["formality"]
        helper = await self._last_helper(connection, conv)
        truth, arrived = _something_true(orders), await self._just_arrived(connection, conv, orders)
        talk = {"label": self._say(conv, "waiting.wish_human"), "intent": WISH_HUMAN}
        if name is None:
            await self._bot_says(connection, conv, "welcome.stranger")
        elif helper is not None:
            await self._bot_says(connection, conv, "welcome.after_person", name=name, person=helper, choices=[talk])
        elif await self.offers_to_go_on(connection, conv):
            go_on = {"label": self._say(conv, "telegram.go_on_choice"), "intent": RESUME}
            await self._bot_says(connection, conv, "welcome.kept", name=name, choices=[go_on])
        elif truth is not None:
            await self._bot_says(connection, conv, "welcome.with_truth", name=name, label=truth[0], status=truth[1])
        elif arrived is not None:
            await self._bot_says(connection, conv, "welcome.arrived", name=name, thing=arrived)
        else:
            await self._bot_says(connection, conv, "welcome.named", name=name)
        await conversations.change(connection, conv["id"], introduced=True, asked_name=name is None)
        await self._thank_for_words(connection, conv)
        return await conversations.get(connection, conv["id"])

    async def offers_to_go_on(self, connection: Connection, conv: Row) -> bool:
        """Whether the welcome offers the task that is open, on whatever channel it was begun."""
        customer = await people.customer_by_id(connection, conv["customer_id"])
        if self._called(customer) is None or await self._last_helper(connection, conv) is not None:
            return False
        run = await handoffs.open_task_run(connection, conv["customer_id"])
        return run is not None and self._now() < run["updated_at"] + KEPT

    async def _just_arrived(self, connection: Connection, conv: Row, orders: list[Row]) -> str | None:
        """« Vos baskets bleues »: what came lately and since the visit before. Asked about once, then it is past."""
        now, before = self._now(), await conversations.visit_before(connection, conv["id"])
        for order in orders:
            at = datetime.fromisoformat(order["at"])
            if order["status_code"] == "delivered" and at <= now < at + LATELY and (before is None or before < at):
                thing = as_yours(order["label"], conv["language"], conv["formality"] or "vous")
                return thing[:1].upper() + thing[1:]
        return None

    async def _reopen(self, connection: Connection, conv: Row) -> Row:
        """closed → bot: a new visit. What was decided before is past; who helped is remembered."""
        conv = await conversations.change_owner(
            connection, conv, Owner.BOT, introduced=False, handed_back=False, decision=None, reasons=[],
            priority="normal", mood=None, mood_curve=[], misunderstood=0, refused=0, step_failures={},
            waiting_since=None, promise_id=None, step_up=None)
        await self._owner_event(connection, conv, None)
        await conversations.open_visit(connection, conv["id"], opened_seq=conv["last_seq"] + 1, now=self._now())
        return await conversations.get(connection, conv["id"])

    async def _last_helper(self, connection: Connection, conv: Row) -> str | None:
        """The first name of the person who answered last, in an earlier visit."""
        if conv["last_agent_id"] is None:
            return None
        agent = await people.agent_by_id(connection, conv["last_agent_id"])
        return None if agent is None else str(agent["name"])


def _something_true(orders: list[Row]) -> tuple[str, str] | None:
    """One true thing to open with: an order on its way. Old deliveries would be reciting, not recognising."""
    coming = next((o for o in orders if o["status_code"] == "shipped"), None)
    if coming is None:
        return None
    return coming["label"][:1].upper() + coming["label"][1:], coming["status"]
