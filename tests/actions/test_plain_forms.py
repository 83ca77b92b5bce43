"""The forms the coach is measured against replace parts of the coach: each must still be there to be replaced."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLAIN = """
import bench.customers.plain as plain
from actions import coach, coach_hears
assert coach.take is coach_hears.take is plain._take_nothing_early
assert coach_hears._steer(None) == []
"""


def test_plain_forms_take_the_coach_out_wherever_it_hears_an_answer() -> None:
    """In a process of its own, because it changes the coach of its process for good."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", PLAIN], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
