"""Wordings published from the desk: they replace the trained variations of a key without training or restart.

A file in the data folder, in the shape of Rasa's `responses:`; absent most of the time. Owns reading it. A broken
file never silences the assistant: the last good wordings stay.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import rasa.shared.utils.io

log = logging.getLogger(__name__)

Variation = dict[str, Any]


def default_path() -> Path:
    return Path(os.environ.get("SENSEI_DATA_DIR") or "var") / "published" / "responses.yml"


class Published:
    """Looks at the file's time at each use, reads it only when that changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._responses: dict[str, list[Variation]] = {}

    def get(self, key: str) -> list[Variation] | None:
        self._refresh()
        return self._responses.get(key)

    def _refresh(self) -> None:
        try:
            stat = self._path.stat()
        except OSError:
            self._seen, self._responses = None, {}
            return
        if self._seen == (stat.st_mtime_ns, stat.st_size):
            return
        self._seen = (stat.st_mtime_ns, stat.st_size)
        try:
            content = rasa.shared.utils.io.read_yaml_file(self._path)
            self._responses = {key: _variations(value) for key, value in content["responses"].items()}
        except Exception as error:  # any parser error: keep speaking
            log.error("published wordings cannot be read", extra={"file": self._path, "error": type(error).__name__})


def _variations(value: Any) -> list[Variation]:
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise ValueError("each key needs a list of variations")
    return [dict(v) for v in value]
