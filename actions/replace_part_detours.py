"""Answers of `replace_part` that lead elsewhere: another product, two parts at once, another address, a change.

Each says its own sentence with its own choices. Must not change a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.coaching import Heard, Speaker
from actions.replace_part_task import REPLACE_PART as TASK
from actions.replace_part_task import Reading, Shelf
from bot.core.coaching import Step

Buttons = list[dict[str, str]]


def take_detour(speaker: Speaker, heard: Heard, reading: Reading, slots: Mapping[str, Any], shelf: Shelf, run: str,
                step: Step) -> None:
    """Say the detour's sentence and note on the ledger that this was tried."""
    detour = str(reading.detour)
    values = {}
    if detour == "not_ordered":
        product = shelf.product(reading.about[0])
        values["thing"] = str(product["label"][heard.language]) if product else ""
    speaker.step(TASK.file, step, run, "tried", heard.language, said=heard.said)
    speaker.say(TASK.response(detour), _buttons(detour, heard, reading, slots, shelf), **values)


def _buttons(detour: str, heard: Heard, reading: Reading, slots: Mapping[str, Any], shelf: Shelf) -> Buttons:
    language = heard.language
    person = TASK.person(language)

    def choice(name: str, payload: str) -> dict[str, str]:
        return TASK.choice(name, language, payload)

    if detour == "change":
        asked = [choice(f"change_{slot}", f'/inform{{"confirmed":"{slot}"}}')
                 for slot in ("product", "part", "what_happened")]
        return [*asked, choice("stop", "/cancel")]
    if detour == "other_address":
        return [choice("this_address", '/inform{"address_ok":true}'), person]
    if detour == "one_at_a_time":
        product = reading.values.get("product") or slots.get("product")
        return [*part_buttons(shelf, product, language, reading.about), person]
    if detour == "other_part":
        return [*part_buttons(shelf, slots.get("product"), language), person]
    if detour == "whole":
        return [person, choice("only_a_part", '/inform{"what_happened":"lost"}')]
    return [*product_buttons(shelf, language), person]


def product_buttons(shelf: Shelf, language: str) -> Buttons:
    return [{"title": capital(p["label"][language]), "payload": f'/inform{{"product":"{p["id"]}"}}'}
            for p in shelf.likely[:4]]


def part_buttons(shelf: Shelf, product: object, language: str, only: tuple[str, ...] = ()) -> Buttons:
    parts = (shelf.product(product) or {}).get("parts", ())
    return [{"title": capital(p["label"][language]), "payload": f'/inform{{"part":"{p["id"]}"}}'}
            for p in parts if not only or p["id"] in only]


def capital(words: str) -> str:
    """A choice begins with a capital; the rest stays as the company writes it."""
    return words[:1].upper() + words[1:]
