"""The label of postage that was bought, to print at home."""

from __future__ import annotations

from bot.backoffice.journal import Journal
from bot.backoffice.paper import Document, code_of, pdf

_WORDS = {
    "fr": {"title": "Étiquette d’envoi", "what": "Envoi", "to": "Destination", "price": "Prix",
           "file": "etiquette-envoi.pdf",
           "letter": "Lettre, 20 g", "thick": "Grosse enveloppe, 250 g", "parcel": "Colis, 2 kg", "france": "France",
           "europe": "Europe", "world": "Monde",
           "foot": "À imprimer à taille réelle, à coller à plat, le code visible."},
    "en": {"title": "Postage label", "what": "Item", "to": "Destination", "price": "Price", "file": "postage-label.pdf",
           "letter": "Letter, 20 g", "thick": "Thick envelope, 250 g", "parcel": "Parcel, 2 kg", "france": "France",
           "europe": "Europe", "world": "World", "foot": "Print at full size, stick it flat, keep the code in view."},
}


def postage(journal: Journal, about: str, language: str) -> Document | None:
    """Of what was bought, by the key of its operation."""
    done, words = journal.find(about), _WORDS[language]
    if done is None or done["result"].get("kind") != "postage":
        return None
    made = done["result"]
    price = f"{made['price']['cents'] / 100:.2f} EUR".replace(".", "," if language == "fr" else ".")
    rows = [(words["what"], words[made["item"]]), (words["to"], words[made["to"]]), (words["price"], price)]
    return Document(words["file"], "application/pdf", pdf(words["title"], rows, words["foot"], code=code_of(about)))


MAKERS = {"postage": postage}
