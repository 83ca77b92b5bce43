"""What a printed code may say, and that it says the same on a page and on Telegram."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from bot.core.task_links import BadLink, TaskLink, checked_link, from_start_word, query, start_word
from bot.core.topics import StepName, TopicName

LABEL = {"fr": "x", "en": "x"}
TOPICS = {"bus": TopicName("bus", LABEL, (StepName("stop", LABEL), StepName("confirm", LABEL, last_word=True)))}


@pytest.mark.parametrize(("link", "field"), [
    (TaskLink("tram"), "task"), (TaskLink("bus", "seat"), "step"), (TaskLink("bus", "confirm"), "step"),
    (TaskLink("bus", "stop", '/inform{"step":"stop"}'), "place"), (TaskLink("bus", "", "x" * 61), "place"),
    (TaskLink("bus", "", "4970 1012 3456 7890"), "place"), (TaskLink("bus", "", "a\u202eb"), "place"),
    (TaskLink("bus", "", "<b>"), "place"),
])
def test_what_names_nothing_or_looks_like_a_command_is_refused_with_its_field(link: TaskLink, field: str) -> None:
    with pytest.raises(BadLink) as refused:
        checked_link(TOPICS, link)
    assert refused.value.field == field


@pytest.mark.parametrize("place", ["", "Bellecour", "Quai 4, Gare de Lyon (nord)", "siège 12/A", "l’entrée n°3"])
def test_a_place_comes_back_as_it_was_printed(place: str) -> None:
    link = checked_link(TOPICS, TaskLink("bus", "stop", place))
    assert from_start_word(start_word(link)) == link
    assert {k: v[0] for k, v in parse_qs(query(link)).items()} == {k: v for k, v in vars(link).items() if v}


def test_a_start_word_is_short_enough_for_telegram_or_refused() -> None:
    with pytest.raises(BadLink, match="word"):
        start_word(TaskLink("bus", "stop", "é" * 40))


@pytest.mark.parametrize("word", ["", "privé", "go-", "go-!!", "go-YXxifGN8ZA", "go-" + "A" * 80, "x" * 43])
def test_other_words_after_start_lead_to_no_task_there_is(word: str) -> None:
    found = from_start_word(word)
    assert found is None or found.task not in TOPICS
