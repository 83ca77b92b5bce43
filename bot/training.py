"""When the model must be trained anew, and training it. Standard library only.

Rasa decides what to retrain inside a training; this decides whether to start one at all, because even a training that
finds nothing to do takes longer than a person likes to wait. What Rasa writes goes to a log, never to the terminal.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bot.children import ROOT
from bot.plan import BRAIN_BIN, MODEL, QUIET

SOURCES = ("config.yml", "domain.yml", "domain", "data", "bot/components", "locks/brain.txt")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SUFFIXES = frozenset({".yml", ".yaml", ".py", ".txt"})


FAILURE = re.compile(r"[\w.]*(?:Error|Exception)\b: |.* ERROR ")
LAST_LINES = 12


class TrainingError(Exception):
    """Training failed; the message says where to look, `lines` are the last ones written."""

    def __init__(self, message: str, lines: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.lines = lines


def fingerprint(root: Path = ROOT) -> str:
    """One value for everything a model is made of: configuration, domain, data, our components, Rasa's version."""
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(f"{path.relative_to(root)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        path = root / source
        if path.is_file():
            yield path
        else:
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix in SUFFIXES)


def is_fresh(root: Path = ROOT, model: Path = MODEL) -> bool:
    try:
        return model.is_file() and _mark(model).read_text("utf-8").strip() == fingerprint(root)
    except OSError:
        return False


def train(root: Path = ROOT, model: Path = MODEL, log: Path | None = None) -> bool:
    """Train if anything changed; True when it did. The old model stays in place until the new one is whole."""
    log = log or model.parent / "train.log"
    model.parent.mkdir(exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    with (model.parent / ".training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two instances share one checkout: the second finds the work done
        if is_fresh(root, model):
            return False
        before = fingerprint(root)  # what changes meanwhile is trained the next time
        fresh = _run_rasa(root, model, log)
        _mark(model).unlink(missing_ok=True)
        fresh.replace(model)
        _mark(model).write_text(before + "\n", "utf-8")
        shutil.rmtree(fresh.parent, ignore_errors=True)
    return True


def _run_rasa(root: Path, model: Path, log: Path) -> Path:
    folder = model.parent / f".training-{os.getpid()}"
    command = [
        str(BRAIN_BIN / "python"),
        str(BRAIN_BIN / "rasa"),
        "train",
        "--config",
        "config.yml",
        "--domain",
        "domain.yml",
        "--data",
        "data",
        "--out",
        str(folder),
        "--fixed-model-name",
        "new",
        "--skip-validation",  # half of the time; `make check` runs `rasa data validate` and more
    ]
    with log.open("a+b") as output:
        begins = output.seek(0, os.SEEK_END)
        done = subprocess.run(
            command, cwd=root, env={**os.environ, **QUIET}, stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, check=False,
        )  # fmt: skip
        made = folder / "new.tar.gz"
        if done.returncode or not made.is_file():
            shutil.rmtree(folder, ignore_errors=True)
            output.seek(begins)
            raise TrainingError(
                f"Training failed: mend the error above (the whole story is in {log}), then train again.",
                _last_lines(output.read().decode("utf-8", "replace")),
            )
    return made


def _last_lines(written: str) -> tuple[str, ...]:
    """What a person wants to see of a failure, from its first error on: without colours, progress bars and warnings."""
    lines = [COLOUR.sub("", line.rpartition("\r")[2]).rstrip() for line in written.splitlines()]
    lines = [line for line in lines if line and "Warning: " not in line]
    first = next((place for place, line in enumerate(lines) if FAILURE.match(line)), len(lines) - LAST_LINES)
    return tuple(lines[max(0, first) :][:LAST_LINES])


def _mark(model: Path) -> Path:
    return model.with_name(model.name.removesuffix(".tar.gz") + ".fingerprint")
