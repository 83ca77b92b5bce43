"""Commands and being spoken to in a group, told from the words alone.

Pure. Commands are plain wishes in either language; anything else that begins with "/" is words like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COMMANDS: dict[str, str] = {
    "start": "start", "langue": "language", "language": "language", "humain": "human", "human": "human",
    "stop": "stop", "mesdonnees": "data", "mydata": "data",
}
# What the menu of Telegram offers, by language; each is also understood in the other.
MENU: dict[str, tuple[str, ...]] = {
    "fr": ("humain", "langue", "mesdonnees", "stop"), "en": ("human", "language", "mydata", "stop"),
}
LANGUAGES: dict[str, str] = {
    "fr": "fr", "français": "fr", "francais": "fr", "french": "fr", "en": "en", "english": "en", "anglais": "en",
}
_COMMAND = re.compile(r"\A/([A-Za-z_]{1,32})(?:@(\w+))?(?:[\s]+(.*))?\Z", re.DOTALL)


@dataclass(frozen=True)
class Command:
    """`name` is one of the values of COMMANDS."""

    name: str
    argument: str


def command(text: str, username: str) -> Command | None:
    """The command in `text`; one meant for another bot is none."""
    match = _COMMAND.match(text.strip())
    if match is None or (match[2] and match[2].lower() != username.lower()):
        return None
    name = COMMANDS.get(match[1].lower())
    return None if name is None else Command(name, (match[3] or "").strip())


def language(argument: str) -> str | None:
    return LANGUAGES.get(argument.lower())


def addressed(text: str, username: str, *, to_us: bool) -> bool:
    """Whether somebody in a group speaks to us: by name, by answering us, or with a command of ours."""
    if to_us:
        return True
    if not username:
        return False
    called = re.search(rf"(?<!\w)@{re.escape(username)}(?!\w)", text, re.IGNORECASE)
    return called is not None or (command(text, username) is not None and text.strip().startswith("/"))


def without_name(text: str, username: str) -> str:
    """What was said, without calling us."""
    if not username:
        return text
    return re.sub(rf"(?<!\w)@{re.escape(username)}(?!\w)[\s,:]*", "", text, flags=re.IGNORECASE).strip()
