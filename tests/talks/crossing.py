"""From the web to Telegram and back: signed accounts, the start link, and a chat as its owner reads it.

Owns what stands in a chat as the judge wants it: who says it, without the line that names the speaker. What was edited
is read twice: as it was sent, and as it stands.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

from bot.channels.identity import Identities
from bot.files import load_texts
from bot.keys import load as load_keys
from tests.house import House, Visitor
from tests.telegram.people import Person as Phone
from tests.telegram.people import Sent

if TYPE_CHECKING:
    from tests.talks.people import Person

_numbers = count(1)


def account(name: str | None) -> dict[str, str]:
    """What a shop signs for a new customer; many shops sign no name."""
    return {"sub": f"customer-{next(_numbers)}", **({"name": name} if name else {})}


def sign(house: House, claims: dict[str, str]) -> str:
    return Identities(load_keys(house.settings).identity).sign(claims, 3600)


async def taps_link(house: House, person: Person) -> None:
    """The link of the account page, tapped on the phone; from then on the chat is the customer's."""
    assert person.account is not None and person.phone is not None
    answer = await house.http.post("/telegram/links", json={"identity": sign(house, person.account)})
    assert answer.status_code == 201, answer.text
    person.phone.starts(str(answer.json()["url"]).partition("?start=")[2])


async def goes_to_the_web(house: House, person: Person) -> None:
    """Signs in on the site, and goes on writing there."""
    assert person.account is not None
    person.visitor = Visitor(house.http, person.language)
    await person.visitor.open(identity=sign(house, person.account), greet=True)
    person.here = "web"


def chat_of(phone: Phone, language: str) -> list[dict[str, Any]]:
    """Both sides of a chat in Telegram, as events."""
    sent = {one.id: one for one in phone.fake.sent_to(phone)}
    shown = {one.id: one for one in phone.fake.shown_to(phone)}
    events = []
    for number, message in sorted(phone.chat.messages.items()):
        if number not in sent:
            events.append(_event("customer", str(message.get("text") or ""), language))
            continue
        events.append(_of_ours(sent[number], language))
        if shown[number].text != sent[number].text:
            events.append(_of_ours(shown[number], language))
    return events


def _of_ours(message: Sent, language: str) -> dict[str, Any]:
    head, _, rest = message.text.partition("\n")
    named = bool(message.bold()) and message.bold()[0].strip() == head
    sensei = head == _sensei(language)
    return _event("agent" if named and not sensei else "bot", rest if named else message.text, language, message.labels)


@lru_cache(maxsize=2)
def _sensei(language: str) -> str:
    return f"Sensei, {load_texts().say('welcome.role', language)}"


def _event(kind: str, text: str, language: str, labels: list[str] | None = None) -> dict[str, Any]:
    return {"kind": "message", "sender": {"kind": kind}, "text": text, "lang": language, "channel": "telegram",
            "choices": [{"label": label} for label in labels or []]}
