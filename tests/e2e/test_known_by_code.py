"""The whole product: a stranger proves who she is by a code, her task goes on, and in the end everything of her is gone."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Town
from tests.e2e.running import ROOT, Sensei
from tests.house import Visitor

pytestmark = pytest.mark.needs("brain")

ADDRESS = "simone.moreau@example.org"
# The company's own systems, and the screen `sensei run` writes to: not Sensei's memory.
NOT_OURS = ("backoffice.db", "backoffice.db-wal", "backoffice.db-shm", "terminal.log")


def command(sensei: Sensei, *words: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=ROOT, capture_output=True, text=True, timeout=120,
        env={**os.environ, "SENSEI_DATA_DIR": str(sensei.folder), "SENSEI_DEMO": "1"})
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


async def code_on_the_terminal(sensei: Sensei) -> str:
    for _ in range(100):
        found = re.findall(rf"{ADDRESS}: (\d{{6}})", (sensei.folder / "terminal.log").read_text("utf-8", "replace"))
        if found:
            return str(found[-1])
        await asyncio.sleep(0.2)
    raise AssertionError("no code came")


async def shown(visitor: Visitor, step: str) -> None:
    await visitor.until(lambda e: e["kind"] == "progress" and (e["progress"]["step"], e["progress"]["state"]) == (
        step, "shown"), tries=30)


def everywhere(folder: Path) -> str:
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*")
                     if path.is_file() and path.name not in NOT_OURS)


async def test_a_code_opens_the_account_the_task_goes_on_and_an_erasure_leaves_a_tombstone(
        sensei: Sensei, town: Town, tmp_path: Path) -> None:
    visitor = await town.visitor()
    await visitor.say("bonjour, il manque le couvercle de ma bouilloire rouge, une histoire de pistache")
    await shown(visitor, "address")  # product, part and what happened were told at once
    await visitor.until(lambda e: any(c["label"].startswith("Recevoir un code") for c in e.get("choices", [])))
    await visitor.choose("Recevoir un code")
    await visitor.bot_says("à quelle adresse")
    await visitor.say(ADDRESS)
    await visitor.bot_says("Si cette adresse")
    code = await code_on_the_terminal(sensei)
    await visitor.say(f"Votre code : {code[:3]} {code[3:]}")
    await visitor.bot_says("Merci Madame Moreau")
    await visitor.bot_says("4 place du Marché")
    assert code not in everywhere(sensei.folder)
    await visitor.say("une copie de mes données svp")
    await visitor.bot_says("tout ce que je garde")

    told = command(sensei, "export", "moreau", "--to", str(tmp_path))
    folder = tmp_path / os.listdir(tmp_path)[0]
    assert str(folder) in told and "pistache" in (folder / "read-me.txt").read_text("utf-8")
    recorded = json.loads((folder / "data.json").read_text("utf-8"))["brain"]
    assert any("pistache" in str(event.get("text")) for event in recorded[visitor.conversation])
    held = everywhere(sensei.folder)
    words = ("pistache", "Simone", "Moreau", visitor.conversation, ADDRESS)
    assert all(word in held for word in words)

    told = command(sensei, "erase", "moreau", "--yes")
    assert "Erased at" in told and "conversations of the brain" in told
    left = everywhere(sensei.folder)
    assert [word for word in words if word in left] == []
    assert "Erased 20" in command(sensei, "erase", "moreau", "--yes", code=1)
