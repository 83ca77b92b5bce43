"""Telegram's HTML, read as its server reads it: the text people see, its entities, and the refusals.

Owns the tags of the Bot API's "HTML style" and the sentences with which the server refuses the rest. Offsets are in
UTF-16 units, as everywhere in the Bot API.
"""

from __future__ import annotations

import html
import re
from typing import Any

LIMIT_TEXT, LIMIT_CAPTION = 4096, 1024  # UTF-16 units, after the entities are parsed
KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
TAG = re.compile(r"<(/?)([^\s>/]*)([^>]*)>", re.DOTALL)
# The only named entities the Bot API knows; others stay as they were written.
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ENTITY = re.compile(r"&(#[0-9]+|#x[0-9a-fA-F]+|lt|gt|amp|quot);?")


class ParseError(ValueError):
    """What stands after "can't parse entities: "."""


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def seen(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The text a person sees, and its entities. Raises `ParseError` with the server's own words."""
    text, entities, open_tags, place = "", [], [], 0
    while place < len(source):
        mark = source.find("<", place)
        text += _unescaped(source[place:mark if mark >= 0 else len(source)])
        if mark < 0:
            break
        found, at = TAG.match(source, mark), len(source[:mark].encode())
        if found is None:
            raise ParseError(f"Unclosed start tag at byte offset {at}")
        place = found.end()
        if not found[1]:
            open_tags.append(_opened(found[2].lower(), found[3], at, units(text)))
            continue
        entity = _closed(found[2].lower(), open_tags, at, units(text))
        if entity["length"]:
            entities.append(entity)
    if open_tags:
        raise ParseError(f"Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\"")
    return _trimmed(text, entities)


def _opened(tag: str, rest: str, at: int, start: int) -> tuple[str, dict[str, Any]]:
    if tag not in KINDS:
        raise ParseError(f"Unsupported start tag \"{tag}\" at byte offset {at}")
    if tag == "span" and 'class="tg-spoiler"' not in rest:
        raise ParseError(f"Tag \"span\" must have class \"tg-spoiler\" at byte offset {at}")
    entity: dict[str, Any] = {"type": KINDS[tag], "offset": start}
    link = re.search(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", rest)
    if tag == "a" and link:
        entity["url"] = _unescaped(next(g for g in link.groups() if g is not None))
    return tag, entity


def _closed(tag: str, open_tags: list[tuple[str, dict[str, Any]]], at: int, end: int) -> dict[str, Any]:
    if not open_tags:
        raise ParseError(f"Unexpected end tag at byte offset {at}")
    opened, entity = open_tags.pop()
    if tag and tag != opened:
        raise ParseError(f"Unmatched end tag at byte offset {at}, expected \"</{opened}>\", found \"</{tag}>\"")
    return {**entity, "length": end - entity["offset"]}


def _unescaped(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        name = found[1]
        return NAMED[name] if name in NAMED else html.unescape(f"&{name};")

    return ENTITY.sub(one, text)


def _trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The server drops blanks at both ends; entities move with the text."""
    lead = units(text) - units(text.lstrip())
    text = text.strip()
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        length = min(entity["length"] + min(0, entity["offset"] - lead), units(text) - start)
        if length > 0:
            kept.append({**entity, "offset": start, "length": length})
    return text, sorted(kept, key=lambda e: (e["offset"], -e["length"]))


def noticed(text: str) -> list[dict[str, Any]]:
    """Entities Telegram finds by itself in what people write: commands, mentions, addresses."""
    kinds = {"bot_command": r"(?:^|(?<=\s))/[A-Za-z0-9_]{1,32}(?:@\w+)?", "mention": r"(?:^|(?<=\s))@\w{4,32}",
             "url": r"https?://\S+", "email": r"[\w.+-]+@[\w-]+\.[\w.]+"}
    return sorted(
        ({"type": kind, "offset": units(text[:found.start()]), "length": units(found[0])}
         for kind, pattern in kinds.items() for found in re.finditer(pattern, text)), key=lambda e: e["offset"])
