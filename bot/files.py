"""Reads our YAML for the front door and hands plain mappings to `bot.core`.

Owns paths and reading; each file is read once a process. Must not interpret what a file says.
The brain reads the same files its own way.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import yaml

from bot.core.escalation import Knowledge
from bot.core.promises import Calendar
from bot.core.safety import SafetyRules
from bot.core.texts import LANGUAGES, Texts
from bot.core.topics import TopicName, topics_from

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
TEXTS = ROOT / "bot" / "texts"

# libyaml reads ten times faster where PyYAML was built with it; both are safe loaders.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FileError(ValueError):
    """A YAML file of ours cannot be used; the message names it."""


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in `path`. Raises `FileError` when it is missing, broken or not a mapping."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506  (a safe loader)
    except (OSError, yaml.YAMLError) as error:
        raise FileError(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}: {error}") from error
    if not isinstance(content, dict):
        raise FileError(f"{path.name}: expected names and values, found {type(content).__name__}")
    return content


@functools.cache
def load_texts(folder: Path = TEXTS) -> Texts:
    """Every `<section>.<language>.yml` of `bot/texts`, as one."""
    trees: dict[str, dict[str, Any]] = {language: {} for language in LANGUAGES}
    for path in sorted(folder.glob("*.*.yml")):
        section, language = path.name.removesuffix(".yml").rsplit(".", 1)
        if language not in trees:
            raise FileError(f"{path.name}: the language must be one of {', '.join(LANGUAGES)}")
        content = read_yaml(path)
        # Both a bare list of names and one wrapped in its section are welcome.
        wrapped = len(content) == 1 and isinstance(content.get(section), dict)
        trees[language][section] = content[section] if wrapped else content
    return Texts.from_mappings(trees)


@functools.cache
def load_safety(country: str) -> SafetyRules:
    """The reviewed emergency rules of a country: data/safety/<country>.yml."""
    return SafetyRules.from_mapping(read_yaml(DATA / "safety" / f"{country}.yml"))


@functools.cache
def load_knowledge(data: Path = DATA) -> Knowledge:
    """Emotion lexicon, policies and escalation thresholds."""
    return knowledge_with(read_yaml(data / "escalation.yml"), data)


def knowledge_with(escalation: Mapping[str, Any], data: Path = DATA) -> Knowledge:
    """The same with other rules of escalation, for trying them."""
    return Knowledge.from_mappings(
        emotion={path.stem: read_yaml(path) for path in sorted((data / "emotion").glob("*.yml"))},
        policies={path.stem: read_yaml(path) for path in sorted((data / "policies").glob("*.yml"))},
        escalation=escalation,
        tasks={path.stem: read_yaml(path)["task"].get("policies") or ()
               for path in sorted((data / "tasks").glob("*.yml"))},
    )


@functools.cache
def load_topics(data: Path = DATA) -> dict[str, TopicName]:
    """Names, labels and steps of the self-service tasks."""
    return topics_from({path.stem: read_yaml(path) for path in sorted((data / "tasks").glob("*.yml"))})


@functools.cache
def load_calendar(zone: ZoneInfo | str | None = None, path: Path = DATA / "calendar.yml") -> Calendar:
    """Opening hours with the country's public holidays; `zone` (SENSEI_TIMEZONE) wins over the file's."""
    mapping = read_yaml(path)
    if zone is not None:
        mapping["zone"] = str(zone)
    return Calendar.from_mapping(mapping, _closed_days(mapping))


def _closed_days(mapping: Mapping[str, Any]) -> Mapping[date, str]:
    """Public holidays, years added as they are asked for, and the company's own closed days."""
    # Alsace and Moselle share their two extra days; Moselle's list stands for both.
    subdivision = "57" if mapping.get("alsace_moselle") else None
    days = holidays.country_holidays(str(mapping.get("country", "FR")), subdiv=subdivision)
    days.update({date.fromisoformat(str(day)): str(name) for day, name in (mapping.get("closed") or {}).items()})
    return days
