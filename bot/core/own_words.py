"""Reading an answer to « comment l'auriez-vous dit ? »: whether a message is one, and which step deserves the question.

Pure. Must not decide what becomes of the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from bot.core.folding import fold
from bot.core.phrases import Phrases
from bot.core.task_review import OUR_FAILURE

ANSWERED_WITHIN = timedelta(minutes=30)     # later, a message is about something else
LONGEST = 300                               # characters; more is a story, not a question

# In the small language of core/phrases.py: how people begin to say it their way.
_BEGINS = Phrases.of([
    "(j'|je l') aurais (dit|demande|mis|ecrit|prefere)", "moi je dirais", "je dirais (plutot)?", "dites (plutot)?",
    "(plutot|mieux) … (demander|dire)", "il fallait (dire|demander)",
    "(i'd|i would) have (said|asked|put|written)", "(i'd|i would) (say|ask|put)", "(just)? (say|ask) (instead)?",
    "(better|rather) … (say|ask)",
])
_ELSEWHERE = Phrases.of([
    "(parler|parle) (a|avec) (une|un|quelqu'un)", "(conseiller*|conseillere*|humain*)",
    "(rien|laissez tomber|laisse tomber|passons)", "je ne sais pas", "(aucune|pas d') idee",
    "(talk|speak) to (a|an|somebody|someone)", "(human|adviser|advisor)", "(nothing|never mind|nevermind|skip it)",
    "(i)? (don't|do not|dont) know", "no idea",
])


def begins_an_answer(text: str) -> bool:
    """Whether somebody who was asked, and has not said yet that they will answer, does so by these words."""
    folded = fold(text)
    return len(text) <= LONGEST and bool(_BEGINS.find(folded)) and not _ELSEWHERE.find(folded)


def is_an_answer(text: str) -> bool:
    """Whether somebody who said that they will answer does: anything but a wish for a person, or nothing."""
    return len(text) <= LONGEST and not _ELSEWHERE.find(fold(text))


def hardest_step(steps: Iterable[Mapping[str, Any]], run: str) -> str | None:
    """The step of this run whose question was misunderstood most, the later of two; None when none was."""
    failures: dict[str, int] = {}
    for word in steps:
        if word.get("run") == run and word.get("state") == "failed" and word.get("value") != OUR_FAILURE:
            failures[str(word["step"])] = failures.get(str(word["step"]), 0) + 1
    return max(reversed(list(failures)), key=lambda step: failures[step]) if failures else None
