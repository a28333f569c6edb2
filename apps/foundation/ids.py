"""Identifiers that may leave the house: UUID version 7 (RFC 9562), sortable by the moment they were made."""

import os
import threading
import time
from uuid import UUID

_BYTES = 10
_AHEAD = 128


class _Random(threading.local):
    """Random bytes of the system, asked for ahead: one call for each id costs more than all else of it."""

    def __init__(self) -> None:
        self.left: list[int] = []

    def take(self) -> int:
        """Return 80 random bits that nobody had before."""
        if not self.left:
            given = os.urandom(_BYTES * _AHEAD)
            self.left = [int.from_bytes(given[at : at + _BYTES]) for at in range(0, len(given), _BYTES)]
        return self.left.pop()


_random = _Random()
os.register_at_fork(after_in_child=lambda: _random.left.clear())  # a child never gives what its parent gives


def uuid7() -> UUID:
    """Return a new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    return UUID(int=_value())


def uuid7_hex() -> str:
    """Return a new UUIDv7 as 32 hexadecimal digits: what a COPY of very many rows wants."""
    return f"{_value():032x}"


def _value() -> int:
    random = _random.take()
    value = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (random >> 68) << 64
    value |= 0b10 << 62 | random & (1 << 62) - 1
    return value
