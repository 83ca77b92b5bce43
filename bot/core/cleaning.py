"""What a received text is freed of before anything else looks at it.

Owns the removal of characters nobody typed on purpose: controls, direction overrides, invisible joiners, floods of
accents. Must not change words, spelling, emoji or any writing system, and must not decide whether a text is empty.
"""

from __future__ import annotations

import re
import unicodedata

MARKS_PER_LETTER = 2  # Arabic and Thai need two; more is decoration that covers its neighbours

_LINE_ENDS = re.compile("\r\n|\r|\x85|\u2028|\u2029")

# Invisible characters that only disturb search, comparison and reading aloud. Directional marks are not needed to
# show Arabic or Hebrew: a bubble's direction comes from its letters (dir="auto").
_INVISIBLE = frozenset(
    (
        *(0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2800, 0x3164, 0xFEFF, 0xFFA0, 0xFFFE, 0xFFFF),
        *range(0x202A, 0x202F),  # direction overrides
        *range(0x2060, 0x2070),  # word joiner, isolates, deprecated format controls
        *range(0xFFF9, 0xFFFC),  # annotations
    )
)
_BLACK_FLAG = 0x1F3F4
_TAGS = range(0xE0020, 0xE0080)  # only the flags of England, Scotland and Wales need them
_TAGS_OF_A_FLAG = 6
_COMMAND_START = re.compile(r"\A[\s/]+")
_JOINERS = "\u200c\u200d"
_FIRST_JOINING = 0x0590  # Hebrew onwards: scripts and emoji that joiners are for; Latin letters come before


def clean(text: str) -> str:
    """Return `text` with line ends as \\n and without control characters, invisible junk and accent floods."""
    kept = _without_junk(_LINE_ENDS.sub("\n", text))
    kept = _without_stray_joiners(kept)
    kept = _without_floods(unicodedata.normalize("NFC", kept))
    # Again: a mark that went may have been what a joiner joined.
    return unicodedata.normalize("NFC", _without_stray_joiners(kept)).strip()


def without_command(text: str) -> str:
    """A cleaned text that nothing takes for Rasa's `/intent{…}`; never empty, so that a lone "/" is answered too."""
    return _COMMAND_START.sub("", text) or "…"


def _without_junk(text: str) -> str:
    out: list[str] = []
    tags_left = 0
    for character in text:
        code = ord(character)
        if code in _TAGS and tags_left:
            out.append(character)
            tags_left -= 1
            continue
        tags_left = _TAGS_OF_A_FLAG if code == _BLACK_FLAG else 0
        invisible = code in _INVISIBLE or 0xE0000 <= code <= 0xE007F
        if character in "\n\t" or not (invisible or _is_control(character)):
            out.append(character)
    return "".join(out)


def _is_control(character: str) -> bool:
    """Controls, and lone surrogates, which no store can keep."""
    return unicodedata.category(character) in ("Cc", "Cs")


def _without_stray_joiners(text: str) -> str:
    """Joiners stay between emoji or letters of scripts that join; inside a Latin word they only hide it."""
    if not any(joiner in text for joiner in _JOINERS):
        return text
    out: list[str] = []
    for place, character in enumerate(text):
        if character in _JOINERS:
            before = out[-1] if out else " "
            after = text[place + 1] if place + 1 < len(text) else " "
            if not (_joins(before) and _joins(after)):
                continue
        out.append(character)
    return "".join(out)


def _joins(character: str) -> bool:
    return ord(character) >= _FIRST_JOINING and not character.isspace() and character not in _JOINERS


def _without_floods(text: str) -> str:
    """At most two marks on a letter, none without a letter."""
    out: list[str] = []
    room = 0
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            if room == 0:
                continue
            room -= 1
        elif character not in _JOINERS:  # which give no room for more
            room = 0 if character.isspace() else MARKS_PER_LETTER
        out.append(character)
    return "".join(out)
