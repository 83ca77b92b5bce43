"""Starts the real demo back office, with faults if asked, for tests of either environment.

`python -m tests.backoffice.serve --port N --data DIR [--slow-before S] [--slow-after S] [--failing N]`
Runs in the front environment. The token is `test-token`, today is Monday 23 November 2026.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from bot.backoffice.app import Faults, create_app

TOKEN = "test-token"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--slow-before", type=float, default=0)
    parser.add_argument("--slow-after", type=float, default=0)
    parser.add_argument("--slow-times", type=int, default=1)
    parser.add_argument("--failing", type=int, default=0)
    given = parser.parse_args()
    faults = Faults(slow_before=given.slow_before, slow_after=given.slow_after, slow_times=given.slow_times,
                    failing=given.failing)
    app = create_app(token=TOKEN, data_dir=given.data, clock=lambda: NOW, faults=faults)
    uvicorn.run(app, host="127.0.0.1", port=given.port, log_level="error", access_log=False)


if __name__ == "__main__":
    main()
