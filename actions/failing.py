"""When an action cannot do its part: an honest sentence, a `failed` step the front door hands over on, a pause.

Owns that path for every task. Must not hide a failure, nor log more than its kind.
"""

from __future__ import annotations

import logging

from actions.backoffice import BackOfficeError
from actions.coaching import CoachedTask, Event, Heard, Speaker
from bot.core.coaching import Step
from bot.core.tickets import BadTicket

log = logging.getLogger(__name__)

# The `value` of a failed step that is our fault: the front door hands over with reason `action_failure`.
ACTION_FAILURE = "action_failure"


def fail(speaker: Speaker, task: CoachedTask, step: Step, run: str, heard: Heard, error: Exception,
         response: str = "utter_back_office_down") -> list[Event]:
    """Say it, tell the front door, and pause: run and key stay, so that nothing can happen twice later."""
    why = str(error) if isinstance(error, BackOfficeError | BadTicket) else None
    log.warning("step failed", extra={"task": task.file.name, "step": step.name, "run": run,
                                      "error": type(error).__name__, "why": why})
    speaker.step(task.file, step, run, "failed", heard.language, value=ACTION_FAILURE, said=heard.said)
    speaker.task(task.file, run, "paused")
    speaker.say(response, [task.person(heard.language)])
    return task.close()
