"""Taking back, while there is time, what a task did: the same call for every task that can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from actions.backoffice import BackOffice, BackOfficeRefused
from actions.talk import Talk
from actions.task import CannotGoOn, Outcome
from actions.values.hours import say_time


async def take_back(talk: Talk, key: str) -> Outcome:
    """Undo what this customer did under `key`. Too late, or somebody else's: `CannotGoOn`."""
    try:
        await BackOffice().act(f"/customers/{talk.customer}/operations/{quote(key, safe='')}/undo", {}, f"{key}:undo")
    except BackOfficeRefused as error:
        raise CannotGoOn("undo_too_late") from error
    return Outcome("undone", facts={"undone": talk.topic.label[talk.language]})


def until(talk: Talk, made: dict[str, Any]) -> str:
    """Until when, in words of the customer's clock; `made` is the answer of the back office."""
    moment = datetime.fromisoformat(made["undo_until"]).astimezone(talk.heard.zone)
    return say_time(moment.time(), talk.language)
