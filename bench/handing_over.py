"""Whether a person is called when needed, needlessly, and in time, on our own labelled conversations.

`python -m bench.handing_over [--words]`: the decision as the brain makes it (trained feelings) or as the front door
does when the brain is down (reviewed words alone). Owns the measures; tests/escalation holds floors for them.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.core.emotion import read
from bot.core.escalation import Knowledge, decide, gather
from bot.core.turns import EmotionShape, MoodPoint

FILE = Path(__file__).resolve().parent.parent / "tests/escalation/conversations.yml"
Reader = Callable[[str, str], EmotionShape]


@dataclass(frozen=True)
class Played:
    """One conversation: when a person was needed and when one was called (turns from 1), and the words of the call."""

    needed: int | None
    called: int | None
    offered: int | None
    turns: Sequence[str]


def conversations() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))["conversations"]
    return found


def play(one: Mapping[str, Any], knowledge: Knowledge, reader: Reader | None) -> Played:
    """Decide after each turn, as the product does; stop when a person is called."""
    moods: list[MoodPoint] = []
    offered = None
    for number, text in enumerate(one["turns"], 1):
        emotion = reader(text, one["language"]) if reader else None
        understanding: Any = None if emotion is None else {
            "intent": "inform", "confidence": 0.5, "alternatives": [], "emotion": emotion, "name": None}
        decision = decide(gather(text=text, language=one["language"], understanding=understanding,
                                 signals={"moods": moods[-5:]}, knowledge=knowledge), knowledge)
        if decision["action"] == "handoff":
            return Played(one["needed"], number, offered, one["turns"])
        if decision["action"] == "offer" and offered is None:
            offered = number
        felt = emotion or read(text, one["language"], knowledge.emotion)
        moods.append({"feelings": felt["feelings"]})
    return Played(one["needed"], None, offered, one["turns"])


def golden(played: Played, tolerance: int) -> float:
    """1 for a call within `tolerance` turns of the right one, less with the distance; 0 if missed or needless."""
    if played.needed is None or played.called is None:
        return float(played.needed is None and played.called is None)
    away = max(0, abs(played.called - played.needed) - tolerance)
    return math.exp(-away * away / 2)


def main() -> None:
    from tests.core.reviewed import knowledge

    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--words", action="store_true", help="as if the brain were down")
    reader = None if ask.parse_args().words else trained()
    every = [play(one, knowledge(), reader) for one in conversations()]
    needed, calm = [p for p in every if p.needed], [p for p in every if not p.needed]
    recall, needless = sum(p.called is not None for p in needed), sum(p.called is not None for p in calm)
    print(f"{len(every)} conversations: called {recall} of {len(needed)} needed ({recall / len(needed):.1%}), "
          f"needlessly {needless} of {len(calm)} ({needless / len(calm):.1%}); offered to "
          f"{sum(p.offered is not None for p in calm)} calm ones")
    timing = (f"GT-{'I' * t} {sum(golden(p, t - 1) for p in every) / len(every):.3f}" for t in (1, 2, 3))
    print("timing " + ", ".join(timing))
    for p in every:
        if p.needed != p.called:
            print(f"  needed at {p.needed}, called at {p.called}, offered at {p.offered}: {' // '.join(p.turns)}")


def trained() -> Reader:
    from bot.components.emotion_training import encoder
    from bot.core.emotion_model import read_trained
    from tests.core.reviewed import learnt, lexicon

    ready, encode = learnt(), encoder()
    one = None if encode is None else (lambda text: encode([text])[0])
    return lambda text, language: read_trained(text, language, ready[language], lexicon(), one)


if __name__ == "__main__":
    main()
