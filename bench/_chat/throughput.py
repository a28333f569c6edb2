"""One-to-one messages a second, and how long one takes: the same pairs, words and client against each server."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import orjson

from bench._chat.common_wire import CommonWire
from bench._chat.site import ROOT, Site, Talker, cpu_s, free_port
from bench._chat.wire import Wire, connect

Connect = Callable[..., Awaitable[Wire | CommonWire]]

PAIRS, WINDOW = 128, 2
WARM_UP_S, MEASURED_S = 1.5, 6.0
PACED_A_SECOND, PACED_S = 100, 10.0
EVERYDAY = (
    "Good morning", "Thank you so much", "See you on Thursday at ten", "Could we move the appointment to next week?",
    "I will bring the form with me", "The parking garage was closed", "Which vitamins do you recommend?",
    "Please call me back after work", "My husband will come along", "We are looking at names", "That is fine with me",
    "Can I eat before the blood test?", "Where do I find the classroom?", "The nurse was very kind",
    "I have uploaded the letter from the insurance", "How long does the visit take?", "Lovely, then until Monday",
    "I walked for half an hour today", "We had soup and bread for dinner", "The new pillow is great",
    "Please send me the address again", "Is the clinic open on Saturday?", "I forgot my password yesterday",
    "Your message came through", "You are welcome", "We will send you a reminder", "The doctor is back on Wednesday",
    "Please take a seat in the waiting room", "I have noted it in your record", "Have a nice evening",
)  # fmt: skip


def texts(count: int, seed: int = 1) -> list[str]:
    """Return everyday messages of one to four sentences; no two alike."""
    chance = random.Random(seed)
    return [f"{'. '.join(chance.choices(EVERYDAY, k=chance.randint(1, 4)))} {n}" for n in range(count)]


@dataclass
class Side:
    """One end of a pair: how it writes, and what it takes for the other's message."""

    wire: Wire | CommonWire
    frame: Callable[[str], dict[str, Any]]


@dataclass(frozen=True)
class Reached:
    """What a run reached."""

    a_second: float
    server_cpu_us: float
    latency_ms: list[float]


class Pair:
    """Two who talk: each message that arrives opens the window for the next, in turn from either side."""

    def __init__(self, run: Run, sides: tuple[Side, Side], needs_ack: bool) -> None:
        self.run, self.sides, self.needs_ack = run, sides, needs_ack
        self.waiting: dict[bytes, list[Any]] = {}
        for side in sides:
            side.wire.on_text = self.heard

    def say(self, number: int) -> None:
        text = next(self.run.words)
        self.waiting[text.rsplit(" ", 1)[1].encode()] = [
            time.perf_counter(),
            number,
            2 if self.needs_ack else 1,
        ]
        self.sides[number % 2].wire.send(self.sides[number % 2].frame(text))

    def heard(self, payload: bytes) -> None:
        frame = orjson.loads(payload)
        kind = frame.get("type")
        if kind in (None, "posted"):
            for message in frame.get("messages", (frame,)):
                if (
                    message.get("kind") != "system"
                ):  # what the system says because of a message is nobody's answer
                    self.done(message["text"].rsplit(" ", 1)[1].encode())
        elif kind == "accepted":
            self.done(self.run.by_client_id.pop(frame["client_id"]))
        elif kind == "refused":
            raise RuntimeError(f"refused: {frame}")

    def done(self, key: bytes) -> None:
        entry = self.waiting[key]
        entry[2] -= 1
        if entry[2] == 0:
            began, number, _ = self.waiting.pop(key)
            self.run.delivered(time.perf_counter() - began)
            if self.run.is_going:
                self.say(number + 1)


class Run:
    """Counts what arrives while it is measured."""

    def __init__(self) -> None:
        self.words = iter(texts(400_000))
        self.by_client_id: dict[str, bytes] = {}
        self.is_going, self.is_counted = True, False
        self.latencies: list[float] = []

    def delivered(self, seconds: float) -> None:
        if self.is_counted:
            self.latencies.append(seconds)


async def closed_loop(run: Run, pairs: list[Pair], server: int) -> Reached:
    """Keep `WINDOW` messages of each pair under way; count what both sides have got."""
    for pair in pairs:
        for number in range(WINDOW):
            pair.say(number)
    await asyncio.sleep(WARM_UP_S)
    cpu, began, run.is_counted = cpu_s(server), time.perf_counter(), True
    await asyncio.sleep(MEASURED_S)
    run.is_counted, took = False, time.perf_counter() - began
    cpu, run.is_going = cpu_s(server) - cpu, False
    count = len(run.latencies)
    await asyncio.sleep(0.5)
    return Reached(count / took, 1e6 * cpu / max(count, 1), [1e3 * one for one in run.latencies])


