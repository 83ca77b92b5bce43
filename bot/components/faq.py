"""The company's frequent questions as the brain reads them: data/faq/*.yml, one entry a question.

Owns reading and their shape. An entry has a label, an answer and questions, each in both languages; its questions teach
the intent `faq/<entry>`. Must not decide when one is answered.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from bot.components import files

FILES = "data/faq/*.yml"


@functools.cache
def entries() -> dict[str, dict[str, Any]]:
    """{<entry>: {"label", "answer", "questions"}} of every file; the file only groups them."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(files.ROOT.glob(FILES)):
        found.update(files.read_yaml(str(path.relative_to(files.ROOT))).get("entries") or {})
    return found


def labels() -> dict[str, Mapping[str, str]]:
    return {name: entry["label"] for name, entry in entries().items()}


def questions() -> list[tuple[str, str]]:
    """(question, entry) in both languages: what the intents of the FAQ are learnt from."""
    return [
        (str(text), name) for name, entry in entries().items()
        for texts in (entry.get("questions") or {}).values() for text in texts
    ]


def answer(name: str, language: str, formality: str) -> str | None:
    """What is said, None for an entry that does not exist (any more)."""
    said = (entries().get(name, {}).get("answer") or {}).get(language)
    if isinstance(said, Mapping):       # French may say tu and vous
        said = said.get(formality) or said.get("vous")
    return str(said).strip() if said else None
