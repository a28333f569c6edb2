"""Three ways in which bytes become messages. An adapter inherits one of them and reads a single message."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ml_models.devices.base import Adapter, Decoded, Frame, Rejected, Sample


@dataclass(frozen=True)
class Good:
    """The first `length` bytes are a message of this kind."""

    length: int
    kind: str
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True)
class Bad:
    """They are not. Of the first `length` bytes those before the next possible beginning are rejected."""

    reason: str
    length: int = 1


class Messages(Adapter):
    """The transport keeps messages apart: one `push`, one message."""

    whole_messages = True

    def __init__(self, profile: Mapping[str, Any] | None = None) -> None:
        super().__init__(profile)
        self._start = 0

    @abstractmethod
    def read(self, message: bytes, phone_ms: int) -> Good | Bad:
        """Read one message; of a Good one `length` is that of the message."""

    def push(self, data: bytes, *, phone_ms: int) -> Decoded:
        """Read one message."""
        if not data:
            return Decoded()
        start, self._start = self._start, self._start + len(data)
        found = Bad("too_long") if len(data) > self.longest else self.read(bytes(data), phone_ms)
        if isinstance(found, Bad):
            return Decoded(rejected=(Rejected(start, bytes(data), found.reason),))
        return Decoded(frames=(Frame(start, bytes(data), found.kind, found.samples),))

    def finish(self) -> Decoded:
        """Nothing ever waits."""
        return Decoded()


class Stream(Adapter):
    """A stream of bytes in which a message begins with one of `headers`; messages span the borders of `push`.

    What does not begin a message is `noise`. What cannot be read is given up as far as the next header, also one
    inside, so that damage costs no more than it must. At the end what waits is `cut_off`.
    """

    headers: ClassVar[tuple[bytes, ...]]

    def __init__(self, profile: Mapping[str, Any] | None = None) -> None:
        super().__init__(profile)
        self._header = re.compile(b"|".join(re.escape(header) for header in self.headers))
        self._kept = b""
        self._start = 0
        self._phone_ms = 0

    @abstractmethod
    def read(self, data: bytes, *, start: int, phone_ms: int, last: bool) -> Good | Bad | None:
        """Read the message at the beginning of `data`, which begins with a header; None asks for more bytes.

        `data` holds up to `longest` bytes and may hold parts of later messages. An answer other than None must not
        change with further bytes. `start` counts from the first byte of the connection; `last` says that no more come.
        """

    def push(self, data: bytes, *, phone_ms: int) -> Decoded:
        """Take bytes in, give out what is whole."""
        self._kept += bytes(data)
        self._phone_ms = phone_ms
        return self._drained(last=False)

    def finish(self) -> Decoded:
        """Give up what is not whole."""
        return self._drained(last=True) if self._kept else Decoded()

    def _drained(self, *, last: bool) -> Decoded:
        data, at = self._kept, 0
        frames: list[Frame] = []
        rejected: list[Rejected] = []
        while at < len(data):
            begin = self._next_header(data, at)
            found = Bad("noise", begin - at) if begin > at else self._read_at(data, at, last)
            if found is None:
                break
            end = self._end(data, at, found)
            if isinstance(found, Good):
                frames.append(Frame(self._start + at, data[at:end], found.kind, found.samples))
            else:
                rejected.append(Rejected(self._start + at, data[at:end], found.reason))
            at = end
        self._kept, self._start = data[at:], self._start + at
        return Decoded(tuple(frames), tuple(rejected))

    def _read_at(self, data: bytes, at: int, last: bool) -> Good | Bad | None:
        part = data[at : at + self.longest]
        whole = self._header.match(part)
        found = None
        if whole:
            found = self.read(part, start=self._start + at, phone_ms=self._phone_ms, last=last)
        if found is None and len(part) == self.longest:
            return Bad("too_long")
        return Bad("cut_off", len(part)) if found is None and last else found

    def _end(self, data: bytes, at: int, found: Good | Bad) -> int:
        end = min(at + max(1, found.length), len(data))
        return end if isinstance(found, Good) else min(end, self._next_header(data, at + 1))

    def _next_header(self, data: bytes, at: int) -> int:
        """Where the next header begins, or may begin once more bytes are there; else the end."""
        whole = self._header.search(data, at)
        if whole:
            return whole.start()
        begun = (
            length
            for header in self.headers
            for length in range(1, len(header))
            if at + length <= len(data) and data.endswith(header[:length])
        )
        return len(data) - max(begun, default=0)


class Lines(Adapter):
    """Text, a message a line. A line without its end is `cut_off`: half of 142 is a number too."""

    def __init__(self, profile: Mapping[str, Any] | None = None) -> None:
        super().__init__(profile)
        self._kept = b""
        self._start = 0
        self._skipping = False

    @abstractmethod
    def read(self, line: bytes, phone_ms: int) -> tuple[str, tuple[Sample, ...]] | Bad:
        """Read one line without its end: its kind and what it says."""

    def passed_over(self) -> None:
        """Called for each line that was too long to be read."""

    def push(self, data: bytes, *, phone_ms: int) -> Decoded:
        """Take text in, give out whole lines."""
        frames: list[Frame] = []
        rejected: list[Rejected] = []
        *whole, self._kept = (self._kept + bytes(data)).split(b"\n")
        for line in whole:
            if self._skipping or len(line) > self.longest:
                self._skipping = False
                self.passed_over()
                rejected.append(self._rejected(line + b"\n", "too_long"))
                continue
            found = self.read(line.rstrip(b"\r"), phone_ms)
            if isinstance(found, Bad):
                rejected.append(self._rejected(line + b"\n", found.reason))
            else:
                frames.append(Frame(self._start, line + b"\n", *found))
                self._start += len(line) + 1
        if len(self._kept) > self.longest or (self._skipping and self._kept):
            rejected.append(self._rejected(self._kept, "too_long"))
            self._kept, self._skipping = b"", True
        return Decoded(tuple(frames), tuple(rejected))

    def finish(self) -> Decoded:
        """Give up a line that has no end."""
        rest, self._kept = self._kept, b""
        return Decoded(rejected=(self._rejected(rest, "cut_off"),)) if rest else Decoded()

    def _rejected(self, raw: bytes, reason: str) -> Rejected:
        start, self._start = self._start, self._start + len(raw)
        return Rejected(start, raw, reason)
