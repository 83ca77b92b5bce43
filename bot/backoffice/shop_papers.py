"""Papers of the shop: the invoice of an order, as it was drawn up. Later changes of the record do not change it."""

from __future__ import annotations

from datetime import date

from bot.backoffice.journal import Journal
from bot.backoffice.paper import Document, pdf

_VAT = 20  # per cent, in the price

_WORDS: dict[str, dict[str, str]] = {
    "fr": {"name": "facture.pdf", "title": "Facture", "number": "Numéro", "issued": "Établie le", "billed": "Pour",
           "what": "Achat", "total": "Total payé", "vat": "Dont TVA (20 %)", "day": "%d/%m/%Y",
           "foot": "Elle vaut preuve d’achat, aussi pour la garantie légale de conformité (deux ans)."},
    "en": {"name": "invoice.pdf", "title": "Invoice", "number": "Number", "issued": "Issued on", "billed": "For",
           "what": "Purchase", "total": "Total paid", "vat": "VAT included (20%)", "day": "%d %b %Y",
           "foot": "It is proof of purchase, for the legal guarantee of conformity (two years) as well."},
}


def invoice(journal: Journal, about: str, language: str) -> Document | None:
    """By the key under which it was drawn up."""
    done = journal.find(about)
    if done is None or done["result"].get("kind") != "invoice":
        return None
    made, words = done["result"], _WORDS[language]
    cents = made["total"]["cents"]
    rows = [(words["number"], made["number"]),
            (words["issued"], date.fromisoformat(made["issued_on"]).strftime(words["day"])),
            (words["billed"], made["billed_to"]), (words["what"], made["of"][language]),
            (words["total"], _money(cents, language)),
            (words["vat"], _money(round(cents * _VAT / (100 + _VAT)), language))]
    return Document(words["name"], "application/pdf",
                    pdf(words["title"], rows, words["foot"], code=made["number"]))


def _money(cents: int, language: str) -> str:
    return f"{cents / 100:.2f} EUR".replace(".", "," if language == "fr" else ".")


MAKERS = {"invoice": invoice}
