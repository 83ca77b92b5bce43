"""`payment_refused`: what became of the last attempt or what the screen said, one gesture, another way to pay. No card
number is asked for or read.

Whoever may have been charged is not told to try again: a person looks first, so that nothing is paid twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from actions.backoffice import BackOffice, BackOfficeError
from actions.diagnosis import Diagnosis
from actions.talk import Talk
from actions.task import Outcome, Reading
from actions.values.hours import say_time
from actions.values.numbers import say_cents

_CARD = re.compile(r"(?:\d[ -]?){12,18}\d")
RECENT = timedelta(hours=24)


class PaymentRefused(Diagnosis):
    async def gather(self, talk: Talk) -> Mapping[str, Any] | None:
        """The last attempt of a verified person. Without it the screen tells: a silence here stops nothing."""
        if talk.customer is None:
            return None
        try:
            found = await BackOffice().look_up(f"/customers/{talk.customer}/payments")
        except BackOfficeError:
            return None
        last = next(iter((found or {}).get("payments") or ()), None)
        now = datetime.fromisoformat(str(talk.heard.metadata.get("now")).replace("Z", "+00:00"))
        return last if last is not None and now - datetime.fromisoformat(last["at"]) <= RECENT else None

    def read(self, talk: Talk) -> Reading:
        """Digits as long as a card's are answered, never kept as an answer. What they say counts before what is on
        file, but for money that left: that is never tried again."""
        reading = super().read(talk)
        if _CARD.search(talk.heard.text):
            reading.values.clear()
            reading.detour = "no_card"
            return reading
        last, asked = talk.data, talk.step is not None and talk.step.name == "message"
        if last is not None and asked and talk.heard.intent == self.name and reading.detour is None:
            charged = last["code"] in ("charged", "pending")
            if charged or ("message" not in reading.values and last.get("reason")):
                reading.take("message", "twice" if charged else last["reason"], None)
                self._tell(talk, last)
        return reading

    @staticmethod
    def _tell(talk: Talk, last: Mapping[str, Any]) -> None:
        """What is on file, said before anything is asked."""
        moment = datetime.fromisoformat(last["at"]).astimezone(talk.heard.zone)
        said = {"amount": say_cents(last["amount"]["cents"], talk.language),
                "time": say_time(moment.time(), talk.language)}
        talk.say("last_refused" if last["code"] == "refused" else "last_left", **said)
        talk.fact("attempt", f"{said['amount']}, {said['time']}")

    async def finish(self, talk: Talk) -> Outcome:
        if talk.run.values["message"] == "twice":
            return Outcome("charged", buttons=(talk.person,))
        return await super().finish(talk)


TASK = PaymentRefused("payment_refused")
