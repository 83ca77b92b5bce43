"""Papers of what comes back: the label to stick on, and the acknowledgement that the law gives to a withdrawal.

A label never shows a price; a gift's neither brand nor whoever gave it. Nothing is given for what was undone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.backoffice.journal import Journal
from bot.backoffice.paper import Document, pdf
from bot.backoffice.topics.deliveries import POINTS

_DAY = {"fr": "%d/%m/%Y", "en": "%d %b %Y"}
_LABEL = {
    "fr": {"name": "etiquette-de-retour.pdf", "title": "Étiquette de retour", "what": "Contenu", "where": "À déposer",
           "by": "Au plus tard", "neutral": "colis neutre, sans prix ni marque",
           "foot": "À coller sur le colis, le code visible. Sans imprimante, le code se montre sur un téléphone."},
    "en": {"name": "return-label.pdf", "title": "Return label", "what": "Contents", "where": "Hand in at",
           "by": "At the latest", "neutral": "neutral parcel, no price and no brand",
           "foot": "Stick it on the parcel, with the code in view. Without a printer, show the code on a phone."},
}
_WITHDRAWAL = {
    "fr": {"name": "accuse-de-retractation.pdf", "title": "Accusé de réception de la rétractation",
           "received": "Reçue le", "at": "%d/%m/%Y à %H:%M UTC", "what": "Achat", "said": "Déclaration",
           "words": "Je me rétracte de cet achat.", "money": "Remboursement", "by": "Versé au plus tard le",
           "foot": "Ce document prouve que la rétractation nous est parvenue à cette date. Aucune raison n’est "
                   "demandée ni n’est nécessaire. À conserver."},
    "en": {"name": "withdrawal-acknowledgement.pdf", "title": "Acknowledgement of withdrawal",
           "received": "Received on", "at": "%d %b %Y at %H:%M UTC", "what": "Purchase", "said": "Statement",
           "words": "I withdraw from this purchase.", "money": "Refund", "by": "Paid by",
           "foot": "This document proves that the withdrawal reached us on this date. No reason was asked for and none "
                   "is needed. Please keep it."},
}


def label(journal: Journal, about: str, language: str) -> Document | None:
    """Of a return, by the key of its operation."""
    made = _done(journal, about, "code")
    if made is None:
        return None
    words, gift = _LABEL[language], bool(made.get("gift"))
    point = next(point for point in POINTS if point["id"] == made["point"])
    rows = [(words["what"], words["neutral"] if gift else made["of"][language]),
            (words["where"], point["label"][language]),
            (words["by"], date.fromisoformat(made["hand_in_by"]).strftime(_DAY[language]))]
    return Document(words["name"], "application/pdf",
                    pdf(words["title"], rows, words["foot"], code=made["code"], neutral=gift))


def withdrawal(journal: Journal, about: str, language: str) -> Document | None:
    """Of a withdrawal from a purchase, before it arrived (a cancellation) or after (a return)."""
    made = _done(journal, about, "refund_by")
    if made is None or not (made.get("withdrawal") or made["kind"] == "cancellation"):
        return None
    words, cents = _WITHDRAWAL[language], made["refund"]["cents"]
    rows = [(words["received"], datetime.fromisoformat(made["at"]).strftime(words["at"])),
            (words["what"], made["of"][language]), (words["said"], words["words"]),
            (words["money"], f"{cents / 100:.2f} EUR".replace(".", "," if language == "fr" else ".")),
            (words["by"], date.fromisoformat(made["refund_by"]).strftime(_DAY[language]))]
    return Document(words["name"], "application/pdf", pdf(words["title"], rows, words["foot"]))


def _done(journal: Journal, about: str, key: str) -> dict[str, Any] | None:
    found = journal.find(about)
    made: dict[str, Any] = found["result"] if found is not None else {}
    return made if key in made and not made.get("undone") else None


MAKERS = {"label": label, "withdrawal": withdrawal}
