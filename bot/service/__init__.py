"""The only writer. Channels, pages and worker call it; the transactions of the front door live here.

Split by topic: `sessions` (tokens, welcome), `intake` (receiving), `pieces` (of numbers), `visits` (their end),
`turns` (asking the brain), `learning` (what one tells of the person), `recovery` (done but never said), `brainwords`
(ledger), `handoff` (queue, promise, brief), `requeue` (back to the queue), `desk` (people at work), `presence` (their
signs of life), `agents` (their accounts), `rows` (lists), `live` and `desk_live` (streams), `watch` (what time
changes), `promises` (announced late), `children_data` (erased after the case), `rounds` (one that breaks stops no
other), `last_resort` (a turn that breaks us), `delivery` (channels that push).
"""

from __future__ import annotations

from bot.service.base import Deps
from bot.service.delivery import DeliveryDesk
from bot.service.desk import Desk
from bot.service.desk_live import DeskLive
from bot.service.intake import Intake
from bot.service.last_resort import LastResort
from bot.service.live import Live
from bot.service.turns import Turns
from bot.service.watch import Watch

__all__ = ["Deps", "Service"]


class Service(Intake, Turns, LastResort, Desk, Watch, DeliveryDesk, Live, DeskLive):
    """Everything the front door can do, as one object with one set of surroundings."""
