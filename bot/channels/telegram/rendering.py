"""How our words look on Telegram: who speaks first, then the words, in pieces that fit, with choices as buttons.

Pure. Text is HTML with everything a person wrote escaped. Telegram counts in UTF-16 units, after the HTML is read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.promises import say_time
from bot.core.texts import Texts

MOST_UNITS = 4096
MOST_BUTTON = 60  # characters of a label; longer ones are cut by phones anyway
USED = "-"  # the callback data of a button that was pressed
# Where a long text is cut, the best place first: paragraph, line, sentence, word.
_CUTS = (re.compile(r"\n\n+"), re.compile(r"\n+"), re.compile(r"(?<=[.!?…])[\s\u00a0\u202f]+"), re.compile(r"\s+"))

Keyboard = dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """One message: HTML, and the same without marks for a server that refuses it."""

    html: str
    plain: str
    keyboard: Keyboard | None = None


@dataclass(frozen=True)
class Words:
    """Whose words, in whose language."""

    texts: Texts
    zone: ZoneInfo
    language: str
    formality: str

    def say(self, key: str, **values: Any) -> str:
        return self.texts.say(f"telegram.{key}", self.language, formality=self.formality, **values)


def units(text: str) -> int:
    """How long Telegram finds a text."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, most: int) -> list[str]:
    """`text` in pieces of at most `most` units, cut where a reader would pause."""
    rest, pieces = text.strip(), []
    while units(rest) > most:
        head = rest[: _fitting(rest, most)]
        at = next((end for cut in _CUTS if (end := _last_cut(cut, head)) > len(head) // 4), len(head))
        pieces.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*pieces, rest] if rest or not pieces else pieces


def _fitting(text: str, most: int) -> int:
    """How many characters fit into so many units, not breaking what is drawn as one."""
    used = 0
    for place, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > most:
            while place > 1 and text[place] in "\u200d\ufe0f":  # an emoji goes on
                place -= 1
            return max(1, place)
    return len(text)


def _last_cut(cut: re.Pattern[str], head: str) -> int:
    found = [match.end() for match in cut.finditer(head)]
    return found[-1] if found else 0


def speaker(sender: Mapping[str, Any], words: Words) -> str:
    name, role = str(sender.get("name") or ""), sender.get("role")
    return words.say("speaker", name=name, role=role) if role else name


def keyboard(choices: Sequence[Mapping[str, Any]]) -> Keyboard | None:
    """One choice a row, its id as the data: at most 64 bytes, ours have 32."""
    rows = [[{"text": _short(str(one["label"])), "callback_data": str(one["id"])}] for one in choices]
    return {"inline_keyboard": rows} if rows else None


def chosen(markup: Mapping[str, Any], data: str, words: Words) -> Keyboard:
    """The keyboard after a choice: what was chosen stays to be read, nothing can be pressed twice."""
    rows = markup.get("inline_keyboard")
    labels = [str(button.get("text") or "") for row in (rows if isinstance(rows, list) else [])
              for button in (row if isinstance(row, list) else [])
              if isinstance(button, dict) and button.get("callback_data") == data]
    return {"inline_keyboard": [[{"text": _short(words.say("chosen", label=label)), "callback_data": USED}]
                                for label in labels[:1]]}


def _short(label: str) -> str:
    return label if len(label) <= MOST_BUTTON else label[: MOST_BUTTON - 1].rstrip() + "…"


def message(event: Mapping[str, Any], words: Words, private_url: str) -> list[Piece]:
    """A message of ours: every piece says who speaks, the last one has the choices, or the way to a private talk."""
    head = speaker(event["sender"], words)
    pieces = split(str(event.get("text") or ""), MOST_UNITS - units(head) - 1)
    marks = keyboard(event.get("choices") or [])
    if event.get("invite"):
        marks = {"inline_keyboard": [[{"text": words.say("in_private"), "url": private_url}]]}
    return [Piece(f"<b>{html.escape(head, quote=False)}</b>\n{html.escape(text, quote=False)}".rstrip("\n"),
                  f"{head}\n{text}".rstrip("\n"), marks if place == len(pieces) - 1 else None)
            for place, text in enumerate(pieces)]


def progress(event: Mapping[str, Any], words: Words) -> Piece:
    """Where a task stands, in one message that is edited as it goes on."""
    told = event["progress"]
    key = "step_done" if told["state"] == "done" and told["n"] == told["of"] else "step_of"
    return _notice(words.say(key, n=told["n"], of=told["of"], label=told["label"]))


def promise(event: Mapping[str, Any], words: Words, now: datetime) -> Piece:
    """A promise, in one message that is edited when it changes."""
    told = event["promise"]
    if told["by"] is None and told["state"] in ("open", "late"):
        return _notice(words.say("promise_no_time", what=told["what"], who=told["who"]))
    by = say_time(datetime.fromisoformat(told["by"]), now, words.zone, words.language) if told["by"] else "…"
    return _notice(words.say(f"promise_{told['state']}", what=told["what"], by=by, who=told["who"]))


def queue(event: Mapping[str, Any], words: Words) -> Piece:
    """That everything is read while a person is awaited, with the way back."""
    text = str(event.get("text") or "")
    return Piece(html.escape(text, quote=False), text, keyboard(event.get("choices") or []))


def document(event: Mapping[str, Any], words: Words) -> Piece:
    return _notice(words.say("document", label=event["document"]["label"]))


def _notice(text: str) -> Piece:
    """A line about what happens, not somebody's words."""
    return Piece(f"<i>{html.escape(text, quote=False)}</i>", text)
