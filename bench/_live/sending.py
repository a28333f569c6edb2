"""Phones that send a frame a second each, spread evenly, and screens that note when each frame arrives."""

from __future__ import annotations

import asyncio
import struct
import time
import zlib
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any, Final
from uuid import UUID

import orjson

from apps.monitoring import frames
from apps.recordings import chunks
from bench._live.ward import BEDS_A_SCREEN, Ward
from bench._live.wire import BinaryWire, connect

AT_ONCE: Final = 40
MASK: Final = 1 | 4 | 8 | 16
BODY: Final = struct.pack("<4H4H4h4B", *[560] * 4, *[320] * 4, *[20] * 4, *[3] * 4)
RECORD: Final = struct.Struct("<HIHBBq")
SIZES: Final = {
    mask: sum(size for bit, size in zip((1, 2, 4, 8, 16, 32), (2, 2, 2, 2, 1, 1), strict=True) if mask & bit)
    for mask in range(64)
}


def frame(number: int, phone_ms: int) -> bytes:
    """A second of two rates, toco and quality."""
    head = chunks.HEADER.pack(b"KC", 1, 0, 4 * number, 4, MASK, 4) + BODY
    chunk = head + struct.pack("<I", zlib.crc32(head))
    return frames.write(number, phone_ms=phone_ms, chunk=chunk, flags=14, battery=80)


@dataclass
class Run:
    """What was sent when, in seconds of `perf_counter`, and how long each frame took. `beds` watched by screens."""

    beds: int
    sent: list[list[float]] = field(default_factory=list)
    shown_s: list[float] = field(default_factory=list)
    stored_s: list[float] = field(default_factory=list)
    shown: int = 0
    through: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    is_measured: bool = False

    def __post_init__(self) -> None:
        self.sent = [[] for _ in range(self.beds)]
        self.through = [-1] * self.beds

    def heard_ack(self, bed: int, payload: bytes) -> None:
        """Note what is stored."""
        now, through = time.perf_counter(), frames.read_ack(payload)[0]
        if through is None:
            return
        if self.is_measured:
            self.stored_s += [now - self.sent[bed][n] for n in range(self.through[bed] + 1, through + 1)]
        self.through[bed] = through

    def heard_frame(self, bed: int, number: int, now: float) -> None:
        """Note what a screen has got."""
        self.shown += 1
        if self.is_measured:
            self.shown_s.append(now - self.sent[bed][number])

    async def send(self, phones: list[BinaryWire], seconds: int, warm_up: int) -> None:
        """Send a frame a second through each, spread over the second; what is sent first is not measured."""
        begin = time.perf_counter() + 0.1
        for second in range(seconds + warm_up):
            self.is_measured = self.is_measured or second >= warm_up
            for bed, phone in enumerate(phones):
                due = begin + second + bed / len(phones)
                wait = due - time.perf_counter()
                if wait > 0.001:
                    await asyncio.sleep(wait)
                elif bed % 16 == 0:
                    await asyncio.sleep(0)
                payload = frame(len(self.sent[bed]), int(time.time() * 1_000))
                self.sent[bed].append(time.perf_counter())
                phone.send_bytes(payload)
        await asyncio.sleep(2.0)

    @property
    def count(self) -> int:
        """Frames that were sent."""
        return sum(len(times) for times in self.sent)


def p(values: list[float], percent: int) -> float | None:
    """Return a percentile in ms."""
    return 1_000 * quantiles(values, n=100)[percent - 1] if len(values) > 100 else None


