"""`bank_transfer`: demo only. Whoever was told to make it is stopped, kindly, and a person takes over; nothing is sent.

The payee's name is checked against the account's before the go-ahead. No code is ever asked for or sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from actions.backoffice import BackOffice
from actions.kinds import button
from actions.talk import Talk
from actions.task import CannotGoOn, Outcome, Question, Reading, Task
from bot.core.coaching import Step, operation_key


class BankTransfer(Task):
    name = "bank_transfer"
    refusals = ("refused_too_much",)

    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        if talk.customer is None:
            return []
        found = await BackOffice().look_up(f"/customers/{talk.customer}/payees")
        return list((found or {}).get("payees", []))

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        return list(talk.data)

    def named_things(self, talk: Talk) -> list[str]:
        return []

    def read(self, talk: Talk) -> Reading:
        """The sign of a deception may come at any time, and then nothing else in the message counts."""
        reading = super().read(talk)
        if talk.heard.intent == self.name:
            reading.values.pop("told", None)  # « je voudrais » begins it, and answers nothing yet
        if reading.values.get("told") or (not talk.heard.choice and talk.topic.says(talk.heard.text, "scam")):
            talk.fact("warned", self.topic.label[talk.language], talk.heard.said)
            return Reading(detour="stop", calls="fraud")
        return reading

    async def question(self, talk: Talk, step: Step) -> Question:
        if step.name == "payee" and not talk.data:
            raise CannotGoOn("no_payees")
        if step.name == "payee":  # A to Z, as every list of people
            ordered = sorted(talk.data, key=lambda payee: str(payee["label"][talk.language]).casefold())
            return Question(buttons=[button(p["label"][talk.language], step, p["id"]) for p in ordered])
        if step.name != "confirm":
            return Question()
        payee = self._payee(talk)
        return Question(None if payee["matches"] else "recap_differs", values={"holder": payee["holder"]})

    async def finish(self, talk: Talk) -> Outcome:
        payee = self._payee(talk)
        path = f"/customers/{talk.customer}/payees/{quote(str(payee['id']), safe='')}/transfers"
        made = await BackOffice().act(path, {"cents": talk.run.values["amount"]}, operation_key(talk.run.id, "confirm"))
        amount = talk.run.labels["amount"][talk.language]
        return Outcome(value=str(made["cents"]), facts={"transfer": f"{amount}, {payee['label'][talk.language]}"})

    def _payee(self, talk: Talk) -> Mapping[str, Any]:
        found: Mapping[str, Any] | None = next((p for p in talk.data if p["id"] == talk.run.values.get("payee")), None)
        if found is None:
            raise CannotGoOn("no_payees")
        return found


TASK = BankTransfer()
