"""The same soak against the whole product: real brain, real actions, started and restarted by the supervisor.

Needs a trained model. Fewer messages and fewer kills, because a brain takes its time to load.
"""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.running import Sensei, start
from tests.soak.parts import BRAIN, FRONT, OFFICE, free_port

ACTIONS = "actions"
FILES = {FRONT: "front_door", BRAIN: "brain", OFFICE: "backoffice", ACTIONS: "actions"}

WORDS = {
    "plain": ("bonjour", "hello", "où est mon colis ?", "what can you do?", "merci", "oui", "yes", "zzz wxc", "retour",
              "why?", "je voudrais rendre un pull", "the left wheel", "manquante", "missing"),
    "confirm": ("il manque la roue gauche de mon robot", "my robot is missing its left wheel", "oui, c'est bon"),
    "choices": ("vous pouvez faire quoi ?", "what can you do?"),
    "sad": ("je suis très triste et en colère, c'est inadmissible", "I am so angry and so sad"),
    "nothing": ("😀", "?"),
    "card": ("ma carte est 4970 1012 3456 7893",),
    "danger": ("je veux mourir",),
}
# A task from its first word to the order that cannot be undone. Of three that try, kills and colleagues leave some.
SCRIPTS = {"awa": ("il manque la roue gauche de mon robot Pixel", "oui", "oui", "oui"),
           "moreau": ("il manque une pièce à mon appareil", "le couvercle", "il est cassé", "oui", "oui")}
THINKS, BARGES_IN = (2.0, 6.0), 0.08  # a real brain needs its time: faster colleagues would leave it nothing to do


@dataclass
class RealParts:
    """What `Parts` is for the fakes: start, kill, see up again; by the process ids the supervisor keeps."""

    folder: Path
    dice: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    up: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = field(default_factory=free_port)
    names: tuple[str, ...] = (FRONT, BRAIN, OFFICE, ACTIONS)
    sensei: Sensei | None = None
    old: dict[str, int] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return self.folder / "log" / "front_door.log"

    def url(self, part: str) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def begin(self) -> None:
        self.sensei = start(self.folder, self.port)
        await self._until_ok()
        self.up.set()

    async def kill(self, part: str, how: int = signal.SIGKILL) -> None:
        assert self.sensei is not None
        if part == FRONT:
            self.up.clear()
        self.old[part] = self.sensei.kill(FILES[part])
        self.kills[part] += 1

    async def start(self, part: str) -> None:
        """The supervisor starts it again; the front door's is enough to go on, the others are waited for."""
        assert self.sensei is not None
        sensei, old = self.sensei, self.old[part]
        if part == FRONT:
            await asyncio.to_thread(sensei.wait_until, lambda health: bool(health["parts"])
                                    and sensei.part_pid(FILES[part]) != old)
            self.up.set()
        await asyncio.to_thread(sensei.wait_until, lambda health: health["status"] == "ok"
                                and sensei.part_pid(FILES[part]) != old)

    async def recover(self) -> None:
        await self._until_ok()

    def end(self) -> None:
        if self.sensei is not None:
            self.sensei.stop()

    async def _until_ok(self) -> None:
        assert self.sensei is not None
        await asyncio.to_thread(self.sensei.wait_until, lambda health: health["status"] == "ok")
