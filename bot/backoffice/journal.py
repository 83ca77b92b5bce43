"""What the demo back office did, each under the idempotency key that asked for it.

Owns `backoffice.db`. A key is kept for 30 days and more: same key and body → the same answer, same key with
another body → `KeyReused`. Must not know HTTP.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

KEEP = timedelta(days=400)  # the contract asks for 30 days; a demo file is small

_SCHEMA = """
create table if not exists operation (
  key text primary key, customer text not null, request_hash text not null, answer text not null, at text not null
)"""


class KeyReused(Exception):
    """The key was used before for something else."""


class Journal:
    """One connection per call: sqlite serialises the writers, and no thread shares a handle."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as db:
            db.execute("pragma journal_mode=wal")
            db.execute(_SCHEMA)

    def once(
        self, key: str, customer: str, body: dict[str, Any], now: datetime, work: Callable[[], dict[str, Any]]
    ) -> tuple[dict[str, Any], bool]:
        """Do `work` unless `key` did it before; return the answer and whether it is a repeat."""
        digest = hashlib.sha256(json.dumps([customer, body], sort_keys=True).encode()).hexdigest()
        with self._open() as db:
            # Immediate: two requests with one key must not both find nothing.
            db.execute("begin immediate")
            row = db.execute("select request_hash, answer from operation where key = ?", (key,)).fetchone()
            if row is not None:
                if row[0] != digest:
                    raise KeyReused(key)
                return json.loads(row[1]), True
            answer = work()
            db.execute("delete from operation where at < ?", ((now - KEEP).isoformat(),))
            db.execute("insert into operation values (?, ?, ?, ?, ?)",
                       (key, customer, digest, json.dumps(answer), now.isoformat(timespec="seconds")))
        return answer, False

    def find(self, key: str) -> dict[str, Any] | None:
        """What `key` did: `{"key", "customer", "at", "result"}`, or None when it did nothing."""
        with self._open() as db:
            row = db.execute("select key, customer, at, answer from operation where key = ?", (key,)).fetchone()
        if row is None:
            return None
        return {"key": row[0], "customer": row[1], "at": row[2], "result": json.loads(row[3])}

    def mark_undone(self, key: str) -> dict[str, Any]:
        """Note in the answer kept under `key` that it was undone; returns what `find` would."""
        with self._open() as db:
            db.execute("begin immediate")
            (answer,) = db.execute("select answer from operation where key = ?", (key,)).fetchone()
            db.execute("update operation set answer = ? where key = ?",
                       (json.dumps({**json.loads(answer), "undone": True}), key))
        found = self.find(key)
        assert found is not None
        return found

    def of_customer(self, customer: str) -> list[dict[str, Any]]:
        """Everything done for `customer`, newest first."""
        with self._open() as db:
            rows = db.execute("select answer from operation where customer = ? order by at desc, rowid desc",
                              (customer,)).fetchall()
        return [json.loads(row[0]) for row in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        try:
            db.execute("pragma synchronous=full")
            yield db
            if db.in_transaction:
                db.execute("commit")
        except BaseException:
            if db.in_transaction:
                db.execute("rollback")
            raise
        finally:
            db.close()
