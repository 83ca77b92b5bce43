"""`sensei export` and `sensei erase`: finds whom it is about, asks, and tells what was done.

Owns the folder an export is written to, and the sentences. The work is the service's; an erasure is only noted here,
because the running front door knows the brain, which must forget as well.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from argparse import Namespace
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.brain.client import Brain, HttpBrain
from bot.brain.errors import BrainError
from bot.plan import INSIDE
from bot.service import Service
from bot.settings import SettingError, Settings

Opened = Callable[[Settings], Awaitable[tuple[Service, Callable[[], Awaitable[None]]]]]
WAIT_S = 60.0
_LOOK_S = 0.5


def export(settings: Settings, given: Namespace, opened: Opened) -> int:
    return asyncio.run(_export(settings, given, opened))


def erase(settings: Settings, given: Namespace, opened: Opened) -> int:
    return asyncio.run(_erase(settings, given, opened))


async def _export(settings: Settings, given: Namespace, opened: Opened) -> int:
    service, close = await opened(settings)
    brain = HttpBrain(*brain_of(settings))
    try:
        customer = await _one(service, given.who)
        if customer is None:
            return 1
        folder = await write(service, brain, customer, Path(given.to), given.language or settings.language)
        print(f"Everything Sensei keeps is in {folder}: data.json for machines, read-me.txt for people, files/.")
        if "not_reachable" in json.loads((folder / "data.json").read_bytes())["brain"]:
            print("Without what the brain has recorded of the same conversations: it needs a running Sensei.")
        return 0
    finally:
        await brain.close()
        await close()


def brain_of(settings: Settings) -> tuple[str, str]:
    """Address and token of the brain that runs on this data folder: given, or as its supervisor noted them."""
    if settings.brain_url:
        return settings.brain_url, settings.brain_token
    try:
        told = json.loads((settings.data_dir / "run" / INSIDE).read_bytes())
    except (OSError, ValueError):
        return "", ""
    return str(told["brain_url"]), str(told["brain_token"])


async def write(service: Service, brain: Brain, customer: str, into: Path, language: str) -> Path:
    """The export's folder, readable by this user only: whoever finds it reads somebody's whole story."""
    taken = await service.take_out(customer)
    taken["brain"] = await _of_the_brain(brain, [row["id"] for row in taken["tables"]["conversation"]])
    folder = into / f"sensei-export-{taken['at'][:10]}-{customer[:8]}"
    (folder / "files").mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    _put(folder / "data.json", json.dumps(taken, ensure_ascii=False, indent=2).encode())
    _put(folder / "read-me.txt", service.takeout_text(taken, language).encode())
    for key, file in await service.files_of(taken):
        _put(folder / "files" / f"{key[:8]}-{Path(file.name).name}", file.content)
    return folder


async def _of_the_brain(brain: Brain, conversations: list[str]) -> dict[str, Any]:
    """`{<conversation>: [event]}` as the brain has them, or `{"not_reachable": why}`."""
    try:
        return {conversation: await brain.recall(conversation) for conversation in conversations}
    except BrainError as error:
        return {"not_reachable": str(error)}


async def _erase(settings: Settings, given: Namespace, opened: Opened) -> int:
    service, close = await opened(settings)
    try:
        customer = await _one(service, given.who)
        if customer is None:
            return 1
        if not given.yes and not _sure(given.who):
            print("Nothing was erased.")
            return 1
        asked = await service.ask_erasure(customer, "operator")
        return await _wait(service, asked)
    finally:
        await close()


async def _one(service: Service, who: str) -> str | None:
    """The customer meant; says so when there is none, or more than one."""
    found = await service.customers_called(who)
    for stone in [] if found else await service.erased_when(who):
        when = stone["done_at"] or stone["asked_at"]
        print(f"{'Erased' if stone['done_at'] else 'Being erased since'} {when:%Y-%m-%d %H:%M} UTC.")
    if not found:
        print("Nobody is known by this. A name finds nobody: use the company's id, a proven address or a conversation.")
    elif len(found) > 1:
        print(f"{len(found)} people share this address: use the company's own id.")
    return found[0] if len(found) == 1 else None


def _sure(who: str) -> bool:
    if not sys.stdin.isatty():
        raise SettingError("erase asks before it begins: answer on a terminal, or add --yes.")
    return input(f"Erase everything Sensei keeps of {who!r}? It cannot be undone. Type the same again: ").strip() == who


async def _wait(service: Service, asked: str) -> int:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        stone = await service.erasure(asked)
        if stone is not None and stone["done_at"] is not None:
            parts = stone["parts"]
            print(f"Erased at {stone['done_at']:%Y-%m-%d %H:%M:%S} UTC: {parts['store']} rows, {parts['files']} files, "
                  f"{parts['brain']} conversations of the brain, {parts['logs']} places in logs. Proof: {asked}.")
            return 0
        await asyncio.sleep(_LOOK_S)
    print(f"Noted as {asked}, and not done yet: it needs a running Sensei with its brain, which does it by itself.")
    return 3


def _put(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
