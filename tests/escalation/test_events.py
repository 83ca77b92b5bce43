"""Events that come first whatever the tone: called when they are so, and not even mentioned when it only sounds so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.core.escalation import decide, gather
from bot.core.escalation_rules import EVENT_CODES
from tests.core.reviewed import knowledge

FILE = Path(__file__).with_name("events.yml")
EVENTS: dict[str, dict[str, dict[str, list[str]]]] = yaml.safe_load(FILE.read_text("utf-8"))


def found(text: str, language: str) -> dict[str, Any]:
    decision = decide(gather(text=text, language=language, understanding=None, signals={}, knowledge=knowledge()),
                      knowledge())
    return {"action": decision["action"], "codes": [reason["code"] for reason in decision["reasons"]]}


def test_every_event_has_sentences_on_both_sides_in_both_languages() -> None:
    assert set(EVENTS) == set(EVENT_CODES)
    assert all(len(sides[side][language]) >= 4 for sides in EVENTS.values() for side in ("calls", "ordinary")
               for language in ("fr", "en"))


def test_an_event_calls_a_person_however_calmly_it_is_said() -> None:
    missed = [(code, text, found(text, language)) for code, sides in EVENTS.items()
              for language, texts in sides["calls"].items() for text in texts
              if (got := found(text, language))["action"] != "handoff" or code not in got["codes"]]
    assert missed == []


def test_idioms_songs_films_and_play_are_no_event() -> None:
    mistaken = [(code, text, found(text, language)) for code, sides in EVENTS.items()
                for language, texts in sides["ordinary"].items() for text in texts
                if code in found(text, language)["codes"]]
    assert mistaken == []
