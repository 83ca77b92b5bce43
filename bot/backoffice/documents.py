"""The demo company's documents, made as PDF when they are asked for.

Owns `MAKERS`: what a `ref` begins with -> who makes it. A ref is `<kind>.<language>.<what it is about>`;
actions announce it, the front door fetches it. Must not know HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.backoffice import postage_papers, return_papers, shop_papers, travel_papers
from bot.backoffice.journal import Journal
from bot.backoffice.paper import Document, pdf

LANGUAGES = ("fr", "en")


Maker = Callable[[Journal, str, str], Document | None]


def find(journal: Journal, ref: str) -> Document | None:
    """The document behind `ref`, or None: there is none."""
    kind, _, rest = ref.partition(".")
    language, _, about = rest.partition(".")
    maker = MAKERS.get(kind)
    return maker(journal, about, language) if maker is not None and language in LANGUAGES else None


_CONFIRMATION: dict[str, dict[str, str]] = {
    "fr": {"name": "confirmation.pdf", "title": "Votre pièce est commandée", "part": "Envoi", "price": "Prix",
           "free": "offert", "arrives": "Arrivée prévue", "day": "%d/%m/%Y",
           "foot": "Il n’y a rien à renvoyer et rien à refaire. Une question ? Écrivez-nous, nous vous reconnaîtrons."},
    "en": {"name": "confirmation.pdf", "title": "Your part is on order", "part": "What we send", "price": "Price",
           "free": "free", "arrives": "Expected", "day": "%d %b %Y",
           "foot": "There is nothing to send back and nothing to do again. A question? Write to us, we will know you."},
}


def confirmation(journal: Journal, about: str, language: str) -> Document | None:
    """Of a replacement part, by the key of its operation."""
    done = journal.find(about)
    if done is None or done["result"].get("kind") != "replacement":
        return None
    made: dict[str, Any] = done["result"]
    words = _CONFIRMATION[language]
    cents = made["price"]["cents"]
    price = f"{cents / 100:.2f} EUR".replace(".", "," if language == "fr" else ".") if cents else words["free"]
    rows = [(words["part"], made["label"][language]), (words["price"], price),
            (words["arrives"], datetime.fromisoformat(made["arrives_on"]).strftime(words["day"]))]
    return Document(words["name"], "application/pdf", pdf(words["title"], rows, words["foot"]))


MAKERS: dict[str, Maker] = {"confirmation": confirmation, **postage_papers.MAKERS, **return_papers.MAKERS,
                           **shop_papers.MAKERS, **travel_papers.MAKERS}
