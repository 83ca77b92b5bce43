"""« Comment l'auriez-vous dit ? »: asked once, after a task that succeeded although one of its questions did not.

Owns the question, the answer and the thanks; runs at intake without brain, like proving. The fault is ours and is
said so. Never asked of a child, nor when a person is offered or owns the conversation. What becomes of the words is
decided by a lead (`task_board`).
"""

from __future__ import annotations

from typing import Any

from bot.core.conversation import Outcome, Owner
from bot.core.own_words import ANSWERED_WITHIN, begins_an_answer, hardest_step, is_an_answer
from bot.core.turns import TurnAnswer
from bot.service.base import Row, ServiceBase
from bot.store import people, task_reviews, timeline, turns
from bot.store.database import Connection

TELL, SKIP = "own_words:tell", "own_words:skip"
THANK, NO_THANKS = "own_words:thank", "own_words:no_thanks"
_HINTS = 3  # of a step
_LOOK_BACK = 400  # entries of the ledger in which this run's failures are looked for


class OwnWords(ServiceBase):
    async def _ask_own_words(self, connection: Connection, conv: Row, answer: TurnAnswer) -> None:
        """After the answer that ended a task well: the one question, about the step that went worst."""
        done = next((word for word in answer["tasks"] if word["state"] == "done"), None)
        if done is None or conv["minor"] or answer["decision"] is not None or _goes_on(answer):
            return
        recent = await timeline.latest(connection, conv["id"], private=True, kinds=("step",), limit=_LOOK_BACK)
        step = hardest_step((event["body"]["step"] for event in recent), done["run"])
        topic = self.deps.topics.get(done["task"])
        named = topic.step(step) if topic is not None and step is not None else None
        if named is None or await task_reviews.was_asked(connection, conv["customer_id"], done["task"]):
            return
        await task_reviews.add_wording(connection, conv["id"], self._now(), run=done["run"], task=done["task"],
                                       step=named.name, language=conv["language"])
        await self._bot_says(connection, conv, "own_words.ask", label=named.label[conv["language"]],
                             choices=self._offers(conv, tell=TELL, skip=SKIP))

    async def _about_own_words(self, connection: Connection, conv: Row, choice: Row | None, words: str | None,
                               seq: int) -> bool:
        """Whether this message answered the question; then it is kept, and the brain never sees it."""
        if conv["owner"] != Owner.BOT.value or (choice is None and words is None):
            return False
        asked = await task_reviews.latest_wording(connection, conv["id"])
        if asked is None:
            return False
        if choice is not None:
            taken = await self._chosen(connection, conv, asked, choice["intent"])
        else:
            taken = await self._answered(connection, conv, asked, words or "")
        if taken:
            await turns.settle(connection, Outcome.ANSWERED, self._now(), conversation_id=conv["id"], seq=seq)
        return taken

    async def _chosen(self, connection: Connection, conv: Row, asked: Row, intent: str) -> bool:
        said = {TELL: "listening", SKIP: "fine", THANK: "will_thank", NO_THANKS: "fine"}.get(intent)
        if said is None:
            return False
        changes: dict[str, Any] = {"thanks": True} if intent == THANK else {}
        if asked["state"] in ("asked", "listening") and intent in (TELL, SKIP):
            changes = {"state": "listening" if intent == TELL else "declined", "at": self._now()}
        if changes:
            await task_reviews.change_wording(connection, asked["id"], **changes)
        await self._bot_says(connection, conv, f"own_words.{said}")
        return True

    async def _answered(self, connection: Connection, conv: Row, asked: Row, words: str) -> bool:
        answers = {"asked": begins_an_answer, "listening": is_an_answer}.get(asked["state"])
        if answers is None or self._now() - asked["at"] > ANSWERED_WITHIN or not answers(words):
            if asked["state"] == "listening":  # said once more by its button; until then it is a message like any other
                await task_reviews.change_wording(connection, asked["id"], state="asked")
            return False
        await task_reviews.change_wording(connection, asked["id"], state="told", text=words,
                                          language=conv["language"])
        await self._bot_says(connection, conv, "own_words.kept",
                             choices=self._offers(conv, thank=THANK, no_thanks=NO_THANKS))
        return True

    def _offers(self, conv: Row, **intents: str) -> list[Row]:
        return [{"label": self._say(conv, f"own_words.choice_{name}"), "intent": intent}
                for name, intent in intents.items()]

    @staticmethod
    async def _hints(connection: Connection, task: str, language: str) -> dict[str, list[str]]:
        """Customers' words that help with each step of a task, the newest few of each."""
        found: dict[str, list[str]] = {}
        for row in await task_reviews.hints(connection, task, language):
            found.setdefault(row["step"], []).append(row["text"])
        return {step: texts[-_HINTS:] for step, texts in found.items()}

    async def _introduce(self, connection: Connection, conv: Row, *, greet: bool = True) -> None:
        """The first word of a visit, and after it the thanks that are due."""
        before = conv["introduced"]
        await super()._introduce(connection, conv, greet=greet)
        if not before:
            await self._thank_for_words(connection, conv)

    async def _thank_for_words(self, connection: Connection, conv: Row) -> None:
        """Once, to who wished it: their words help others now."""
        due = await task_reviews.to_thank(connection, conv["customer_id"])
        if not due or conv["owner"] != Owner.BOT.value:
            return
        topic = self.deps.topics.get(due[0]["task"])
        for row in due:
            await task_reviews.change_wording(connection, row["id"], thanked_at=self._now())
        if topic is not None:
            customer = await people.customer_by_id(connection, conv["customer_id"])
            name = self._called(customer)
            await self._bot_says(connection, conv, "own_words.thanks" if name is None else "own_words.thanks_named",
                                 task=topic.label[conv["language"]], name=name)


def _goes_on(answer: TurnAnswer) -> bool:
    """Whether the customer is led on to something else, which would be in the way of the question."""
    return (any(word["state"] in ("started", "resumed") for word in answer["tasks"])
            or any(message["key"].endswith("_and_now") for message in answer["messages"]))
