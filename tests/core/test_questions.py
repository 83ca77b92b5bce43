"""Which questions count as unanswered."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.core.questions import Asked, unanswered

NOON = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)


def asked(text: str, intent: str = "nlu_fallback", *said: str, conversation: str = "c", minute: int = 0) -> Asked:
    return Asked(conversation, NOON + timedelta(minutes=minute), text, intent, said)


@pytest.mark.parametrize(("intent", "why"), [
    ("nlu_fallback", "not_understood"), ("out_of_scope", "not_ours"), ("other_request", "no_task"),
])
def test_what_was_not_answered_is_listed_with_the_reason(intent: str, why: str) -> None:
    question, = unanswered([asked("vous louez des vélos ?", intent)])
    assert (question.text, question.why, question.times) == ("vous louez des vélos ?", why, 1)


def test_the_same_words_written_differently_are_one_question_and_the_frequent_come_first() -> None:
    found = unanswered([asked("une fois"), asked("Vous louez des vélos ?"), asked("vous louez des velos", minute=5)])
    assert [(q.text, q.times) for q in found] == [("Vous louez des vélos ?", 2), ("une fois", 1)]
    assert found[0].last == NOON + timedelta(minutes=5)


def test_an_answer_that_missed_the_point_counts_for_the_question_it_answered() -> None:
    found = unanswered([
        asked("c'est ouvert ?", "faq", "utter_faq", "utter_faq_helped"),
        asked("vos horaires ?", "faq", "utter_faq", conversation="other"),
        asked("non", "deny", "utter_faq_not_enough"),
    ])
    assert [(q.text, q.why) for q in found] == [("c'est ouvert ?", "missed")]


def test_what_was_answered_is_not_listed() -> None:
    assert unanswered([asked("bonjour", "greet", "utter_greet"), asked("vos horaires", "faq", "utter_faq")]) == []
