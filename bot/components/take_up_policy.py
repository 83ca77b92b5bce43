"""Hears outside a form what belongs to a task all the same: a look-up put right, a value of a request kept for later.

Below the escalation policy, above the rules. Must not read a value: the action does (actions/take_up.py), and says
what a rule would have said when there is none.
"""

from functools import cache
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components import files, turn
from bot.components.quiet_policy import QuietPolicy
from bot.core.folding import fold
from bot.core.phrases import Phrases

TAKES_UP = "action_take_up"
SLOT, LOOKED_UP = "task_state", "looked_up"     # as actions/taskrun.py and actions/closing.py keep them
COACH = "data/coach.yml"
A_FEW_WORDS = 12    # a correction is short; more is a wish of its own
# « Non », « attends », « c’est une erreur »: what the words of a correction are taken for. Any other sure intent wins.
VAGUE = frozenset({"inform", "deny", "go_back", "pause", "affirm", "nlu_fallback", "near_miss", "out_of_scope",
                   "lost_item", "other_request", "say_name"})
SURE = 0.6
# What a value that says nothing by itself is taken for: « Lisbonne » is no part, and of no wish that we know.
VALUES = frozenset({"inform", "nlu_fallback", "out_of_scope", "near_miss"})
VALUE = 6           # words; a longer message that was not understood is something else


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class TakeUpPolicy(QuietPolicy):
    """Wins over the rules (the no-user flag) when there is something to take up; abstains otherwise."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 8}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return files.fingerprint(COACH)

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        if TAKES_UP not in domain.action_names_or_texts or tracker.active_loop_name:
            return self.abstain(domain)
        if tracker.latest_action_name == TAKES_UP:
            return self.predict(ACTION_LISTEN_NAME, domain)
        if tracker.latest_action_name == ACTION_LISTEN_NAME and (_puts_right(tracker) or _goes_on(tracker)):
            return self.predict(TAKES_UP, domain)
        return self.abstain(domain)


def _puts_right(tracker: DialogueStateTracker) -> bool:
    """Whether the message after a look-up's answer corrects what was looked up."""
    message = tracker.latest_message
    if message is None or not message.text or len(message.text.split()) > A_FEW_WORDS:
        return False
    intent = message.intent.get("name")
    sure = float(message.intent.get("confidence") or 0.0) >= SURE
    if (intent not in VAGUE and sure) or not _just_looked_up(tracker):
        return False
    return bool(_corrections().find(fold(message.text)))


def _just_looked_up(tracker: DialogueStateTracker) -> bool:
    """Whether the turn before this one ended with a look-up's answer."""
    turns = 0
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            turns += 1
            if turns == 2:
                return False
        elif turns == 1 and isinstance(event, SlotSet) and event.key == SLOT and event.value is not None:
            return isinstance(event.value, dict) and LOOKED_UP in event.value
    return False


def _goes_on(tracker: DialogueStateTracker) -> bool:
    """Whether a bare value is written while a request waits that may have asked for it."""
    message = tracker.latest_message
    if message is None or message.intent.get("name") not in VALUES:
        return False
    if message.intent["name"] != "inform" and len((message.text or "").split()) > VALUE:
        return False
    open_task = turn.of_tracker(tracker).get("open_task")
    return isinstance(open_task, dict) and bool(open_task.get("run"))


@cache
def _corrections() -> Phrases:
    return Phrases.of(files.read_yaml(COACH)["coach"]["words"]["corrects"])
