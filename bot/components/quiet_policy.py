"""Base of our Rasa policies: they learn nothing, and say nothing unless they have something to say."""

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.generator import TrackerWithCachedStates


class QuietPolicy(Policy):
    """Abstains with zeros and without the no-user flag: with it, zeros would win and mute the assistant."""

    @staticmethod
    def supported_data() -> SupportedData:
        return SupportedData.ML_AND_RULE_DATA

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        return self._resource

    def abstain(self, domain: Domain, events: list[Event] | None = None) -> PolicyPrediction:
        """No opinion about the next action. `events` are applied even though this prediction loses."""
        return self._prediction(self._default_predictions(domain), events=events)

    def predict(
        self, action: str, domain: Domain, optional_events: list[Event] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> PolicyPrediction:
        """`action`, inside and outside forms. `optional_events` are applied only if this prediction wins."""
        scores = self._default_predictions(domain)
        scores[domain.index_for_action(action)] = 1.0
        return self._prediction(
            scores, optional_events=optional_events, is_no_user_prediction=True, action_metadata=metadata,
        )
