"""A fake brain that says the assistant's real responses, chosen and filled as the real generator does.

Hears names by the real rules, coaches three steps of a task by what the front door says is already known, and forgets
everything between two turns: whatever is remembered, the front door remembered.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.brain.fake import answer
from bot.components import wording
from bot.core.recognition import first_name, own_name
from bot.core.turns import TurnAnswer, TurnRequest

ROOT = Path(__file__).resolve().parents[2]
STEPS = ("product", "part", "what_happened")
HEARD = {
    "product": ("robot", "jumper", "pull"), "part": ("roue", "wheel", "antenne", "antenna"),
    "what_happened": ("cassée", "broken", "manquante", "missing"),
}
TALK = {
    "utter_thanks_back": ("merci", "thanks"), "utter_is_bot": ("robot ou", "a bot"), "utter_goodbye": ("au revoir", "bye"),
    "utter_capabilities": ("vous faites quoi", "what can you do"), "utter_complain": ("inadmissible", "unacceptable"),
    "utter_out_of_scope": ("météo", "weather"), "utter_take_your_time": ("attendez", "hold on"),
    "utter_praise": ("formidable", "wonderful"), "utter_price": ("combien ça coûte", "how much"),
}
# What the coach puts into its questions; the same words each time, as the judge looks at names.
THINGS = {"fr": {"thing": "le robot Pixel", "own": "votre robot Pixel"}, "en": {"thing": "the robot Pixel", "own": "your robot Pixel"}}


@lru_cache(maxsize=1)
def load_responses() -> dict[str, list[dict[str, Any]]]:
    """Every response of data/responses by its key."""
    said: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((ROOT / "data/responses").glob("*.yml")):
        said |= yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["responses"]
    return said


class SpeakingBrain:
    """`script` is what FakeBrain calls; `asked` counts nothing: what customers read is judged, not what was asked."""

    def __init__(self) -> None:
        self.responses = load_responses()

    def script(self, request: TurnRequest) -> TurnAnswer:
        known, text = request["known"], request["text"].lower()
        name = own_name(request["text"], request["language"], asked=bool(known.get("asked_name")),
                        known=known["first_name"])
        called = known["call_them"] or (first_name(name) if name else known["first_name"])
        open_task = request["open_task"]
        values = dict(open_task["values"]) if open_task else {}
        keys: list[str] = []
        steps: list[dict[str, Any]] = []
        tasks: list[dict[str, Any]] = []
        run = open_task["run"] if open_task else f"{request['turn']}.replace_part"
        heard = {step: word for step, words in HEARD.items() for word in words if word in text and step not in values}
        if open_task is None and "product" in heard:
            tasks = [{"type": "task", "task": "replace_part", "run": run, "state": "started"}]
        if open_task or tasks:
            steps = [_step(run, step, word) for step, word in heard.items()]
            missing = [step for step in STEPS if step not in values and step not in heard]
            keys = [f"utter_replace_part_ask_{missing[0]}"] if missing else ["utter_replace_part_why_what_happened"]
        keys = [k for k, words in TALK.items() if any(w in text for w in words)] or (
            ["utter_say_name"] if name and not heard else keys) or ["utter_fallback"]
        given = answer(*(self._say(key, request, called) for key in keys[:1]), steps=steps, tasks=tasks)
        if given["understanding"] is not None:
            given["understanding"]["name"] = name
        return given

    def _say(self, key: str, request: TurnRequest, called: str | None) -> str:
        facts = {"language": request["language"], "formality": request["known"].get("formality") or "vous", "tone": "calm"}
        values = dict(THINGS[request["language"]])
        if called:
            values["first_name"] = called
        chosen = wording.choose(self.responses[key], facts=facts, values=values, channel="sensei",
                                seed=request["turn"] + key, last=None)
        assert chosen is not None, f"{key} has no words for {facts}"
        return str(wording.fill(chosen, values)["text"]).strip()


def _step(run: str, step: str, word: str) -> dict[str, Any]:
    return {"type": "step", "task": "replace_part", "run": run, "step": step, "n": STEPS.index(step) + 1, "of": 5,
            "label": step, "state": "done", "value": word, "said": word, "hint": 0, "irreversible": False}
