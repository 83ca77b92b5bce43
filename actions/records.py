"""What several tasks need of a customer's records: the address on file, and orders as things to recognise.

Must not be asked for anybody whose ticket does not prove who they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from actions.backoffice import BackOffice
from actions.pointing import meant
from actions.talk import Talk
from actions.task import CannotGoOn, Question, Reading
from actions.values import agreement, places


async def address_on_file(talk: Talk) -> str:
    """The address as one line. `CannotGoOn("no_address")` when there is none to speak of."""
    record = await BackOffice().customer(str(talk.customer))
    if record is None or record["address"] is None:
        raise CannotGoOn("no_address")
    address = record["address"]
    return places.say_address(address["line"], address["postal_code"], address["city"])


def notice_address(talk: Talk, reading: Reading) -> None:
    """Reads the answer to "is this the right address?": yes, or somewhere else, which is for a person."""
    heard = talk.heard
    elsewhere = talk.topic.says(heard.text, "other_address") or places.find_address(heard.text)
    if elsewhere or heard.intent == "deny" or agreement.yes_or_no(heard.text) is False:
        reading.detour = "other_address"
    elif heard.agrees or talk.go_ahead:
        reading.take("address", True, heard.said)


async def orders(talk: Talk, *, kinds: tuple[str, ...] = ("order",)) -> list[dict[str, Any]]:
    """The person's orders, newest first; [] for somebody who has not proven who they are."""
    if talk.customer is None:
        return []
    return [order for order in await BackOffice().orders(talk.customer) if order["kind"] in kinds]


def order_named(talk: Talk, key: object) -> Mapping[str, Any]:
    """The order of that id among `talk.data`; one that is gone meanwhile is for a person."""
    found: Mapping[str, Any] | None = next((order for order in talk.data or () if order["id"] == key), None)
    if found is None:
        raise CannotGoOn("no_orders")
    return found


def to_choose_from(found: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Orders (or refunds) as things to recognise by what they are called, when they were, and how they stand."""
    return [{"id": one["id"], "label": one["label"], "words": one["words"], "at": one.get("at") or one["asked_on"],
             "status": one.get("status")} for one in found]


def recognised(talk: Talk, found: Sequence[Mapping[str, Any]],
               among: Sequence[Mapping[str, Any]] | None = None) -> Mapping[str, Any] | None:
    """The one order of `found` this message points at; with `among`, only if it fits better than all those."""
    named, _ = meant(talk, to_choose_from(found if among is None else among), asked=True)
    return next((o for o in found if o["id"] == named[0]["id"]), None) if len(named) == 1 else None


def which_order(talk: Talk) -> Question:
    """The question which order is meant: shown, never asked for by a number. Nothing to show is for a person."""
    assert talk.step is not None
    things = talk.task.things(talk, talk.step)
    if not things:
        raise CannotGoOn("no_orders")
    another = talk.choice("another", '/inform{"step":"detour","value":"other_order"}')
    if len(things) == 1:
        return Question("ask_order_one", values={"label": things[0]["label"][talk.language]}, also=(another,))
    if talk.run.between:
        return Question("ask_order_between", also=(another,))
    return Question(also=(another,))
