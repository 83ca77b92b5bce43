"""The only writer. Channels, pages and worker call it; the transactions of the front door live here.

Split by topic: `sessions` (tokens, welcome), `intake` (receiving), `pieces` (numbers sent in pieces), `emergencies`
(danger), `visits` (their end), `turns` (asking the brain), `learning` (what one tells of the person), `recovery`
(done but never said), `brainwords` (ledger), `handoff` (queue, promise), `briefing` and `sharing` (the brief, and
what its customer sees of it), `requeue` (back to the queue), `desk` (people at work), `presence` (signs of life),
`agents` (their accounts), `rows` (lists), `live` and `desk_live` (streams), `attachments` and `media` (files),
`export` (a copy to take home), `watch` (what time changes), `rounds` (one broken stops no other), `promises`
(announced late), `last_resort` (a turn that breaks us), `delivery` (channels that push).
"""

from __future__ import annotations

from bot.service.base import Deps
from bot.service.delivery import DeliveryDesk
from bot.service.desk import Desk
from bot.service.desk_live import DeskLive
from bot.service.export import Export
from bot.service.last_resort import LastResort
from bot.service.live import Live
from bot.service.sharing import Sharing
from bot.service.turns import Turns
from bot.service.watch import Watch

__all__ = ["Deps", "Service"]


class Service(Sharing, Turns, LastResort, Desk, Watch, DeliveryDesk, Live, Export, DeskLive):
    """Everything the front door can do, as one object with one set of surroundings."""
