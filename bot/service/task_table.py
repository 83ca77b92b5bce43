"""The review of tasks as a table for a spreadsheet: one row a task, then one for each of its steps.

Column names are the field's, in English, so that a sheet made of two files adds up.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

COLUMNS = ("task", "step", "n", "label", "begun", "succeeded", "handed_over", "given_up", "left", "under_way",
           "reached", "done", "at_once", "not_understood", "hints", "our_failures", "seconds", "reasons", "sentences")


def as_csv(report: Mapping[str, Any]) -> str:
    """The report of `service.task_report` as CSV (RFC 4180), with a byte order mark so that accents survive Excel."""
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore")
    table.writeheader()
    for task in report["tasks"]:
        table.writerow({**task, "seconds": _rounded(task["seconds"])})
        for step in task["steps"]:
            table.writerow({
                **step, "task": task["task"], "seconds": _rounded(step["seconds"]),
                "reasons": _listed(list(step["reasons"].items())),
                "sentences": _listed([(one["text"], one["times"]) for one in step["sentences"]])})
    return "\ufeff" + out.getvalue()


def _rounded(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.0f}"


def _listed(counted: Sequence[tuple[str, int]]) -> str:
    """What people wrote must not become a formula in whoever's sheet it is opened."""
    text = " | ".join(f"{words} ({times})" for words, times in counted)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
