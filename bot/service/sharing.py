"""The brief as its customer sees it: wants, facts and tries in their own words, and what they correct.

Owns what is shown and the timeline's `brief` events. Never shows mood, policy or gestures, and never changes what
was said: a correction stands beside it.
"""

from __future__ import annotations

from typing import Any

from bot.core.messages import ChatSession
from bot.core.problems import Problem
from bot.core.safety import SafetyFinding, check
from bot.service.base import Row, checked, shared_json
from bot.service.intake import Intake
from bot.store import conversations, people, timeline
from bot.store.database import Connection


class Sharing(Intake):
    async def shared_brief(self, session: ChatSession) -> Row | None:
        """S of protocols.md; None before the first hand-over."""
        async with self.deps.db.read() as connection:
            conv = await conversations.get(connection, session.conversation_id)
            shared = await self._shared(connection, conv)
        return None if shared is None else shared_json(shared, session.language)

    async def correct_brief(self, session: ChatSession, *, client_id: str, item: str, text: str) -> int:
        """The customer's own words for one item. Returns the number of the correction; the same client_id says it once.

        Raises `Problem`: too_long, empty, unknown_item.
        """
        text = checked(text)
        finding = check(text, self.deps.safety)
        orders: Row = {"state": "none", "items": []}
        if finding is not None:
            async with self.deps.db.read() as connection:
                conv = await conversations.get(connection, session.conversation_id)
                customer = await people.customer_by_id(connection, conv["customer_id"])
            orders = await self._orders(conv, customer)
        async with self.deps.db.write() as connection:
            conv = await conversations.get(connection, session.conversation_id)
            known = await self._corrected_before(connection, conv, client_id)
            if known is not None:
                return known
            seq = await self._correct(connection, conv, client_id, item, text, finding, orders)
        self.deps.hub.publish(session.conversation_id)
        self.deps.wake(session.conversation_id)
        return seq

    async def _correct(self, connection: Connection, conv: Row, client_id: str, item: str, text: str,
                       finding: SafetyFinding | None, orders: Row) -> int:
        shown = await self._shared(connection, conv)
        was = next((i for part in ("wants", "facts", "tried") for i in (shown or {}).get(part, ()) if i["id"] == item),
                   None)
        if was is None:
            raise Problem("unknown_item", field="item")
        conv, masked = await self._read(connection, conv, text)
        assert masked is not None, "there is text"
        body: dict[str, Any] = {
            "client_id": client_id, "masked": bool(masked.kinds),
            "corrected": {"item": item, "label": was["label"], "text": masked.text, "was": was["text"]}}
        seq = await timeline.append(connection, conv["id"], self._now(), "brief", {**body, "shared": shown})
        conv = await conversations.get(connection, conv["id"])
        await self._refresh_brief(connection, conv["id"])  # reads the correction, and shows it with its new version
        await timeline.rewrite(connection, conv["id"], seq, {**body, "shared": await self._shared(connection, conv)})
        if masked.kinds:
            await self._say_hidden(connection, conv, masked.kinds[0])
        if finding is not None:
            conv = await self._open_visit(connection, conv)
            await self._emergency(connection, conv, finding, masked.text, orders, seq)
        return seq

    async def _corrected_before(self, connection: Connection, conv: Row, client_id: str) -> int | None:
        made = await timeline.after(connection, conv["id"], 0, kinds=("brief",), limit=5000)
        return next((e["seq"] for e in made if e["body"].get("client_id") == client_id), None)
