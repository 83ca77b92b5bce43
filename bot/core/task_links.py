"""A printed code or a link that begins a self-service task: which task, with which question, and where it hangs.

Pure: what such a link may say, and how it is written for a page and for Telegram. It is a wish like any other: it names
things that exist, begins nothing that acts, and whatever else stands in it is refused.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.core.topics import Topics

PREFIX = "go-"              # of Telegram's start word; the others open accounts (service.start_links)
LONGEST_WORD = 64           # of a start word, by Telegram
LONGEST_PLACE = 60
_PLACE = re.compile(r"\w[\w .,'’°()/-]*")
_MANY_FIGURES = re.compile(r"(?:\d\D{0,2}){7}")  # a place has a number; what has more may be a card's


class BadLink(ValueError):
    """`field`: task, step, place, or word (too long for Telegram)."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


@dataclass(frozen=True)
class TaskLink:
    task: str
    step: str = ""
    place: str = ""


def checked_link(topics: Topics, link: TaskLink) -> TaskLink:
    """The link with its place tidied. A step that cannot be undone is never led to. Raises `BadLink`."""
    topic = topics.get(link.task)
    if topic is None:
        raise BadLink("task")
    step = topic.step(link.step) if link.step else None
    if link.step and (step is None or step.last_word):
        raise BadLink("step")
    place = " ".join(link.place.split())
    if place and (len(place) > LONGEST_PLACE or not _PLACE.fullmatch(place) or _MANY_FIGURES.search(place)):
        raise BadLink("place")
    return TaskLink(link.task, link.step, place)


def query(link: TaskLink) -> str:
    """After the `?` of a page with the chat."""
    return urlencode({key: value for key, value in vars(link).items() if value})


def start_word(link: TaskLink) -> str:
    """After `?start=` of Telegram. Raises `BadLink("word")` when it gets too long."""
    raw = "|".join((link.task, link.step, link.place)).rstrip("|").encode()
    word = PREFIX + base64.urlsafe_b64encode(raw).decode().rstrip("=")
    if len(word) > LONGEST_WORD:
        raise BadLink("word")
    return word


def from_start_word(word: str) -> TaskLink | None:
    """What a start word of ours says, unchecked; None when it is none."""
    if not word.startswith(PREFIX) or len(word) > LONGEST_WORD:
        return None
    body = word.removeprefix(PREFIX)
    try:
        parts = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode().split("|")
    except (binascii.Error, ValueError):
        return None
    return TaskLink(*parts) if 1 <= len(parts) <= 3 else None
