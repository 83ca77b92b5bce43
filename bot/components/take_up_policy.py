"""Hears outside a form what belongs to a task all the same: a look-up put right, a value of a request kept for later.

Below the escalation policy, above the rules. Must not read a value: the action does (actions/take_up.py), and says
what a rule would have said when there is none.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components import files, turn
from bot.components.quiet_policy import QuietPolicy
from bot.core.folding import fold
from bot.core.phrases import Phrases

TAKES_UP = "action_take_up"
SLOT, LOOKED_UP, WHICH = "task_state", "looked_up", "which"     # as the actions keep them
COACH = "data/coach.yml"
A_FEW_WORDS = 12    # a correction is short; more is a wish of its own
# « Non », « attends », « c’est une erreur »: what the words of a correction are taken for. Any other sure intent wins.
VAGUE = frozenset({"inform", "deny", "go_back", "pause", "affirm", "nlu_fallback", "near_miss", "out_of_scope",
                   "lost_item", "other_request", "say_name"})
SURE = 0.6
KEPT = timedelta(days=30)
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
        if tracker.latest_action_name != ACTION_LISTEN_NAME:  # what it said instead is the whole answer
            return self.predict(ACTION_LISTEN_NAME, domain) if _took_up(tracker) else self.abstain(domain)
        if _puts_right(tracker) or _goes_on(tracker):
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
    return _was_asked_which(tracker) or bool(_corrections().find(fold(message.text)))


def _was_asked_which(tracker: DialogueStateTracker) -> bool:
    kept = tracker.get_slot(SLOT)
    return isinstance(kept, dict) and bool(kept.get(WHICH))


def _took_up(tracker: DialogueStateTracker) -> bool:
    """Whether our action ran since the latest message."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return False
        if isinstance(event, ActionExecuted) and event.action_name == TAKES_UP:
            return True
    return False


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
    if message is None or not message.text or message.intent.get("name") not in VALUES:
        return False
    if len(message.text.split()) > (A_FEW_WORDS if message.intent["name"] == "inform" else VALUE):
        return False
    metadata = turn.of_tracker(tracker)
    open_task = metadata.get("open_task")
    return isinstance(open_task, dict) and bool(open_task.get("run")) and not _long_ago(open_task, metadata)


def _long_ago(open_task: Mapping[str, Any], metadata: Mapping[str, Any]) -> bool:
    """Whether nobody who writes a value now still means the request that waits."""
    paused, now = open_task.get("paused_at"), metadata.get("now")
    if not paused or not now:
        return False
    return datetime.fromisoformat(str(now)[:19]) - datetime.fromisoformat(str(paused)[:19]) > KEPT


@cache
def _corrections() -> Phrases:
    return Phrases.of(files.read_yaml(COACH)["coach"]["words"]["corrects"])
