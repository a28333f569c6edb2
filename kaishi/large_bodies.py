"""Bodies that are longer than memory should hold: whole catalogues. They wait on disk until they are whole.

Who may send one is asked before a byte of it is kept.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import IO, Any, Final

Scope = Any
Receive = Callable[[], Awaitable[Any]]

IN_MEMORY_BYTES: Final = 2 * 1024 * 1024
PIECE_BYTES: Final = 256 * 1024


@dataclass(frozen=True)
class Large:
    """Where long bodies come in, how long they may be and take, and how much of all of them may lie on disk."""

    path: str
    most_bytes: int
    most_seconds: float
    together_bytes: int
    admits: Callable[[bytes], bool]
    """Whether the sender may, by its `Authorization`; asked in a thread."""

    async def concerns(self, scope: Scope) -> bool:
        """Say whether this request is a long body's, of somebody who may send one."""
        if scope.get("method") != "POST" or scope.get("path") != self.path:
            return False
        return await asyncio.to_thread(self.admits, dict(scope["headers"]).get(b"authorization", b""))


class OnDisk:
    """A body that is kept as it comes: in memory at first, then in a file that nobody else sees."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - `close` ends it
        self._waiting = bytearray()
        self.size = 0

    async def add(self, part: bytes) -> None:
        """Keep a part. The disk is waited for in a thread, a megabyte at a time."""
        self._waiting += part
        self.size += len(part)
        if len(self._waiting) >= IN_MEMORY_BYTES // 2:
            await self._flush()

    async def _flush(self) -> None:
        piece = bytes(self._waiting)
        self._waiting.clear()
        await asyncio.to_thread(self._file.write, piece)

    async def given(self, receive: Receive) -> Receive:
        """Return what gives the body in pieces; afterwards whatever the client says."""
        await self._flush()
        self._file.seek(0)
        left = self.size

        async def piece() -> Any:
            nonlocal left
            if left < 0:
                return await receive()
            body = await asyncio.to_thread(self._file.read, PIECE_BYTES)
            left -= len(body)
            more = left > 0
            left = left if more else -1
            return {"type": "http.request", "body": body, "more_body": more}

        return piece

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
