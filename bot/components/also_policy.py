"""Answers the other things a message asked for, one after the other, and asks whether an answer of the FAQ helped.

Acts only when a rule has said its piece and would listen again; a task, when there is one, comes last and goes on by
itself. What else was asked was found in `doubt`. Must not call anything that can be down.
"""

from collections.abc import Iterator
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components import offers
from bot.components.doubt import ALSO, rules
from bot.components.quiet_policy import QuietPolicy
from bot.core.doubt import FAQ_ANSWER, TASK_START

HELPED = "utter_faq_helped"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class AlsoPolicy(QuietPolicy):
    """Wins over the rule's listening (the no-user flag); abstains in tasks and whenever nothing else was asked."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 7}

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        done = _done(tracker)
        if not done or tracker.active_loop_name:
            return self.abstain(domain)
        wanted = [action for action in _answers(tracker) if action in domain.action_names_or_texts]
        if done[: len(wanted)] != wanted[: len(done)]:      # something else is being said: a person, a safety word
            return self.abstain(domain)
        if len(done) < len(wanted):
            return self.predict(wanted[len(done)], domain)
        if done[-1] == FAQ_ANSWER and HELPED in domain.action_names_or_texts:
            return self.predict(HELPED, domain)
        if done[-1] == HELPED or (len(wanted) > 1 and len(done) == len(wanted)):
            return self.predict(ACTION_LISTEN_NAME, domain)
        return self.abstain(domain)


def _answers(tracker: DialogueStateTracker) -> list[str]:
    """The responses and actions this message asks for, the rule's own first."""
    latest = tracker.latest_message
    if latest is None:
        return []
    also = (latest.parse_data or {}).get(ALSO) or []
    first = FAQ_ANSWER if offers.asked_entries(tracker) and latest.intent.get("name") == "faq" else None
    requests = rules().requests
    own = first or getattr(requests.get(str(latest.intent.get("name"))), "answer", None)
    if own is None:
        return []
    others = [requests[name].answer for name in also if name in requests]
    return list(_each_task_once([own, *others]))


def _each_task_once(answers: list[str]) -> Iterator[str]:
    """One task is begun here; the coach itself offers a second one when the first is over."""
    for place, answer in enumerate(answers):
        if answer != TASK_START or TASK_START not in answers[:place]:
            yield answer


def _done(tracker: DialogueStateTracker) -> list[str]:
    """Actions since the latest message, oldest first."""
    done: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name and event.action_name != ACTION_LISTEN_NAME:
            done.append(event.action_name)
    return done[::-1]