async def relayed(port: int, beds: int, seconds: int, warm_up: int) -> Run:
    """Send through the bare relay."""
    run = Run(beds)
    viewers = [await connect(port, f"/viewer/{n}") for n in range(-(-beds // BEDS_A_SCREEN))]
    phones = [await connect(port, f"/phone/{n}") for n in range(beds)]
    for number, viewer in enumerate(viewers):
        # The relay tells no bed: it is the one whose next frame is due, as they come in their order.
        turn = _Turn(run, list(range(number * BEDS_A_SCREEN, min(beds, (number + 1) * BEDS_A_SCREEN))))
        viewer.on_bytes = turn.heard
    await run.send(phones, seconds, warm_up)
    for wire in (*viewers, *phones):
        wire.close()
    return run


class _Turn:
    """Frames of the beds of one screen that come through the relay, in the order in which they were sent."""

    def __init__(self, run: Run, beds: list[int]) -> None:
        self._run, self._beds, self._next = run, beds, 0

    def heard(self, payload: bytes) -> None:
        number, place = divmod(self._next, len(self._beds))
        self._next += 1
        self._run.heard_frame(self._beds[place], number, time.perf_counter())


class Screen:
    """A clinician who watches some beds."""

    def __init__(self, run: Run, wire: BinaryWire, beds: dict[UUID, int]) -> None:
        self._run, self._wire, self._beds = run, wire, beds
        self._of_handle: dict[int, int] = {}
        self.is_watching: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        wire.on_text, wire.on_bytes, wire.on_close = self._text, self._bytes, self._closed
        wire.send({"type": "hello"})
        wire.send({"type": "watch", "recordings": [str(bed) for bed in beds]})

    def _text(self, payload: bytes) -> None:
        said = orjson.loads(payload)
        if said["type"] == "watching":
            self._of_handle = {bed["handle"]: self._beds[UUID(bed["recording"])] for bed in said["beds"]}
            self.is_watching.set_result(None)

    def _bytes(self, payload: bytes) -> None:
        now, at = time.perf_counter(), 0
        while at < len(payload):
            handle, first, count, mask, flags, _ = RECORD.unpack_from(payload, at)
            at += RECORD.size + count * SIZES[mask]
            if not flags & 1:
                self._run.heard_frame(self._of_handle[handle], first // 4, now)

    def _closed(self, code: int) -> None:
        self._run.closed.append(code)
        if not self.is_watching.done():
            self.is_watching.set_exception(ConnectionError(f"closed {code}"))


async def phone(port: int, recording: UUID, session: str, heard: Any, closed: Any) -> BinaryWire:
    """Connect as the mother's phone does; return once the server has said what it has."""
    wire = await connect(port, f"/ws/v1/recordings/{recording}/stream", **{"X-Session-Token": session})
    ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def first(payload: bytes) -> None:
        wire.on_bytes = heard
        ready.set_result(None)

    def gone(code: int) -> None:
        closed(code)
        if not ready.done():
            ready.set_exception(ConnectionError(f"closed {code}"))

    wire.on_bytes, wire.on_close = first, gone
    wire.send({"type": "hello"})
    await asyncio.wait_for(ready, 60)
    return wire


async def connected(port: int, ward: Ward, run: Run) -> tuple[list[BinaryWire], list[BinaryWire]]:
    """Connect all phones, then all screens, each with its own twenty beds."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(bed: int) -> BinaryWire:
        recording, session = ward.phones[bed]
        async with gate:
            return await phone(
                port, recording, session, lambda payload: run.heard_ack(bed, payload), run.closed.append
            )

    phones = list(await asyncio.gather(*(one(bed) for bed in range(len(ward.phones)))))
    return phones, await screens(port, ward.phones, ward.screens, run)


async def screens(
    port: int, phones: list[tuple[UUID, str]], sessions: list[str], run: Run
) -> list[BinaryWire]:
    """Connect a screen for each session, one after another; each watches the next twenty beds, round and round."""
    found = []
    for number, session in enumerate(sessions):
        begin = number * BEDS_A_SCREEN % len(phones)
        its = range(begin, min(len(phones), begin + BEDS_A_SCREEN))
        wire = await connect(port, "/ws/v1/live", **{"X-Session-Token": session})
        screen = Screen(run, wire, {phones[bed][0]: bed for bed in its})
        await asyncio.wait_for(screen.is_watching, 60)
        found.append(wire)
    return found
