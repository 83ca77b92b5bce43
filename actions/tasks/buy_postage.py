"""`buy_postage`: a stamp or a label bought once, and given as a file to print."""

from __future__ import annotations

from typing import Any

from actions.backoffice import BackOffice
from actions.talk import Talk
from actions.task import CannotGoOn, Outcome, Question, Task
from actions.values.numbers import say_cents
from bot.core.coaching import Step, operation_key

LABEL = {"fr": ("Étiquette d’envoi", "etiquette-envoi.pdf"), "en": ("Postage label", "postage-label.pdf")}


class BuyPostage(Task):
    name = "buy_postage"

    async def gather(self, talk: Talk) -> dict[str, Any]:
        return dict(await BackOffice().look_up("/postage") or {})

    def named_things(self, talk: Talk) -> list[str]:
        return ["lettre", "carte", "enveloppe", "colis", "paquet", "letter", "card", "envelope", "parcel", "package"]

    async def question(self, talk: Talk, step: Step) -> Question:
        if step.name != "confirm":
            return Question()
        price = talk.data.get("prices", {}).get(talk.run.values["item"], {}).get(talk.run.values["to"])
        if price is None:
            raise CannotGoOn("off")
        return Question(values={"price": say_cents(price["cents"], talk.language)})

    async def finish(self, talk: Talk) -> Outcome:
        key = operation_key(talk.run.id, "confirm")
        body = {"item": talk.run.values["item"], "to": talk.run.values["to"]}
        made = await BackOffice().act(f"/customers/{talk.customer}/postage", body, key)
        label, name = LABEL[talk.language]
        paper = {"ref": f"postage.{talk.language}.{key}", "name": name, "media_type": "application/pdf", "label": label}
        price = say_cents(made["price"]["cents"], talk.language)
        return Outcome(value=made["item"], facts={"bought": f"{talk.run.labels['item'][talk.language]}, {price}"},
                       documents=(paper,))


TASK = BuyPostage()
