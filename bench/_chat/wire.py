"""A WebSocket client that costs little: on two cores the load must not be what is measured.

Frames are masked with zeros (a mask must be there, not be random), so that a payload is sent as it is.
"""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import Callable
from typing import Any

import orjson

OnText = Callable[[bytes], None]
OnClose = Callable[[int], None]


class Wire(asyncio.Protocol):
    """One connection. `on_text` gets each text message, `on_close` the code once."""

    def __init__(self, path: str, host: str, headers: dict[str, str]) -> None:
        self.path, self.host, self.headers = path, host, headers
        self.on_text: OnText = lambda _: None
        self.on_close: OnClose = lambda _: None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: Any = None
        self._buffer = bytearray()
        self._is_open = self._is_closed = False
        self._code = 1006

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: {self.host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        if not self._is_open:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if b" 101 " not in buffer[:40]:
                self.opened.set_exception(ConnectionError(bytes(buffer[:80]).decode("latin-1")))
                self.transport.close()
                return
            del buffer[: end + 4]
            self._is_open = True
            self.opened.set_result(None)
        self._frames()

    def _frames(self) -> None:
        buffer, at, size = self._buffer, 0, len(self._buffer)
        while size - at >= 2:
            length, start = buffer[at + 1] & 0x7F, at + 2
            if length == 126:
                if size - at < 4:
                    break
                length, start = struct.unpack_from("!H", buffer, at + 2)[0], at + 4
            elif length == 127:
                if size - at < 10:
                    break
                length, start = struct.unpack_from("!Q", buffer, at + 2)[0], at + 10
            if size - start < length:
                break
            self._frame(buffer[at] & 0x0F, bytes(buffer[start : start + length]))
            at = start + length
        del buffer[:at]

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == 1:
            self.on_text(payload)
        elif opcode == 9:
            self._write(0x8A, payload)
        elif opcode == 8:
            self._code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
            self._write(0x88, payload[:2])
            self.transport.close()

    def send(self, frame: dict[str, Any]) -> None:
        """Send a frame as JSON."""
        self.send_text(orjson.dumps(frame, default=str))

    def send_text(self, payload: bytes) -> None:
        """Send what is encoded already."""
        self._write(0x81, payload)

    def _write(self, first: int, payload: bytes) -> None:
        length = len(payload)
        if length < 126:
            head = bytes((first, 0x80 | length))
        elif length < 65_536:
            head = struct.pack("!BBH", first, 0xFE, length)
        else:
            head = struct.pack("!BBQ", first, 0xFF, length)
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(b"".join((head, b"\0\0\0\0", payload)))

    def connection_lost(self, error: Exception | None) -> None:
        if not self._is_closed:
            self._is_closed = True
            if not self.opened.done():
                self.opened.set_exception(ConnectionError("closed before it was open"))
            self.on_close(self._code)

    def close(self) -> None:
        """Leave politely."""
        self._write(0x88, struct.pack("!H", 1000))
        if self.transport is not None:
            self.transport.close()


async def connect(port: int, path: str, **headers: str) -> Wire:
    """Open a connection on this machine. Raises ConnectionError, OSError."""
    host = f"127.0.0.1:{port}"
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(lambda: Wire(path, host, headers), "127.0.0.1", port)
    await asyncio.wait_for(wire.opened, 60)
    return wire
