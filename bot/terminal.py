"""What `sensei run` says in the terminal, in its reader's language: a framed block, then a line now and then.

Owns layout only; the words are in `bot/texts/cli.*.yml`. Must not fail because nobody listens: output may be closed.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from bot.core.texts import LANGUAGES
from bot.files import load_texts
from bot.settings import Settings

ERRORS = frozenset(
    {
        "port_taken", "port_forbidden", "host_unknown", "folder_taken", "folder_not_writable",
        "migrate_failed", "setup_failed", "train_failed", "part_gave_up",
    }
)  # fmt: skip


class Terminal:
    """Says the keys of section `cli`."""

    def __init__(self, settings: Settings, out: TextIO | None = None) -> None:
        self._settings = settings
        self._texts = load_texts()
        self._language = language_of(os.environ) or settings.language
        self._out = out or sys.stdout

    def tell(self, key: str, **values: object) -> None:
        if key == "pages_ready":
            self._print(frame(self._block()))
        elif key in ERRORS:
            self._print(f"sensei: {self._say(key, **values)}")
        else:
            self._print(self._say(key, **values))

    def _block(self) -> list[str]:
        public = self._settings.public_url
        lines = [
            self._say("frame_title"),
            "",
            self._say("frame_shop", url=f"{public}/"),
            self._say("frame_desk", url=f"{public}/desk"),
        ]
        if self._settings.demo:
            lines += [self._say("frame_both", url=f"{public}/both")]
            lines += [self._say("frame_login"), self._say("frame_lead"), "", self._say("frame_try")]
            lines += [f"  {self._say(f'try_{number}')}" for number in (1, 2, 3)]
        return [*lines, "", self._say("frame_stop")]

    def _say(self, name: str, **values: object) -> str:
        return self._texts.say(f"cli.{name}", self._language, "vous", **values)

    def _print(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            encoding = getattr(self._out, "encoding", None) or "utf-8"
            print(text.encode(encoding, "replace").decode(encoding), file=self._out, flush=True)


def language_of(environ: Mapping[str, str]) -> str:
    """A language chosen with SENSEI_LANGUAGE, else the terminal's own when we speak it; else ""."""
    if environ.get("SENSEI_LANGUAGE", "").strip():
        return ""  # the settings have it, checked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return next((language for language in LANGUAGES if environ[name].lower().startswith(language)), "")
    return ""


def frame(lines: list[str]) -> str:
    """A box around the lines."""
    width = max(len(line) for line in lines)
    middle = [f"│ {line.ljust(width)} │" for line in lines]
    return "\n".join([f"╭─{'─' * width}─╮", *middle, f"╰─{'─' * width}─╯"])
