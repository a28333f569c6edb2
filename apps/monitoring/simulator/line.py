"""One connection of a phone: a ticket, a hello, frames out, answers in (docs/reference/live-stream.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import orjson
from websockets.asyncio.client import ClientConnection, connect

from apps.monitoring import frames
from apps.monitoring.frames import Range
from apps.monitoring.simulator.public_api import PublicApi

OPEN_S: Final = 20.0
HOPELESS: Final = frozenset({4400, 4403, 4404, 4409, 4410, 4413, 4415, 4416, 4422, 4423, 4425})
"""Close codes after which the same again would be closed the same way."""
Heard = Callable[[int | None, Sequence[Range]], None]


class Line:
    """A connection that is open. Made by `opened`."""

    def __init__(self, socket: ClientConnection, heard: Heard, coached: Callable[[str], None]) -> None:
        self._socket, self._heard, self._coached = socket, heard, coached
        self.is_ready = False

    @classmethod
    async def opened(
        cls, api: PublicApi, recording_id: str, heard: Heard, coached: Callable[[str], None]
    ) -> Line:
        """Take a ticket, connect and say hello. Raises Refused, OSError, websockets.WebSocketException."""
        ticket = (await api.ask("POST", "/api/v1/socket-tickets"))["ticket"]
        base = str(api.client.base_url).rstrip("/")
        address = f"ws{base.removeprefix('http')}/ws/v1/recordings/{recording_id}/stream"
        socket = await connect(address, open_timeout=OPEN_S, compression=None, proxy=None, max_size=2**16)
        await socket.send(orjson.dumps({"type": "hello", "ticket": ticket}).decode())
        return cls(socket, heard, coached)

    async def listen(self) -> int:
        """Take what the server says until it closes; returns the close code (1006: it was just gone)."""
        async for message in self._socket:
            if isinstance(message, bytes):
                self.is_ready = True
                self._heard(*frames.read_ack(message))
            else:
                self._take_text(orjson.loads(message))
        return self._socket.close_code or 1006

    def _take_text(self, told: dict[str, Any]) -> None:
        if told.get("type") == "coach":
            self._coached(str(told["code"]))

    async def send(self, encoded: Sequence[bytes]) -> None:
        """Send frames, at most sixty in a message. Raises websockets.ConnectionClosed."""
        for start in range(0, len(encoded), frames.MOST_FRAMES):
            await self._socket.send(b"".join(encoded[start : start + frames.MOST_FRAMES]))

    def cut(self) -> None:
        """Be gone without a word, as when the network goes away."""
        self.is_ready = False
        self._socket.transport.abort()
