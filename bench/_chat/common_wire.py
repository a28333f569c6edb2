"""The client that most people would write, on the library `websockets`: what the same servers reach with it.

It costs several times what `wire.Wire` does, and takes from a server the cores that both share: a relay's lead shrinks.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_connection
from websockets.exceptions import ConnectionClosed

from bench._chat.wire import OnClose, OnText


class CommonWire:
    """One connection with the same face as `wire.Wire`."""

    def __init__(self, connection: ClientConnection) -> None:
        self.on_text: OnText = lambda _: None
        self.on_close: OnClose = lambda _: None
        self._connection = connection
        self._tasks = {asyncio.create_task(self._read())}

    async def _read(self) -> None:
        try:
            async for payload in self._connection:
                self.on_text(payload.encode() if isinstance(payload, str) else payload)
        except ConnectionClosed:
            pass
        self.on_close(self._connection.close_code or 1006)

    def send(self, frame: dict[str, Any]) -> None:
        """Send a frame as JSON."""
        self._start(self._connection.send(json.dumps(frame, default=str)))

    def close(self) -> None:
        """Leave politely."""
        self._start(self._connection.close())

    def _start(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def connect(port: int, path: str, **headers: str) -> CommonWire:
    """Open a connection on this machine. Raises OSError."""
    address = f"ws://127.0.0.1:{port}{path}"
    return CommonWire(await open_connection(address, additional_headers=headers, compression=None))
