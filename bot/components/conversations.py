"""Runs one turn of one conversation in Rasa as a transaction: the whole turn is recorded, or nothing is.

Stock `handle_message` swallows an action's exception, goes on and saves a half-told turn. Here the same steps run
in the same order, but the tracker is saved only when every action succeeded and the answer is fit to leave: a
turn that failed was never heard, and asking it again runs it again (actions carry idempotency keys). Uses a few
private methods of Rasa 3.6.21, which is pinned; tests/brain_contract notices when they change.

Owns locks, replay, reset, recalling and forgetting. Must not know HTTP.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components import answers
from bot.components.turn import metadata_from_request, no_emotion
from bot.components.turn_request import Refused
from bot.core.turns import TurnAnswer, TurnRequest

CHANNEL = "sensei"
TURN_SECONDS = 25.0                    # the front door gives up at 30
KEPT_SLOTS = frozenset({"language", "formality", "tone"})
HARD_WIRED = frozenset({"restart", "back", "session_start"})     # intents that move Rasa's own history

_swallowed: ContextVar[list[str] | None] = ContextVar("swallowed_failures", default=None)


class TurnFailed(Exception):
    """The brain could not answer; nothing of the turn was recorded unless it says so."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class _NoteSwallowed(logging.Handler):
    """Hears of exceptions that Rasa's processor logs and then forgets, in the turn that is running."""

    def emit(self, record: logging.LogRecord) -> None:
        noted = _swallowed.get()
        if noted is not None and record.exc_info and record.exc_info[1] is not None:
            noted.append(type(record.exc_info[1]).__name__)


class _Nowhere(OutputChannel):
    """Sends nothing: the answer is read from the recorded events. Must never raise (the turn would be lost)."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        return None


class Conversations:
    """Everything the channel can ask of Rasa. One turn at a time per conversation, many conversations at once."""

    def __init__(self, agent: Callable[[], Agent | None]) -> None:
        self._agent = agent
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        _listen_to_processor()

    async def turn(self, request: TurnRequest) -> TurnAnswer:
        """The recorded answer when this turn already ran, else run it."""
        agent = self.ready_agent()
        conversation = request["conversation"]
        _check_intent(agent, request)
        async with self._lock(conversation):
            tracker = await primary(agent.tracker_store).retrieve(conversation)
            recorded = answers.find_turn(tracker.events, request["turn"]) if tracker else None
            if recorded is None:
                return await asyncio.wait_for(self._run(agent, request, tracker), TURN_SECONDS)
            if not recorded.complete:
                raise TurnFailed("half_recorded", "This turn is recorded only in part; it is not run again.")
            return answers.build(recorded.events, replayed=True)

    async def _run(self, agent: Agent, request: TurnRequest, tracker: DialogueStateTracker | None) -> TurnAnswer:
        processor, store, output = agent.processor, primary(agent.tracker_store), _Nowhere()
        tracker = tracker or store.init_tracker(request["conversation"])
        tracker.model_id = processor.model_metadata.model_id
        tracker.assistant_id = tracker.assistant_id or processor.model_metadata.assistant_id
        noted: list[str] = []
        token = _swallowed.set(noted)
        processor.on_circuit_break = _note_circuit_break
        try:
            # No metadata for the session start: Rasa would copy it into a slot at every new session.
            await processor._update_tracker_session(tracker, output, None)
            await processor._handle_message_with_tracker(_message(request, output), tracker)
            tracker = await processor.run_action_extract_slots(output, tracker)
            await processor._run_prediction_loop(output, tracker)
        finally:
            _swallowed.reset(token)
        if noted:
            raise TurnFailed("action_failed", f"An action failed: {', '.join(noted)}.")
        recorded = answers.find_turn(tracker.events, request["turn"])
        if recorded is None or not recorded.complete:
            raise TurnFailed("unfinished", "The turn ended before the brain listened again.")
        answer = answers.build(recorded.events, replayed=False)
        await store.save(tracker)
        return answer

    async def reset(self, conversation: str) -> None:
        """Close any form and empty every slot but the wording ones: words never delivered did not happen."""
        agent = self.ready_agent()
        async with self._lock(conversation):
            store = primary(agent.tracker_store)
            tracker = await store.retrieve(conversation)
            if tracker is None:
                return
            tracker.update_with_events(_reset_events(tracker), agent.domain)
            await store.save(tracker)

    async def forget(self, conversation: str) -> None:
        """Delete everything recorded of a conversation, and make sure of it."""
        agent = self.ready_agent()
        async with self._lock(conversation):
            for store in _all_stores(agent.tracker_store):
                _delete(store, conversation)
                if await store.retrieve_full_tracker(conversation) is not None:
                    raise TurnFailed("not_forgotten", "The tracker is still there after deleting it.")

    async def recall(self, conversation: str) -> list[dict[str, Any]]:
        """Every event recorded of a conversation, oldest first, for a copy of somebody's data; [] if none began."""
        agent = self.ready_agent()
        async with self._lock(conversation):
            tracker = await primary(agent.tracker_store).retrieve_full_tracker(conversation)
            return [event.as_dict() for event in tracker.events] if tracker else []

    def ready_agent(self) -> Agent:
        agent = self._agent()
        if agent is None or not agent.is_ready():
            raise TurnFailed("no_model", "No trained model is loaded.")
        return agent

    def _lock(self, conversation: str) -> asyncio.Lock:
        # Not Rasa's lock store: it polls once a second, so a second message would wait a second for nothing.
        return self._locks.setdefault(conversation, asyncio.Lock())


