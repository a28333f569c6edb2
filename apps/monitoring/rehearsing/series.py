"""What the rules knew at every step of a recording, as bytes that can be read again. Pure.

Most of a step is what the step before held, so that a stream of them is small when it is compressed as a whole.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from apps.monitoring.alert_rules.facts import TraceFacts
from apps.monitoring.following.course import Course
from apps.monitoring.following.waiting import HOLE_WAITS_S
from apps.recordings.channels import Samples

LENGTH: Final = struct.Struct("<I")
READ_AT_ONCE: Final = 1 << 16
_facts = msgspec.msgpack.Decoder(list[TraceFacts])


def of_samples(course: Course, parts: Iterable[tuple[int, Samples]]) -> Iterator[list[TraceFacts]]:
    """Put stored samples through a recording in hand; return the facts of each fetus, step by step."""
    course.put(parts)
    now_s, idle = 0.0, 0
    while idle < 2:  # one look notes a hole, the next has waited long enough for it: nothing more comes
        idle += 1
        for step in course.steps(now_s):
            idle = 0
            yield step.facts
        now_s += HOLE_WAITS_S


class Packing:
    """Takes steps as they pass, and gives the bytes at the end; None once they are too many to keep."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._size = most_bytes, 0
        self._zip: zlib._Compress = zlib.compressobj(6)
        self._parts: list[bytes] = []

    def pass_on(self, steps: Iterable[list[TraceFacts]]) -> Iterator[list[TraceFacts]]:
        """Return the same steps."""
        for step in steps:
            self._take(msgspec.msgpack.encode(step))
            yield step

    def _take(self, packed: bytes) -> None:
        if self._size <= self._most:
            part = self._zip.compress(LENGTH.pack(len(packed)) + packed)
            self._size += len(part)
            self._parts.append(part)

    def to_bytes(self) -> bytes | None:
        """Return everything that passed; None where it is more than may be kept."""
        whole = b"".join(self._parts) + self._zip.flush()
        return whole if len(whole) <= self._most else None


def unpack(data: bytes) -> Iterator[list[TraceFacts]]:
    """Return the steps that were packed."""
    unzip, waiting = zlib.decompressobj(), bytearray()
    for begin in range(0, len(data), READ_AT_ONCE):
        waiting += unzip.decompress(data[begin : begin + READ_AT_ONCE])
        yield from _whole(waiting)
    waiting += unzip.flush()
    yield from _whole(waiting)


def _whole(waiting: bytearray) -> Iterator[list[TraceFacts]]:
    """Take every step out of `waiting` that is there as a whole."""
    begin = 0
    while len(waiting) - begin >= LENGTH.size:
        (length,) = LENGTH.unpack_from(waiting, begin)
        end = begin + LENGTH.size + length
        if len(waiting) < end:
            break
        yield _facts.decode(bytes(waiting[begin + LENGTH.size : end]))
        begin = end
    del waiting[:begin]
