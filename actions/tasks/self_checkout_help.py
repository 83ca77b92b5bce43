"""`self_checkout_help`: stuck at a self-checkout. One gesture; if it does not help, somebody is called to that till.

The call is shown at the shop's desk by the back office; that somebody comes at a certain time is never said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from actions.backoffice import BackOffice
from actions.diagnosis import Diagnosis
from actions.talk import Talk
from actions.task import CannotGoOn, Outcome
from bot.core.coaching import Step, operation_key

_TILL = ("caisse ", "till ")


class SelfCheckoutHelp(Diagnosis):
    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        found = await BackOffice().look_up("/tills")
        return list((found or {}).get("tills", []))

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        """Asked which till it is, « la deux » says it; elsewhere a number counts something else."""
        if not talk.asked(step):
            return list(talk.data)
        return [{**till, "words": [*till["words"], *_bare(till["words"])]} for till in talk.data]

    def named_things(self, talk: Talk) -> list[str]:
        return []  # « la caisse » is no word of their own for anything

    async def finish(self, talk: Talk) -> Outcome:
        till = talk.run.values.get("till")
        if till is None:
            return await super().finish(talk)
        found = next((t for t in talk.data if t["id"] == till), None)
        if found is None:
            raise CannotGoOn("off")
        called = await BackOffice().act(f"/tills/{quote(str(till), safe='')}/calls",
                                        {"trouble": talk.run.values["trouble"]}, operation_key(talk.run.id, "till"))
        where = called["shown_at"][talk.language]
        return Outcome("called", {"where": where, "till": found["label"][talk.language]}, facts={"called": where})


def _bare(words: list[str]) -> list[str]:
    return [word.split()[-1] for word in words if word.startswith(_TILL)]


TASK = SelfCheckoutHelp("self_checkout_help")
