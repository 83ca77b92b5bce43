"""Background work of the front door: runs turns, watches promises, keeps the sender going.

Owns time and retries; every decision and every word is the service's. Lives inside the front door, one
task per conversation that has something to do, so turns of one conversation never overlap.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.brain.client import Brain
from bot.brain.errors import BrainDown, BrainError
from bot.channels.base import Channel
from bot.core import logs
from bot.core.turns import TurnAnswer
from bot.fetcher import Fetcher
from bot.sender import Sender
from bot.service import Service
from bot.service.turns import TurnWork, usable

log = logging.getLogger(__name__)

MOST_QUIET_S = 3.0  # a burst is one turn, but nobody waits longer than this for it to end
MOST_STUMBLES = 3  # tries of a turn that breaks our own code, three seconds apart
READY_S = 2.0
TYPING_EVERY_S = 4.0  # Telegram shows it for five
RESUMED = ".resumed"  # suffix of the silent turn that puts the brain back where the ledger stands


@dataclass(frozen=True)
class Patience:
    """How long things may take, in seconds; tests shorten them."""

    quiet: float = 0.7
    first_sentence: float = 8.0
    give_up: float = 30.0
    ask_again: float = 0.5
    watch: float = 3.0
    send: float = 0.25


@dataclass
class _Lane:
    """What is known in memory of one conversation's work; nothing here must survive a kill."""

    wake: asyncio.Event = field(default_factory=asyncio.Event)
    first_at: float = 0.0
    last_at: float = 0.0
    task: asyncio.Task[None] | None = None