def primary(store: TrackerStore) -> TrackerStore:
    """The real store behind Rasa's fail-safe wrapper, which forgets a conversation when the database stumbles."""
    inner = store
    while True:
        wrapped = getattr(inner, "_tracker_store", None)
        if wrapped is None:
            return inner
        inner = wrapped


def _all_stores(store: TrackerStore) -> list[TrackerStore]:
    spare = store._fallback_tracker_store if isinstance(store, FailSafeTrackerStore) else None
    return [s for s in (primary(store), spare) if s is not None]


def _delete(store: TrackerStore, conversation: str) -> None:
    """Rasa's stores cannot delete (3.6.21); ours bring `delete`."""
    if hasattr(store, "delete"):
        store.delete(conversation)
    elif isinstance(store, InMemoryTrackerStore):
        store.store.pop(conversation, None)
    elif isinstance(store, SQLTrackerStore):
        with store.session_scope() as session:
            sqlite = session.get_bind().dialect.name == "sqlite"
            if sqlite:  # what is deleted is overwritten, not only unlinked
                session.connection().exec_driver_sql("PRAGMA secure_delete=ON")
            session.query(store.SQLEvent).filter_by(sender_id=conversation).delete()
            session.commit()
            if sqlite:
                session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        raise TurnFailed("not_forgotten", f"{type(store).__name__} cannot delete.")


def _message(request: TurnRequest, output: OutputChannel) -> UserMessage:
    """The turn as Rasa's message; a choice comes already parsed and skips NLU."""
    return UserMessage(
        text=request["text"], output_channel=output, sender_id=request["conversation"],
        parse_data=_parsed(request), input_channel=CHANNEL, message_id=request["turn"],
        metadata=metadata_from_request(request),
    )


def _parsed(request: TurnRequest) -> dict[str, Any] | None:
    choice = request.get("choice")
    if choice is None:
        return None
    intent = {"name": choice["intent"], "confidence": 1.0}
    entities = [{"entity": e["entity"], "value": e["value"]} for e in choice["entities"]]
    return {
        "text": request["text"], "intent": intent, "intent_ranking": [intent], "entities": entities,
        "emotion": no_emotion(), "own_name": None,
    }


def _check_intent(agent: Agent, request: TurnRequest) -> None:
    choice = request.get("choice")
    if choice and (choice["intent"] in HARD_WIRED or choice["intent"] not in agent.domain.intents):
        raise Refused(422, "unknown_intent", f"The model has no intent {choice['intent']!r}.")


def _reset_events(tracker: DialogueStateTracker) -> list[Event]:
    events: list[Event] = []
    if tracker.active_loop_name:
        events += [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
    events += [
        SlotSet(name, slot.initial_value) for name, slot in tracker.slots.items()
        if name not in KEPT_SLOTS and name != REQUESTED_SLOT and slot.value != slot.initial_value
    ]
    return [*events, ActionExecuted(ACTION_LISTEN_NAME)] if events else []


def _note_circuit_break(*_: Any) -> None:
    noted = _swallowed.get()
    if noted is not None:
        noted.append("circuit breaker: too many actions in one turn")


def _listen_to_processor() -> None:
    log = logging.getLogger("rasa.core.processor")
    if not any(isinstance(h, _NoteSwallowed) for h in log.handlers):
        log.addHandler(_NoteSwallowed(level=logging.ERROR))
