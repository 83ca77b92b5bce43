"""Checks of the frequent questions: data/faq/*.yml, plain mappings in, what is wrong out.

An answer is said as it stands, so the rules of a bubble apply; questions teach an intent, so there must be enough, and
none may teach another intent too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.wording.examples import LANGUAGES, Example
from scripts.wording.sentences import Sentence, check, check_label

ENOUGH = 8      # questions of an entry in each language


def read(file: str, entries: Mapping[str, Any]) -> list[Example]:
    """Questions as examples of the intent `faq/<entry>`."""
    return [
        Example(file, f"faq/{name}", language, str(text))
        for name, entry in entries.items() for language, texts in (entry.get("questions") or {}).items()
        for text in texts
    ]


def check_entries(file: str, entries: Mapping[str, Any]) -> Iterator[str]:
    for name, entry in entries.items():
        where = f"faq/{file}: {name}"
        for language in LANGUAGES:
            label = (entry.get("label") or {}).get(language)
            said = list(_said((entry.get("answer") or {}).get(language)))
            asked = (entry.get("questions") or {}).get(language) or []
            if not label or not said:
                yield f"{where}: no {'label' if not label else 'answer'} in {language}"
                continue
            yield from check_label(Sentence(f"{where} label", language, label))
            for formality, text in said:
                yield from check(Sentence(where, language, text, formality, spoken=True))
            if len(asked) < ENOUGH:
                yield f"{where}: {len(asked)} questions in {language}, at least {ENOUGH}"


def _said(answer: Any) -> Iterator[tuple[str | None, str]]:
    """(form of address, words): one text for everybody, or one for `vous` and one for `tu`."""
    if isinstance(answer, Mapping):
        yield from ((str(form), str(text)) for form, text in answer.items())
    elif answer:
        yield None, str(answer)
