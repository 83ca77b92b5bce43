"""Announcing a document of the back office to the front door (docs/tasks.md, "Documents")."""

from __future__ import annotations

from actions.talk import Talk

# What the downloaded file is called, by kind and language.
_NAMES = {"confirmation": {"fr": "confirmation", "en": "confirmation"}, "invoice": {"fr": "facture", "en": "invoice"},
          "label": {"fr": "etiquette-de-retour", "en": "return-label"},
          "withdrawal": {"fr": "accuse-de-retractation", "en": "withdrawal-acknowledgement"}}


def paper(talk: Talk, kind: str, key: str) -> dict[str, str]:
    """For `Outcome.documents`: a PDF of this kind about what was done under `key`. What the customer reads beside it
    is in the topic's `facts`, under the kind."""
    return {"ref": f"{kind}.{talk.language}.{key}", "name": f"{_NAMES[kind][talk.language]}.pdf",
            "media_type": "application/pdf", "label": talk.topic.facts[kind][talk.language]}
