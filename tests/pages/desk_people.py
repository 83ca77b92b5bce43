"""People with stories who wait for a person, and agents who sit down at the desk, for browser tests of the desk.

Must not test anything itself.
"""

from __future__ import annotations

from typing import Any

from bot.brain.fake import answer
from bot.core.turns import DecisionShape, TurnAnswer, TurnRequest
from tests.house import CLAIRE, Visitor
from tests.pages.conftest import Served, Window

LUKA = ("Bonjour, je m'appelle Luka et j'ai sept ans. J'ai perdu Jay ZX à la piscine. Mon papa avait dit de le laisser "
        "à la maison. J'avais économisé tout mon argent de Noël. J'espère que vous pourrez m'en envoyer un autre.")
# Words in a message, the reason they are, and what would have changed it.
REASONS = {
    "j'ai sept ans": ("minor", "Sans « sept ans », l’assistant aurait continué."),
    "très triste": ("emotion", "Sans « très », l’assistant aurait proposé une personne."),
}


def hands_over(request: TurnRequest) -> TurnAnswer:
    """A turn that hands over, with the words of the message that caused it."""
    found = [(words, *REASONS[words]) for words in REASONS if words in request["text"]]
    found = found or [(request["text"][:20], "asked", "")]
    decision: DecisionShape = {
        "action": "handoff", "priority": "normal" if found[0][1] == "asked" else "high", "decided_by": "brain",
        "reasons": [{"code": code, "words": [words], "seq": [], "confidence": 0.93, "nearest": nearest}
                    for words, code, nearest in found]}
    heavy = 0.1 if found[0][1] == "asked" else 0.8
    base = answer()["understanding"]
    understanding: Any = {**base, "name": request["text"].partition("je m'appelle ")[2].split(" ")[0].strip(".,") or None,
                          "emotion": {"feelings": [{"name": "sad", "intensity": heavy}, {"name": "hopeful", "intensity": 0.5}],
                                      "words": [], "urgency": 1.0}}
    return answer("Votre histoire mérite qu’une personne la lise.", decision=decision, understanding=understanding)


async def queued(served: Served, name: str, text: str = "", *, who: str | None = None, language: str = "fr") -> Visitor:
    """Someone who waits for a person after saying this."""
    served.house.brain.script = hands_over
    visitor = await served.house.visitor(language, who=who)
    await visitor.say(text or f"Bonjour, je m'appelle {name}. Je voudrais parler à quelqu'un.")
    await visitor.owner_is("queue")
    return visitor


async def desk(served: Served, login: tuple[str, str] = CLAIRE, *, language: str = "fr", **how: Any) -> Window:
    """The desk of this agent, logged in, with its lists drawn."""
    opened = await served.window(f"/desk?language={language}", language=language, **how)
    await opened.page.fill("#email", login[0])
    await opened.page.fill("#password", login[1])
    await opened.page.click("#login-form button[type=submit]")
    await opened.page.wait_for_selector("body[data-line='live'], body[data-line='polling']")
    return opened