async def paced(run: Run, pairs: list[Pair]) -> list[float]:
    """Send 100 messages a second at even distances, whatever comes back; return the latencies in ms.

    The first of them warm up what has just started, and are not counted.
    """
    run.is_going = False
    for counted, seconds in ((False, WARM_UP_S), (True, PACED_S)):
        run.is_counted, began = counted, time.perf_counter()
        for n in range(int(PACED_A_SECOND * seconds)):
            await asyncio.sleep(max(0.0, began + n / PACED_A_SECOND - time.perf_counter()))
            pairs[n % len(pairs)].say(n)
        await asyncio.sleep(1.0)
    return [1e3 * one for one in run.latencies]


def relay_frame(to: str) -> Callable[[str], dict[str, Any]]:
    """Return how a message is written for the peers."""
    return lambda text: {"to": to, "text": text}


async def peer(kind: str, by: Connect = connect) -> Reached:
    """Measure one of the peers in a process of its own."""
    port = free_port()
    from django.conf import settings

    servers = {"DATABASE_URL": settings.DATABASE_URL, "REDIS_URL": settings.HINTS_URL}
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench._chat.peers", kind, str(port), cwd=ROOT, env={**os.environ, **servers}
    )
    try:
        await _listening(port)
        run = Run()
        pairs = []
        for n in range(PAIRS):
            ends = [await by(port, f"/ws/{side}{n}") for side in "ab"]
            sides = (Side(ends[0], relay_frame(f"b{n}")), Side(ends[1], relay_frame(f"a{n}")))
            pairs.append(Pair(run, sides, needs_ack=False))
        return await closed_loop(run, pairs, server.pid)
    finally:
        server.terminate()
        await server.wait()


async def _listening(port: int) -> None:
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise TimeoutError(f"nothing listens on {port}")


async def talking(
    site: Site, run: Run, people: list[tuple[Talker, Talker]], by: Connect = connect
) -> list[Pair]:
    """Connect both of each pair to the product; each has opened their consultation."""
    pairs = []
    for mother, midwife in people:
        sides = []
        for talker in (mother, midwife):
            wire = await signed_in(site.port, talker, by=by)
            sides.append(Side(wire, _post(run, talker)))
        pairs.append(Pair(run, (sides[0], sides[1]), needs_ack=True))
    return pairs


def _post(run: Run, talker: Talker) -> Callable[[str], dict[str, Any]]:
    thread = str(talker.thread)

    def frame(text: str) -> dict[str, Any]:
        client_id = str(uuid4())
        run.by_client_id[client_id] = text.rsplit(" ", 1)[1].encode()
        return {"type": "post", "thread": thread, "client_id": client_id, "text": text}

    return frame


async def signed_in(port: int, talker: Talker, *, after: int = 0, by: Connect = connect) -> Any:
    """Connect, say hello with a ticket, open the consultation; return once it is open."""
    wire = await by(port, "/ws/v1/consultations")
    opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def heard(payload: bytes) -> None:
        if orjson.loads(payload)["type"] == "opened" and not opened.done():
            opened.set_result(None)

    def gone(code: int) -> None:
        if not opened.done():
            opened.set_exception(ConnectionError(f"closed {code}"))

    wire.on_text, wire.on_close = heard, gone
    wire.send({"type": "hello", "ticket": await asyncio.to_thread(talker.ticket)})
    wire.send({"type": "open", "thread": str(talker.thread), "after": after})
    await asyncio.wait_for(opened, 60)
    return wire


def row(name: str, reached: Reached, relay: Reached) -> dict[str, Any]:
    """Return a line of the table."""
    cuts = quantiles(reached.latency_ms, n=100)
    return {
        "what": name,
        "messages_a_second": round(reached.a_second),
        "of_the_relay": reached.a_second / relay.a_second,
        "web_cpu_us_a_message": reached.server_cpu_us,
        "p50_ms": median(reached.latency_ms),
        "p99_ms": cuts[98],
    }


def environment_note() -> str:
    """Say what the figures were measured with."""
    return (
        f"{PAIRS} pairs, {WINDOW} messages of each under way, {MEASURED_S:.0f} s after {WARM_UP_S} s to warm up, one web "
        f"process, one client process, {os.cpu_count()} cores shared by all."
    )


def leave(talking: list[Pair]) -> None:
    """Close every connection."""
    for pair in talking:
        for side in pair.sides:
            side.wire.close()
