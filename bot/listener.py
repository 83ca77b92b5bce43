"""The one public listener: uvicorn, told to end long polls as soon as a stop signal comes.

Owns signals and graceful stop of the HTTP side. Without this a waiting customer would hold the process for 30 s.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from types import FrameType

import uvicorn
from litestar import Litestar

GRACE_S = 8  # below the supervisor's 10 s


class Listener(uvicorn.Server):
    """`await Listener(app, host, port).serve()`; returns after SIGTERM or SIGINT when everything was answered.

    `proxies`: whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; everybody else is who they connect as.
    """

    def __init__(self, app: Litestar, host: str, port: int, proxies: Sequence[str] = ()) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=list(proxies),
                timeout_graceful_shutdown=GRACE_S, timeout_keep_alive=65
            )
        )
        self._closing: asyncio.Event = app.state.closing
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._closing.set)  # a signal handler is not in the loop
        super().handle_exit(sig, frame)
