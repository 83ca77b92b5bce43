"""What a record nobody proved brings along when it turns out to be a proven customer's.

Owns what wins: whatever the proven record says already. A name given once is not asked for again, and what was to be
remembered stays remembered; of a child nothing is.
"""

from __future__ import annotations

from bot.core.memory import THINGS
from bot.store import identities, memories, people
from bot.store.database import Connection

HOW_TO_SPEAK = ("call_them", "formality", "pace", "language")  # the record has them, memory says since when
_MANY = [key for key, thing in THINGS.items() if thing.many]
_NAMES = ("name", "first_name", "call_them")


async def become(connection: Connection, unproven_id: str, customer_id: str, *, child: bool) -> None:
    """The unproven record ends; all that hangs on it is the customer's."""
    before = await people.customer_by_id(connection, unproven_id)
    after = await people.customer_by_id(connection, customer_id)
    if child:
        await memories.drop(connection, unproven_id)
    else:
        brought = await memories.follow(connection, unproven_id, customer_id, many=_MANY)
        changes = {key: brought[key] for key in HOW_TO_SPEAK if key in brought}
        if not any(after[key] for key in _NAMES):
            changes |= {key: before[key] for key in _NAMES if before[key]}
        await people.change_customer(connection, customer_id, **changes)
    await identities.absorb(connection, unproven_id, customer_id)
