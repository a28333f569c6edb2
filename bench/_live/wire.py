"""The lean client of `bench._chat.wire`, with binary messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bench._chat.wire import Wire


class BinaryWire(Wire):
    """One connection. `on_bytes` gets each binary message."""

    def __init__(self, path: str, host: str, headers: dict[str, str]) -> None:
        super().__init__(path, host, headers)
        self.on_bytes: Callable[[bytes], None] = lambda _: None

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == 2:
            self.on_bytes(payload)
        else:
            super()._frame(opcode, payload)

    def send_bytes(self, payload: bytes) -> None:
        """Send a binary message."""
        self._write(0x82, payload)


async def connect(port: int, path: str, **headers: str) -> BinaryWire:
    """Open a connection on this machine. Raises ConnectionError, OSError."""
    host = f"127.0.0.1:{port}"
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(lambda: BinaryWire(path, host, headers), "127.0.0.1", port)
    await asyncio.wait_for(wire.opened, 60)
    return wire
