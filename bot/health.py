"""What /health says: every part, its state, and one word for the whole.

Owns the merging of the supervisor's state file with what the front door can check itself. Repairs nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast

from bot.settings import Settings

PartStatus = Literal["ok", "starting", "down", "off"]
_STATUSES = ("ok", "starting", "down", "off")
CHECK_S = 2.0


@dataclass(frozen=True)
class Part:
    status: PartStatus
    detail: str = ""


Check = Callable[[], Awaitable[Part]]


class Health:
    """Asked by `/health`. `checks` win over the state file, which only knows processes."""

    def __init__(self, settings: Settings, checks: Mapping[str, Check] | None = None) -> None:
        self._state_file = settings.state_file
        self._checks = {"telegram": _telegram_off, **(checks or {})}

    async def report(self) -> tuple[int, dict[str, Any]]:
        """HTTP status and body. 200 when every part is ok or off."""
        parts = {"front_door": Part("ok"), **_from_file(self._state_file), **await self._check_all()}
        status = overall(parts)
        body = {"status": status, "parts": {name: asdict(part) for name, part in parts.items()}}
        return (200 if status == "ok" else 503), body

    async def _check_all(self) -> dict[str, Part]:
        found = await asyncio.gather(*(_ask(check) for check in self._checks.values()))
        return dict(zip(self._checks, found, strict=True))


def overall(parts: Mapping[str, Part]) -> Literal["ok", "starting", "degraded"]:
    states = {part.status for part in parts.values()}
    if "down" in states:
        return "degraded"
    return "starting" if "starting" in states else "ok"


async def _ask(check: Check) -> Part:
    try:
        async with asyncio.timeout(CHECK_S):
            return await check()
    except TimeoutError:
        return Part("down", "no answer in time")
    except Exception as error:  # whatever broke, /health must say so rather than break too
        return Part("down", type(error).__name__)


def _from_file(path: Path | None) -> dict[str, Part]:
    """The supervisor's view of its children. It writes the file whole, so a broken one is worth seeing."""
    if path is None:
        return {}
    try:
        written = json.loads(path.read_text(encoding="utf-8"))["parts"]
        parts = {name: _part(value) for name, value in written.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {"supervisor": Part("down", "its state cannot be read")}
    parts.pop("front_door", None)  # whoever reads this is being answered by it
    return parts


def _part(value: Mapping[str, Any]) -> Part:
    status = value.get("status")
    known = cast(PartStatus, status) if status in _STATUSES else "down"
    return Part(known, str(value.get("detail", "")))


async def _telegram_off() -> Part:
    # The channel brings its own check where there is one.
    return Part("off", "")
