"""The demo back office, once for each simulated customer, so that nobody finds their order cancelled by another.

`awa.17` is Awa in world 17: the number is taken off the path and names the world's own journal. Bench code over the
demo company's app; `GET /_done/17` tells what was done there.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import uvicorn
from litestar import Litestar

from bot.backoffice import documents
from bot.backoffice.app import create_app
from bot.backoffice.clock import following
from bot.backoffice.journal import Journal

CUSTOMER = re.compile(r"^/customers/([a-z]+)\.(\d+)(?=/|$)")
DOCUMENT = re.compile(r"^/documents/")
OPERATION = re.compile(r"^/operations/")
NOBODYS = "0"


class Worlds:
    """An ASGI app that makes a back office at the first call of each customer."""

    def __init__(self, token: str, folder: Path, clock: Path) -> None:
        """`folder`: where the worlds are kept; `clock`: the data folder whose moved clock they follow."""
        self._token, self._folder, self._clock, self._apps = token, folder, clock, dict[str, Litestar]()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(NOBODYS)(scope, receive, send)
            return
        path = unquote(scope["path"])
        if path.startswith("/_done/"):
            await _answer(send, self._done(path.removeprefix("/_done/")))
            return
        found = CUSTOMER.match(path)
        world = found[2] if found else self._of_document(path) if DOCUMENT.match(path) else self._of_operation(path)
        if found:
            path = f"/customers/{found[1]}{path[found.end():]}"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self._app(world)(scope, receive, send)

    def _app(self, world: str) -> Litestar:
        if world not in self._apps:
            self._apps[world] = create_app(token=self._token, data_dir=self._folder / "worlds" / world,
                                           clock=following(self._clock))
        return self._apps[world]

    def _of_operation(self, path: str) -> str:
        """An operation is asked for by its key alone: look where it was done."""
        if OPERATION.match(path):
            key = path.split("/")[2]
            for world in self._apps:
                if self._journal(world).find(key) is not None:
                    return world
        return NOBODYS

    def _of_document(self, path: str) -> str:
        """A document is asked for by what it is about alone: the world it can be made in."""
        ref = path.removeprefix("/documents/")
        return next((world for world in self._apps if documents.find(self._journal(world), ref) is not None), NOBODYS)

    def _journal(self, world: str) -> Journal:
        return Journal(self._folder / "worlds" / world / "backoffice.db")

    def _done(self, world: str) -> list[dict[str, Any]]:
        if world not in self._apps:
            return []
        return [done for who in ("awa", "moreau", "shop") for done in self._journal(world).of_customer(who)]


async def _answer(send: Any, body: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--clock", type=Path, help="the data folder whose clock is followed, if it is another")
    options = parser.parse_args()
    app = Worlds(os.environ["SENSEI_BACKOFFICE_TOKEN"], options.folder, options.clock or options.folder)
    uvicorn.run(app, host="127.0.0.1", port=options.port, log_level="warning", access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
