"""Papers of the travel desk: boarding pass and luggage label, from the check-in they were announced with."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.backoffice.journal import Journal
from bot.backoffice.paper import Document, code_of, pdf

ZONE = ZoneInfo("Europe/Paris")

_WORDS: dict[str, dict[str, str]] = {
    "fr": {"boarding": "Carte d’embarquement", "luggage": "Étiquette de bagage", "who": "Passager", "trip": "Voyage",
           "leaves": "Départ", "place": "Place", "gate": "Porte", "bags": "Bagages", "one": "un", "two": "deux",
           "when": "%d/%m/%Y à %Hh%M", "boarding_file": "carte-embarquement.pdf",
           "luggage_file": "etiquette-bagage.pdf",
           "boarding_foot": "Sur téléphone ou sur papier, le code ci-dessus suffit. Une pièce d’identité est demandée.",
           "luggage_foot": "À fixer sur la poignée. Une étiquette par bagage, le même code pour tous."},
    "en": {"boarding": "Boarding pass", "luggage": "Luggage label", "who": "Passenger", "trip": "Trip",
           "leaves": "Leaves", "place": "Seat", "gate": "Gate", "bags": "Luggage", "one": "one", "two": "two",
           "when": "%d %b %Y at %H:%M", "boarding_file": "boarding-pass.pdf", "luggage_file": "luggage-label.pdf",
           "boarding_foot": "On a phone or on paper, the code above is enough. An identity card is asked for.",
           "luggage_foot": "To be fixed on the handle. One label for each bag, the same code for all."},
}


def boarding(journal: Journal, about: str, language: str) -> Document | None:
    """Of a check-in, by the key of its operation."""
    made, words = _check_in(journal, about), _WORDS[language]
    if made is None:
        return None
    rows = [*_trip(made, words, language), (words["place"], made["place"]), (words["gate"], made["gate"])]
    return Document(words["boarding_file"], "application/pdf",
                    pdf(words["boarding"], rows, words["boarding_foot"], code=code_of(about)))


def luggage(journal: Journal, about: str, language: str) -> Document | None:
    """Of a check-in with luggage, by the key of its operation."""
    made, words = _check_in(journal, about), _WORDS[language]
    if made is None or made["bags"] == "none":
        return None
    rows = [*_trip(made, words, language), (words["bags"], words[made["bags"]])]
    return Document(words["luggage_file"], "application/pdf",
                    pdf(words["luggage"], rows, words["luggage_foot"], code=code_of(about)))


def _check_in(journal: Journal, about: str) -> dict[str, Any] | None:
    done = journal.find(about)
    return done["result"] if done is not None and done["result"].get("kind") == "check_in" else None


def _trip(made: dict[str, Any], words: dict[str, str], language: str) -> list[tuple[str, str]]:
    leaves = datetime.fromisoformat(made["leaves_at"]).astimezone(ZONE).strftime(words["when"])
    return [(words["who"], made["passenger"]), (words["trip"], made["label"][language]), (words["leaves"], leaves)]


MAKERS = {"boarding": boarding, "luggage": luggage}
