"""A link that begins a task, as intake takes it: checked against the tasks there are, said in plain words.

Owns that a link is a wish: it becomes a turn like a choice we offered ourselves, and never reaches the brain as text.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.messages import Inbound
from bot.core.problems import Problem
from bot.core.task_links import BadLink, TaskLink, checked_link
from bot.service.base import Row, ServiceBase


class TaskLinks(ServiceBase):
    def _with_link_checked(self, inbound: Inbound) -> Inbound:
        if inbound.begin is None:
            return inbound
        try:
            return replace(inbound, begin=checked_link(self.deps.topics, inbound.begin))
        except BadLink as error:
            raise Problem("bad_request", field=error.field) from error

    def _said_by_link(self, conv: Row, link: TaskLink) -> str:
        """What the conversation shows in the customer's name, for them and for an agent."""
        label = self.deps.topics[link.task].label[conv["language"]]
        if not link.place:
            return self._say(conv, "task_links.wish", task=label)
        return self._say(conv, "task_links.wish_at", task=label, place=link.place)


def begun_by(inbound: Inbound) -> Row | None:
    """The same shape as a choice we offered: an intent that exists and entities of ours."""
    if inbound.begin is None:
        return None
    known = (("begin", inbound.begin.step), ("place", inbound.begin.place))
    return {"intent": inbound.begin.task, "entities": [{"entity": n, "value": v} for n, v in known if v]}
