"""What a guess at an intent leads to."""

from __future__ import annotations

import pytest

from bot.core.doubt import LOST, NEAR_MISS, Heard, Request, Rules, pick, settle

LABEL = {"fr": "x", "en": "x"}
RULES = Rules(
    requests={
        "replace_part": Request(LABEL, "action_start", task=True), "diagnose": Request(LABEL, "action_look", task=True),
        "faq/hours": Request(LABEL, "utter_faq"), "faq/fees": Request(LABEL, "utter_faq"),
        "ask_human": Request(LABEL, "utter_handoff", person=True),
    },
    courtesies=frozenset({"greet", "thank"}), sure=0.55, either=0.15, lost=0.35, part_of=0.6,
)


def heard(*ranking: tuple[str, float], **more: object) -> Heard:
    return Heard(ranking, **more)  # type: ignore[arg-type]


def clause(name: str, p: float = 0.9, familiar: bool = True) -> tuple[list[tuple[str, float]], bool]:
    return [(name, p)], familiar


def test_a_sure_guess_stands() -> None:
    assert settle(heard(("greet", 0.9), ("thank", 0.05)), RULES).name == "greet"


def test_two_likely_requests_are_both_offered() -> None:
    reading = settle(heard(("replace_part", 0.45), ("faq/hours", 0.3), ("greet", 0.1)), RULES)
    assert (reading.name, reading.near) == (NEAR_MISS, ("replace_part", "faq/hours"))


def test_what_cannot_be_offered_is_not_asked_about() -> None:
    assert settle(heard(("greet", 0.45), ("thank", 0.4)), RULES).name == "greet"


def test_a_second_near_miss_in_a_row_is_not_understood_rather_than_a_maze() -> None:
    again = heard(("replace_part", 0.3), ("faq/hours", 0.3), offered=("replace_part", "faq/hours"))
    assert settle(again, RULES).name == LOST


@pytest.mark.parametrize(("chosen", "name"), [(0, "replace_part"), (1, "faq/hours")])
def test_one_of_two_may_be_chosen_in_words(chosen: int, name: str) -> None:
    said = heard(("inform", 0.9), offered=("replace_part", "faq/hours"), pick=chosen)
    assert settle(said, RULES).name == name


def test_what_resembles_nothing_learnt_was_not_understood_however_sure_the_guess() -> None:
    assert settle(heard(("greet", 0.9), familiar=False), RULES).name == LOST


def test_what_we_know_to_be_out_of_scope_is_said_to_be_so() -> None:
    assert settle(heard(("out_of_scope", 0.5), familiar=False), RULES).name == "out_of_scope"


def test_a_request_about_as_likely_is_taken_up_rather_than_refused() -> None:
    assert settle(heard(("out_of_scope", 0.5), ("replace_part", 0.49)), RULES).name == "replace_part"
    assert settle(heard(("out_of_scope", 0.7), ("replace_part", 0.29)), RULES).name == "out_of_scope"


def test_inside_a_task_nothing_is_offered_beside_it() -> None:
    inside = heard(("replace_part", 0.45), ("faq/hours", 0.4), in_task=True)
    assert settle(inside, RULES).name == "replace_part"


def test_a_greeting_around_a_request_is_not_what_the_message_is_about() -> None:
    both = heard(("greet", 0.8), clauses=[clause("greet"), clause("replace_part")])
    assert settle(both, RULES).name == "replace_part"


def test_two_questions_are_both_answered_in_the_order_asked() -> None:
    both = heard(("faq/fees", 0.6), clauses=[clause("faq/hours"), clause("faq/fees")])
    reading = settle(both, RULES)
    assert (reading.name, reading.also) == ("faq/hours", ("faq/fees",))


def test_a_task_comes_after_what_only_has_to_be_said() -> None:
    both = heard(("replace_part", 0.9), clauses=[clause("replace_part"), clause("faq/hours")])
    reading = settle(both, RULES)
    assert (reading.name, reading.also) == ("faq/hours", ("replace_part",))


def test_of_two_tasks_the_first_begins_and_the_coach_is_told_of_the_other() -> None:
    both = heard(("replace_part", 0.9), clauses=[clause("replace_part"), clause("diagnose")])
    reading = settle(both, RULES)
    assert (reading.name, reading.also) == ("replace_part", ("diagnose",))


def test_a_person_asked_for_beside_anything_comes_first() -> None:
    both = heard(("faq/hours", 0.9), clauses=[clause("faq/hours"), clause("ask_human")])
    assert (settle(both, RULES).name, settle(both, RULES).also) == ("ask_human", ())


def test_pieces_that_disagree_with_the_whole_are_one_story() -> None:
    story = heard(("complain", 0.9), clauses=[clause("faq/hours"), clause("replace_part")])
    assert settle(story, RULES).name == "complain"


@pytest.mark.parametrize("weak", [clause("faq/hours", 0.4), clause("faq/hours", 0.9, familiar=False)])
def test_a_doubtful_clause_is_no_request_of_its_own(weak: tuple[list[tuple[str, float]], bool]) -> None:
    assert settle(heard(("replace_part", 0.9), clauses=[clause("replace_part"), weak]), RULES).also == ()


@pytest.mark.parametrize(("text", "chosen"), [
    ("le premier", 0), ("la deuxième svp", 1), ("the second one", 1), ("first", 0), ("2", 1), ("plutôt le dernier", 1),
    ("ma deuxième roue est cassée depuis lundi", None), ("non", None), ("", None),
])
def test_a_choice_in_words_is_short(text: str, chosen: int | None) -> None:
    assert pick(text) == chosen


def test_without_the_file_guesses_are_taken_as_they_are() -> None:
    bare = Rules.from_mapping({})
    assert settle(heard(("replace_part", 0.5), ("faq/hours", 0.3)), bare).name == "replace_part"
