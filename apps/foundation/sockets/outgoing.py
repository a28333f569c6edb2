"""The bounded queue to one client.

A client that is too slow is sent away, to come back from its last number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable

from apps.foundation.sockets.closing import Closing, Code, Left

Send = Callable[[dict[str, object]], Awaitable[None]]


class Outgoing:
    """Frames wait here until the connection takes them.

    A frame under the key of one that still waits takes its place: only the newest number of a subject
    matters.
    """

    def __init__(self, send: Send, *, limit: int, send_s: float) -> None:
        self._send, self._limit, self._send_s = send, limit, send_s
        self._waiting: dict[Hashable, str | bytes] = {}
        self._filled = asyncio.Event()
        self._overflown = asyncio.Event()

    def put(self, frame: str | bytes, *, key: Hashable | None = None) -> None:
        """Queue a frame: text, or bytes for a binary one. Never waits; one too many closes the connection."""
        name = object() if key is None else key
        if name not in self._waiting and len(self._waiting) >= self._limit:
            self._overflown.set()
            return
        self._waiting[name] = frame
        self._filled.set()

    async def drain(self) -> None:
        """Send what waits, for ever. Raises Closing where the client does not take it in time."""
        while True:
            await self._filled.wait()
            frame = self._waiting.pop(next(iter(self._waiting)))
            if not self._waiting:
                self._filled.clear()
            await self._hand_over(frame)

    async def watch(self) -> None:
        """Raise Closing as soon as more waits than may wait."""
        await self._overflown.wait()
        raise Closing(Code.TOO_SLOW)

    async def _hand_over(self, frame: str | bytes) -> None:
        kind = "bytes" if isinstance(frame, bytes) else "text"
        try:
            async with asyncio.timeout(self._send_s):
                await self._send({"type": "websocket.send", kind: frame})
        except TimeoutError as error:
            raise Closing(Code.TOO_SLOW) from error
        except OSError as error:
            raise Left from error
