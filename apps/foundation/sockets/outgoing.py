"""The bounded queue to one client.

A client that is too slow is sent away, to come back from its last number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable

from apps.foundation.sockets.closing import Closing, Code, Left

Send = Callable[[dict[str, object]], Awaitable[None]]
Ended = Callable[[Code | None], None]


class Outgoing:
    """Frames wait here until the connection takes them.

    A frame under the key of one that still waits takes its place: only the newest number of a subject
    matters. A task lives only while something waits, so that a silent connection costs none. `ended` is told why
    nothing more can be sent: a code, or None where the client has left.
    """

    __slots__ = ("_draining", "_ended", "_limit", "_send", "_send_s", "_waiting")

    def __init__(self, send: Send, *, limit: int, send_s: float, ended: Ended) -> None:
        self._send, self._limit, self._send_s, self._ended = send, limit, send_s, ended
        self._waiting: dict[Hashable, str | bytes] = {}
        self._draining: asyncio.Task[None] | None = None

    def put(self, frame: str | bytes, *, key: Hashable | None = None) -> None:
        """Queue a frame: text, or bytes for a binary one. Never waits; one too many closes the connection."""
        name = object() if key is None else key
        if name not in self._waiting and len(self._waiting) >= self._limit:
            self._ended(Code.TOO_SLOW)
            return
        self._waiting[name] = frame
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain())

    def stop(self) -> None:
        """Send nothing more."""
        self._waiting.clear()
        if self._draining is not None:
            self._draining.cancel()

    async def _drain(self) -> None:
        """Send what waits. Tells where the client does not take it in time."""
        try:
            while self._waiting:
                await self._hand_over(self._waiting.pop(next(iter(self._waiting))))
        except Closing as closing:
            self._ended(closing.code)
        except Left:
            self._ended(None)
        finally:
            self._draining = None

    async def _hand_over(self, frame: str | bytes) -> None:
        kind = "bytes" if isinstance(frame, bytes) else "text"
        try:
            async with asyncio.timeout(self._send_s):
                await self._send({"type": "websocket.send", kind: frame})
        except TimeoutError as error:
            raise Closing(Code.TOO_SLOW) from error
        except OSError as error:
            raise Left from error
