"""The words of the pages: complete in both languages, asked for, and typeset as French and English are.

What is said elsewhere (errors, waiting, welcome …) is checked where it is owned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

BOT = Path(__file__).parents[2] / "bot"
SECTIONS = ("chat", "shop", "desk", "tasks", "pages")
AREAS = ("widget", "shop", "desk")
TEMPLATES = sorted(path for area in AREAS for path in (BOT / area / "templates").iterdir() if path.is_file())
MODULES = sorted(path for area in AREAS for path in (BOT / area / "static").glob("*.js"))
TEXTS = {
    (section, language): yaml.safe_load((BOT / "texts" / f"{section}.{language}.yml").read_text())
    for section in SECTIONS
    for language in ("fr", "en")
}
# Keys put together at run time: the prefix in a module, and every ending it may get.
REASONS = """
    asked emotion policy_exception minor bereavement illness accident product_safety fraud legal press vulnerability
    discrimination violence data_protection task_failed misunderstood brain_failure action_failure safety
""".split()
SECTIONS_OF_BRIEF = """
    who want hope goal invested reasons mood facts steps policy promises orders gestures unknown suggestion
""".split()
OWNERS = ["bot", "queue", "agent", "closed"]
PROMISES = ["open", "late", "kept", "broken"]
DAYS = ["today", "tomorrow", "day"]
COMPOSED = {
    "chat": {"header_": OWNERS, "owner_": ["agent", "closed"], "promise_": PROMISES, "by_": DAYS,
             "brief_": ["wants", "facts", "tried"]},
    "desk": {
        "reason_": REASONS,
        "verdict_": ["right", "too_early", "too_late", "wrong_reason"],
        "event_owner_": OWNERS,
        "event_promise_": [*PROMISES, "lifted"],
        "promise_state_": [*PROMISES, "lifted"],
        "by_": DAYS,
        "step_": ["shown", "tried", "failed", "done", "skipped"],
        "mood_": ["0", "1", "2", "3"],
        "priority_": ["urgent", "high"],
        "delivery_": ["dropped", "failed", "blocked"],
        "channel_": ["telegram"],
        "kind_": ["note", "step", "fact", "decision", "delivery", "dropped"],
        "orders_": ["not_reachable", "not_allowed", "none"],
        "who_": ["tu", "vous", "level_stranger", "level_named", "level_verified", "language_fr", "language_en"],
        "section_": [*SECTIONS_OF_BRIEF],
        "hand_back_": ["title", "text"],
        "resolve_": ["title", "text"],
        "pass_on_": ["title", "text"],
        "fact_": ["happened", "matters", "invested"],
        "row_": ["bot", "queue", "closed"],
        "feeling_": "calm sad angry afraid worried frustrated ashamed distressed hopeful satisfied".split(),
    },
    "shop": {"memory_forget_": ["what"], "memory_change_": ["what"]},
    "tasks": {
        "outcome_": ["succeeded", "handed_over", "given_up", "left", "under_way"],
        "verdict_": ["keep", "fix", "take_back"],
        "column_": ["step", "reached", "done", "at_once", "not_understood", "hints", "our_failures", "handed_over",
                    "given_up", "left", "time"],
    },
    "pages": {},
}
BANNED = re.compile(
    r"cher client|gêne occasionnée|plus brefs délais|n’hésitez|veuillez|invalide|erreur de saisie|comme indiqué"
    r"|il suffit|simplement|^malheureusement|notre système|parfaitement|oups|dear customer|valued|^unfortunately"
    r"|inconvenience|kindly|reach out|invalid|simply|as mentioned|rest assured|how you feel",
    re.IGNORECASE,
)
SPACED = re.compile(r"[^\u202f][;!?](?!\w)|[^\u00a0]:(?!\w)|«(?!\u00a0)|[^\u00a0]»|\w'\w")


def section_of(module: Path) -> str:
    if module.name.startswith("tasks"):
        return "tasks"
    return {"widget": "chat", "shop": "shop", "desk": "desk"}[module.parts[-3]]


def used_keys(section: str) -> Iterator[str]:
    """Keys templates and modules ask for by their full name."""
    for template in TEMPLATES:
        yield from re.findall(rf"""t\(["']{section}\.(\w+)["'](?! ~)""", template.read_text())
    for module in MODULES:
        if section_of(module) == section:
            yield from re.findall(r"""\bt\("(\w+)\"""", module.read_text())
            yield from re.findall(r"""\bt\(\s*[^")]*\? "(\w+)" : "\w+\"""", module.read_text())
            yield from re.findall(r"""\bt\(\s*[^")]*\? "\w+" : "(\w+)\"""", module.read_text())


@pytest.mark.parametrize("section", SECTIONS)
def test_every_text_exists_in_both_languages_with_the_same_places(section: str) -> None:
    french, english = TEXTS[section, "fr"], TEXTS[section, "en"]
    assert set(french) == set(english)
    for name in french:
        places = [sorted(re.findall(r"\{(\w+)\}", text)) for text in (french[name], english[name])]
        assert places[0] == places[1], name


@pytest.mark.parametrize("section", SECTIONS)
def test_every_text_a_page_asks_for_exists(section: str) -> None:
    missing = set(used_keys(section)) - set(TEXTS[section, "fr"])
    assert not missing
    for prefix, endings in COMPOSED[section].items():
        assert not {prefix + ending for ending in endings} - set(TEXTS[section, "fr"])


@pytest.mark.parametrize("section", SECTIONS)
def test_every_text_is_asked_for(section: str) -> None:
    sources = "".join(path.read_text() for path in [*TEMPLATES, *MODULES])
    composed = tuple(COMPOSED[section])
    for name in TEXTS[section, "fr"]:
        asked = re.search(rf"""["'](?:{section}\.)?{name}["']""", sources)
        in_loop = section == "shop" and name.startswith(("who_", "time_", "robot_", "shoes_", "kettle_"))
        assert asked or in_loop or name.startswith(composed), name


@pytest.mark.parametrize("section", SECTIONS)
def test_french_texts_have_french_spaces_and_apostrophes(section: str) -> None:
    for name, text in TEXTS[section, "fr"].items():
        assert not SPACED.search(text), f"{name}: {text}"


@pytest.mark.parametrize("section", ["chat"])
def test_the_panel_says_neither_tu_nor_vous_because_it_serves_both(section: str) -> None:
    for name, text in TEXTS[section, "fr"].items():
        assert not re.search(r"\b(tu|te|toi|ton|ta|tes|vous|votre|vos)\b", text, re.IGNORECASE), name


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_text_uses_a_phrase_we_never_say(section: str, language: str) -> None:
    for name, text in TEXTS[section, language].items():
        assert not BANNED.search(text), name
