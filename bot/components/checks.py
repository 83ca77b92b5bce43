"""Whether the brain may be asked: model loaded, it understands both languages, its parts are the configured ones.

Rasa replaces a tracker store it cannot import by one in memory, and a classifier it cannot load by an untrained
one, both with a warning only. Here that is a refusal to be ready. Must not change anything.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rasa.core.agent import Agent
from rasa.utils.endpoints import read_endpoint_config

from bot.components.conversations import primary
from bot.components.nlg import SenseiNLG

KNOWN_SENTENCES = {"fr": ("Bonjour", "greet"), "en": ("Hello", "greet")}
_STOCK_STORES = {"sql": "SQLTrackerStore", "redis": "RedisTrackerStore", "mongod": "MongoTrackerStore"}


async def problems(agent: Agent, argv: Sequence[str] | None = None) -> list[str]:
    """Everything wrong, in words for an operator; [] when the brain is ready."""
    found = [_wrong_store(agent, endpoints_path(sys.argv if argv is None else argv)), _wrong_words(agent)]
    for language, (sentence, intent) in KNOWN_SENTENCES.items():
        parsed = await agent.parse_message(sentence)
        understood = (parsed.get("intent") or {}).get("name")
        if understood != intent:
            found.append(f"{language}: {sentence!r} is understood as {understood!r}, not {intent!r}")
    return [problem for problem in found if problem]


def endpoints_path(argv: Sequence[str]) -> Path:
    """The endpoints file this process was started with (`--endpoints X`, `--endpoints=X`), else Rasa's default."""
    for index, word in enumerate(argv):
        if word == "--endpoints" and index + 1 < len(argv):
            return Path(argv[index + 1])
        if word.startswith("--endpoints="):
            return Path(word.partition("=")[2])
    return Path("endpoints.yml")


def _wrong_store(agent: Agent, path: Path) -> str | None:
    config = read_endpoint_config(str(path), endpoint_type="tracker_store") if path.is_file() else None
    wanted = "InMemoryTrackerStore"
    if config is not None and config.type:
        wanted = _STOCK_STORES.get(config.type.lower(), config.type.rpartition(".")[2])
    running = type(primary(agent.tracker_store)).__name__
    return None if running == wanted else f"the tracker store is {running}, {path} asks for {wanted}"


def _wrong_words(agent: Agent) -> str | None:
    return None if isinstance(agent.nlg, SenseiNLG) else f"words come from {type(agent.nlg).__name__}, not SenseiNLG"
