"""Starts the demo back office: `python -m bot.backoffice --port N`.

Reads SENSEI_BACKOFFICE_TOKEN (needed) and SENSEI_DATA_DIR. Must not hold routes or data.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import uvicorn

from bot.backoffice.app import create_app
from bot.backoffice.clock import following


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.backoffice", description="The demo company's back office.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    options = parser.parse_args()
    token = os.environ.get("SENSEI_BACKOFFICE_TOKEN", "")
    if not token:
        print("The back office needs SENSEI_BACKOFFICE_TOKEN: any long random word.", file=sys.stderr)
        return 2
    folder = Path(os.environ.get("SENSEI_DATA_DIR") or "var").absolute()
    app = create_app(token=token, data_dir=folder, clock=following(folder))
    uvicorn.run(app, host=options.host, port=options.port, log_level="warning", access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
