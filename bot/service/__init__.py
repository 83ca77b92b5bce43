"""The only writer. Channels, pages and worker call it; the transactions of the front door live here.

Split by topic: `sessions` (tokens), `welcome`, `identities` (one record for one person),
`step_up`, `offers` and `code_mail` (proving by a code), `intake` (receiving), `routing` (where it goes),
`pieces` (numbers sent in pieces),
`emergencies`
(danger), `visits` (their end), `turns` (asking the brain), `learning` (what one tells of the person), `recovery`
(done but never said), `brainwords` (ledger), `handoff` (queue, promise), `briefing` and `sharing` (the brief, and
what its customer sees of it), `requeue` (back to the queue), `desk` (people at work), `presence` (signs of life),
`agents` (their accounts), `rows` (lists), `live` and `desk_live` (streams), `attachments` and `media` (files),
`documents` (what actions announced),
`export` and `takeout` (a copy to take home), `erasure`, `traces` and `retention`, `memory`, `recall`,
`rights`, `watch` (what time changes),
`rounds` (one broken stops no other), `promises` (announced late), `last_resort` (a turn that breaks us),
`handed_over` (what was dealt with), `standstill`, `feedback` (what agents say of it),
`delivery` (channels that push), `questions` (what went unanswered), `task_reviews` and `task_board` (how each task
goes, and what is decided about it).
"""

from __future__ import annotations

from bot.service.base import Deps
from bot.service.business import Business
from bot.service.delivery import DeliveryDesk
from bot.service.desk_live import DeskLive
from bot.service.documents import Documents
from bot.service.edits import Edits
from bot.service.last_resort import LastResort
from bot.service.live import Live
from bot.service.questions import Questions
from bot.service.replaying import Replaying
from bot.service.sharing import Sharing
from bot.service.start_links import StartLinks
from bot.service.task_board import TaskBoard
from bot.service.telegram_chats import TelegramChats
from bot.service.turns import Turns
from bot.service.updates import Updates
from bot.service.watch import Watch

__all__ = ["Deps", "Service"]


class Service(Sharing, StartLinks, Edits, TelegramChats, Turns, LastResort, DeskLive, Business, Watch, DeliveryDesk,
              Live, Documents, Updates, Questions, Replaying, TaskBoard):
    """Everything the front door can do, as one object with one set of surroundings."""
