"""`sensei replay` and `sensei feedback`: what other rules would have decided, and what agents say of what was.

Owns the layout. Changes nothing and shows nobody's words: a changed threshold is shown on the fixed test set and on
what agents judged before anybody writes it into data/escalation.yml.
"""

from __future__ import annotations

import asyncio
import json
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot import files
from bot.core.escalation import Knowledge
from bot.core.feedback import VERDICTS, confusion, exported, judged_well
from bot.core.replay import Difference, changed, compare, on_test_set, still_called
from bot.service import Service
from bot.settings import SettingError, Settings

Opened = Callable[[Settings], Awaitable[tuple[Service, Callable[[], Awaitable[None]]]]]
TEST_SET = files.ROOT / "tests" / "escalation" / "conversations.yml"


def replay(settings: Settings, given: Namespace, opened: Opened) -> int:
    """Decide the fixed test set and the stored turns again with the changed numbers."""
    try:
        rules = changed(files.read_yaml(files.DATA / "escalation.yml"), given.set)
        then = files.knowledge_with(rules)
    except ValueError as error:
        raise SettingError(str(error)) from error
    turns, judged = asyncio.run(_stored(settings, given.days, opened))
    now = files.load_knowledge()
    seen, found = compare(turns, now, then)
    for line in (*(_difference(one) for one in found), *_fixed(now, then), *_judged(judged, turns, now, then)):
        print(line)
    print(f"{len(found)} / {seen}")
    return 0


def feedback(settings: Settings, given: Namespace, opened: Opened) -> int:
    """`report`: verdicts for each reason. `export`: evaluation data, one JSON object a line, nobody's words in it."""
    _, judged = asyncio.run(_stored(settings, given.days, opened))
    if given.what == "export":
        out = "".join(json.dumps(exported(one), ensure_ascii=False) + "\n" for one in judged)
        if given.to:
            Path(given.to).write_text(out, encoding="utf-8")
        else:
            sys.stdout.write(out)
        return 0
    for line in report(judged):
        print(line)
    return 0


def report(judged: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A table: reason, how often each verdict, share of right ones, and what would have been right instead."""
    yield f"{'':17} " + "".join(f"{name:>13}" for name in (*VERDICTS, "right %"))
    for code, verdicts, instead in confusion(judged):
        share = 100 * verdicts.get("right", 0) / sum(verdicts.values())
        better = ", ".join(f"{other} {times}" for other, times in sorted(instead.items(), key=lambda item: -item[1]))
        counts = "".join(f"{verdicts.get(name, 0):>13}" for name in VERDICTS)
        yield f"{code:17} {counts}{share:>13.0f}" + (f"  -> {better}" if better else "")


async def _stored(settings: Settings, days: int, opened: Opened) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    service, close = await opened(settings)
    try:
        return await service.decided_turns(days), await service.judged(days)
    finally:
        await close()


def _difference(one: Difference) -> str:
    codes = ", ".join(reason["code"] for reason in (one.after["reasons"] or one.before["reasons"]))
    return (f"{one.conversation}  {one.turn:3}  {one.before['action']} ({one.before['priority']}) -> "
            f"{one.after['action']} ({one.after['priority']})  {codes}")


def _fixed(now: Knowledge, then: Knowledge) -> Iterator[str]:
    """The fixed test set, where the sources are: needed and called, and needless calls, before and after."""
    if TEST_SET.is_file():
        known = files.read_yaml(TEST_SET)["conversations"]
        before, after = on_test_set(known, now), on_test_set(known, then)
        yield (f"test set: called {before.called} -> {after.called} of {before.needed} needed, "
               f"needlessly {before.needless} -> {after.needless} of {before.calm}")


def _judged(judged: Sequence[Mapping[str, Any]], turns: Sequence[Mapping[str, Any]], now: Knowledge,
            then: Knowledge) -> Iterator[str]:
    """What agents said: calls they found right and that would stay, and needless ones that would."""
    if judged:
        before, after = (judged_well(still_called(judged, turns, knowledge)) for knowledge in (now, then))
        for name in ("right", "needless"):
            yield f"judged {name}: called {before[name][1]} -> {after[name][1]} of {before[name][0]}"