class Worker:
    """`start()` it once the service exists; `stop()` lets running turns finish for a moment."""

    def __init__(self, service: Service, brain: Brain, patience: Patience | None = None,
                 channels: Sequence[Channel] = ()) -> None:
        self._service = service
        self._brain = brain
        self._patience = patience or Patience()
        self._lanes: dict[str, _Lane] = {}
        self._brain_was_ready = False
        self._stumbles: dict[str, int] = {}
        self._pushing = {channel.name: channel for channel in channels if channel.pushes}
        self._loops: list[asyncio.Task[None]] = []
        self._stopping = False
        self._look_again = asyncio.Event()
        service.deps.wake = self.wake
        service.deps.forget = brain.forget
        service.deps.clock.on_move(self._look_again.set)

    async def start(self) -> None:
        """Take up what a kill left: every asked turn is asked again, every waiting one starts."""
        for conversation_id in await self._service.open_conversations():
            self.wake(conversation_id)
        self._loops.append(asyncio.create_task(self._watch(), name="watchdog"))
        fetcher = Fetcher(self._service, self._patience.watch)
        self._loops.append(asyncio.create_task(fetcher.run(), name="documents"))
        if self._pushing:
            sender = Sender(self._service, list(self._pushing.values()), self._patience.send)
            self._loops.append(asyncio.create_task(sender.run(), name="outbox"))

    async def stop(self) -> None:
        self._stopping = True
        tasks = [lane.task for lane in self._lanes.values() if lane.task is not None]
        tasks += self._loops
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self, conversation_id: str) -> None:
        """Something arrived for this conversation."""
        if self._stopping:
            return
        now = asyncio.get_running_loop().time()
        lane = self._lanes.setdefault(conversation_id, _Lane(first_at=now))
        lane.last_at = now
        lane.wake.set()
        if lane.task is None:
            lane.first_at = now
            lane.task = asyncio.create_task(self._run_lane(conversation_id, lane), name=f"turns {conversation_id}")

    async def settled(self) -> None:
        """Wait until no conversation has a turn to run. For tests and shutdown."""
        while tasks := [lane.task for lane in self._lanes.values() if lane.task is not None]:
            await asyncio.gather(*tasks, return_exceptions=True)

    # --- turns -----------------------------------------------------------------------------------

    async def _run_lane(self, conversation_id: str, lane: _Lane) -> None:
        try:
            while True:
                lane.wake.clear()
                found = await self._service.next_turn(conversation_id)
                if found is None:
                    if lane.wake.is_set():  # something was stored while we looked
                        continue
                    break
                turn_id, at_once = found
                logs.from_now_about(conversation=conversation_id, turn=turn_id)  # this task's lines only
                if not at_once:
                    await self._quiet(lane)
                lane.first_at = asyncio.get_running_loop().time()
                await self._try_turn(turn_id)
        except Exception:
            # The turn stays open in the store; the watchdog wakes this lane again.
            log.exception("turn failed", extra={"conversation": conversation_id})
        finally:
            self._lanes.pop(conversation_id, None)

    async def _quiet(self, lane: _Lane) -> None:
        """Wait until the person has stopped writing for a moment, at most three seconds."""
        loop = asyncio.get_running_loop()
        until = lane.first_at + MOST_QUIET_S
        while (left := min(lane.last_at + self._patience.quiet, until) - loop.time()) > 0:
            lane.wake.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(lane.wake.wait(), left)

    async def _try_turn(self, turn_id: str) -> None:
        """Run a turn. One that fails whenever it is touched is handed over plainly: it must not wait in silence."""
        if self._stumbles.get(turn_id, 0) < MOST_STUMBLES:
            try:
                await self._run_turn(turn_id)
            except Exception:
                self._stumbles[turn_id] = self._stumbles.get(turn_id, 0) + 1
                raise
        else:
            log.error("turn handed over plainly", extra={"turn": turn_id})
            await self._service.fail_plainly(turn_id)
        self._stumbles.pop(turn_id, None)

    async def _run_turn(self, turn_id: str) -> None:
        work = await self._service.start_turn(turn_id)
        if work is None:
            return
        asking = asyncio.create_task(self._ask(work))
        typing = asyncio.create_task(self._show_typing(work))
        try:
            answer = await self._with_first_sentence(work, asking)
        finally:
            asking.cancel()
            typing.cancel()
        if answer is None:
            await self._fail(work, "brain_failure")
        elif not usable(answer):
            await self._fail(work, "action_failure")
        else:
            self._brain_was_ready = True
            await self._finish(work, answer)

    async def _finish(self, work: TurnWork, answer: TurnAnswer) -> None:
        """Store the answer; one that cannot be stored is a failure a person must hear of, not a loop."""
        try:
            await self._service.finish_turn(work, answer)
            log.info("turn finished")
        except Exception:
            log.exception("answer could not be stored", extra={"turn": work.turn_id})
            await self._fail(work, "brain_failure")

    async def _fail(self, work: TurnWork, failure: str) -> None:
        """Hand over with all that is known; when even that breaks, with the least, rather than ask for 30 s again."""
        log.warning("turn given up", extra={"reason": failure})
        try:
            await self._service.fail_turn(work, failure)
        except Exception:
            log.exception("turn could not be handed over", extra={"turn": work.turn_id})
            await self._service.fail_plainly(work.turn_id)

    async def _show_typing(self, work: TurnWork) -> None:
        """Where the channel can: that an answer is being prepared, for as long as it is. The web has its own signs."""
        channel = self._pushing.get(work.channel)
        while channel is not None:
            try:
                await channel.typing(work.conversation_id)
            except Exception:
                log.exception("typing not shown", extra={"conversation": work.conversation_id})
            await asyncio.sleep(TYPING_EVERY_S)

    async def _with_first_sentence(self, work: TurnWork, asking: asyncio.Task[TurnAnswer | None]) -> TurnAnswer | None:
        """The answer, saying an honest sentence first when it is slow in coming."""
        done, _ = await asyncio.wait({asking}, timeout=self._patience.first_sentence)
        if not done and not work.excused:
            await self._service.excuse(work, starting=not self._brain_was_ready)
        return await asking

    async def _ask(self, work: TurnWork) -> TurnAnswer | None:
        """Ask the same turn again until it is answered or time is up; never once a person has taken over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience.give_up
        while True:
            try:
                async with asyncio.timeout_at(until):
                    await self._step_back(work)
                    return await self._brain.ask(work.request)
            except TimeoutError:
                return None
            except Exception as error:
                # Also an answer our own client cannot read: asked again like any other failure, then handed over.
                log.warning("brain gave no answer", extra={"turn": work.turn_id, "error": type(error).__name__},
                            exc_info=not isinstance(error, BrainError))
                if isinstance(error, BrainDown) and not work.excused:
                    await self._service.excuse(work, starting=not self._brain_was_ready)
            if loop.time() + self._patience.ask_again >= until:
                return None
            await asyncio.sleep(self._patience.ask_again)
            if not await self._service.is_open(work):
                return None

    async def _step_back(self, work: TurnWork) -> None:
        """Before a brain that ran ahead is asked: reset it, then put it where our ledger stands."""
        if not work.reset_first:
            return
        await self._brain.reset(work.conversation_id)
        task = work.request.get("open_task")
        choice = work.request.get("choice")
        resuming = choice is not None and choice["intent"] == "resume_task"
        if task is not None and task["paused_at"] is None and not resuming:
            # What it says now was read long ago: the words are not shown a second time.
            await self._brain.ask({
                **work.request, "turn": work.turn_id + RESUMED, "text": "",
                "choice": {"intent": "resume_task", "entities": []}})
        await self._service.back_in_step(work.conversation_id)

    # --- watching --------------------------------------------------------------------------------

    async def _watch(self) -> None:
        """Every few seconds: open turns without a lane are taken up, and what time changed is done."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look_again.wait(), self._patience.watch)
            self._look_again.clear()
            try:
                for conversation_id in await self._service.open_conversations():
                    if conversation_id not in self._lanes:
                        self.wake(conversation_id)
                await self._service.watch()
                await self._look_at_brain()
            except Exception:
                log.exception("watchdog round failed")

    async def _look_at_brain(self) -> None:
        """Whether it has answered since we started: until then the first honest sentence says it is getting ready."""
        if not self._brain_was_ready:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(READY_S):  # a hung brain holds up nothing else
                    self._brain_was_ready = await self._brain.ready()
