"""The bounded queue to one client.

A client that is too slow is sent away, to come back from its last number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator, Hashable
from typing import Any

from apps.foundation.sockets.closing import Closing, Code, Left

Send = Callable[[dict[str, object]], Coroutine[Any, Any, None]]
Ended = Callable[[Code | None], None]


class Outgoing:
    """Frames wait here until the connection takes them.

    A frame under the key of one that still waits takes its place: only the newest number of a subject
    matters. What the connection takes at once is handed over at once; a task lives only while something waits,
    so that neither a silent connection nor a quick one costs any. `ended` is told why nothing more can be sent: a
    code, or None where the client has left.
    """

    __slots__ = ("_draining", "_ended", "_is_stopped", "_limit", "_send", "_send_s", "_waiting")

    def __init__(self, send: Send, *, limit: int, send_s: float, ended: Ended) -> None:
        self._send, self._limit, self._send_s, self._ended = send, limit, send_s, ended
        self._waiting: dict[Hashable, str | bytes] = {}
        self._draining: asyncio.Task[None] | None = None
        self._is_stopped = False

    def put(self, frame: str | bytes, *, key: Hashable | None = None) -> None:
        """Queue a frame: text, or bytes for a binary one. Never waits; one too many closes the connection."""
        if self._is_stopped:
            return
        if self._draining is None:
            self._hand_over_now(frame)
            return
        name = object() if key is None else key
        if name not in self._waiting and len(self._waiting) >= self._limit:
            self._ended(Code.TOO_SLOW)
            return
        self._waiting[name] = frame

    def stop(self) -> None:
        """Send nothing more."""
        self._is_stopped = True
        self._waiting.clear()
        if self._draining is not None:
            self._draining.cancel()

    def _hand_over_now(self, frame: str | bytes) -> None:
        """Run the sending up to where it has to wait for the client; mostly it has not."""
        sending = self._send(_message(frame))
        try:
            waited_for = sending.send(None)
        except StopIteration:
            return
        except OSError:
            self._ended(None)
        else:
            self._draining = asyncio.create_task(self._drain(_Rest(waited_for, sending)))

    async def _drain(self, begun: Awaitable[None]) -> None:
        """Send what has begun, then what waits. Tells where the client does not take it in time."""
        try:
            await self._in_time(begun)
            while self._waiting:
                await self._in_time(self._send(_message(self._waiting.pop(next(iter(self._waiting))))))
        except Closing as closing:
            self._ended(closing.code)
        except Left:
            self._ended(None)
        finally:
            self._draining = None

    async def _in_time(self, sending: Awaitable[None]) -> None:
        try:
            async with asyncio.timeout(self._send_s):
                await sending
        except TimeoutError as error:
            raise Closing(Code.TOO_SLOW) from error
        except OSError as error:
            raise Left from error


def _message(frame: str | bytes) -> dict[str, object]:
    return {"type": "websocket.send", "bytes" if isinstance(frame, bytes) else "text": frame}


class _Rest:
    """What is left of a coroutine that was started by hand: what it waits for, then whatever follows."""

    def __init__(self, waited_for: Any, begun: Coroutine[Any, Any, None]) -> None:
        self._waited_for, self._begun = waited_for, begun

    def __await__(self) -> Generator[Any, Any, None]:
        yield self._waited_for
        yield from self._begun.__await__()
