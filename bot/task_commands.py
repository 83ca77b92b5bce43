"""`sensei tasks report`, how each self-service task goes, and `sensei qr`, a printed code that begins one.

Owns the layout. Figures are the service's; nothing is changed but the file of the sheet.
"""

from __future__ import annotations

import asyncio
import re
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot import files
from bot.core.problems import Problem
from bot.core.task_links import BadLink, TaskLink, checked_link, query, start_word
from bot.core.task_review import OUTCOMES
from bot.core.texts import LANGUAGES
from bot.service import Service
from bot.service.task_reviews import Period
from bot.service.task_table import as_csv
from bot.settings import SettingError, Settings
from bot.task_sheet import sheet

Opened = Callable[[Settings], Awaitable[tuple[Service, Callable[[], Awaitable[None]]]]]
_WHY = {
    "task": "there is no such task; choose one of:", "step": "there is no such step to begin with; choose one of:",
    "place": "a place is at most 60 letters, figures and signs as in “Quai 4, Gare de Lyon”.",
    "word": "task, step and place are too long together for Telegram: shorten the place."}
_SHOWN = 3  # sentences of a step on the terminal; the table has them all


def report(settings: Settings, given: Namespace, opened: Opened) -> int:
    """Print it. Exit 2 with one sentence for a period or task that cannot be."""
    words = given.words or settings.language
    period = Period(given.days, given.first, given.last, given.task, given.language, given.channel)
    try:
        found = asyncio.run(_ask(settings, period, words, opened))
    except Problem as problem:
        field = problem.details.get("field", "days")
        raise SettingError(f"tasks report: --{field} cannot be used like this.") from problem
    if given.csv:
        sys.stdout.write(as_csv(found))
    else:
        for line in lines(found, words):
            print(line)
    return 0


async def _ask(settings: Settings, period: Period, words: str, opened: Opened) -> dict[str, Any]:
    service, close = await opened(settings)
    try:
        return await service.task_report(period, words)
    finally:
        await close()


def lines(found: dict[str, Any], language: str) -> list[str]:
    """The report for a terminal: each begun task with its outcomes, its steps below, what was not understood last."""
    texts = files.load_texts()

    def say(key: str, **values: Any) -> str:
        return texts.say(f"cli.tasks_{key}", language, **values)

    told = [say("period", since=found["since"][:10], until=found["until"][:10])]
    for task in found["tasks"]:
        if not task["begun"]:
            continue
        outcomes = ", ".join(say(outcome, count=task[outcome]) for outcome in OUTCOMES if task[outcome])
        told += ["", f"{task['label']} ({task['task']})",
                 "  " + say("task", begun=task["begun"], outcomes=outcomes, time=_time(task["seconds"], language))]
        for step in task["steps"]:
            told += _step_lines(step, language, say)
    never = [task["label"] for task in found["tasks"] if not task["begun"]]
    return [*told, "", say("never", tasks=", ".join(never))] if never else told


def _step_lines(step: dict[str, Any], language: str, say: Callable[..., str]) -> list[str]:
    if not step["reached"]:
        return []
    kinds = ("at_once", "not_understood", "hints", "our_failures", "handed_over", "given_up", "left")
    parts = [say(f"step_{kind}", count=step[kind]) for kind in kinds if step[kind]]
    line = say("step", label=step["label"], reached=step["reached"], done=step["done"],
               time=_time(step["seconds"], language))
    return [f"  {step['n']}. {line}" + (f" – {', '.join(parts)}" if parts else ""),
            *(f"       {one['times']:3} × {one['text']}" for one in step["sentences"][:_SHOWN])]


def qr(settings: Settings, given: Namespace, opened: Opened) -> int:
    """Write the sheet. Exit 2 with one sentence when there is no such task or step, or the link would not work."""
    topics, texts = files.load_topics(), files.load_texts()
    step = "" if given.step == "-" else given.step
    try:
        link = checked_link(topics, TaskLink(given.task, step, given.place))
        address = _address(settings, given, link)
    except BadLink as error:
        named = topics.get(given.task)
        known = ", ".join(s.name for s in named.steps if not s.last_word) if named and error.field == "step" else ""
        known = ", ".join(topics) if error.field == "task" else known
        raise SettingError(f"qr: {_WHY[error.field]} {known}".strip()) from error
    spoken = [given.language] if given.language else sorted(LANGUAGES, key=lambda one: one != settings.language)
    target = Path(given.to or f"{'-'.join(filter(None, (link.task, link.step)))}.html")
    try:
        target.write_text(sheet(topics[link.task], link, address, texts, spoken), encoding="utf-8")
    except OSError as error:
        raise SettingError(f"qr: {target} cannot be written ({error.strerror}).") from error
    print(f"{target}: {address}")
    return 0


def _address(settings: Settings, given: Namespace, link: TaskLink) -> str:
    if given.channel == "telegram":
        if not re.fullmatch(r"\w{5,32}", given.bot):
            raise SettingError("qr: --channel telegram needs --bot, the bot's user name without @.")
        return f"https://t.me/{given.bot}?start={start_word(link)}"
    page = given.url or settings.public_url
    if not page.startswith(("https://", "http://")):
        raise SettingError("qr: --url must begin with https:// (or http://).")
    return f"{page.rstrip('?&')}{'&' if '?' in page else '/?' if page.count('/') == 2 else '?'}{query(link)}"


def _time(seconds: float | None, language: str) -> str:
    if seconds is None:
        return "–"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h".replace(
        ".", "," if language == "fr" else ".")
