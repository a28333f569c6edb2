"""The checks. Each takes an adapter's class and its cases and raises `Failed` with what is wrong."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from typing import Final

from ml_models.devices.base import CHANNELS, RATES, Adapter, Decoded, Sample
from ml_models.devices.conformance.cases import Case, Packet, said
from ml_models.devices.conformance.running import cuts, damaged, decode, noise, without_phone_time
from ml_models.devices.errors import ProfileError
from ml_models.devices.grid import LIMITS, NUMBERS, STEP_MS, Gatherer

Kind = type[Adapter]
Check = Callable[[Kind, Sequence[Case]], None]
ROUNDS: Final = 60
NOISE_BYTES: Final = 20_000
MOST_NOISE_S: Final = 10.0
MOST_HOLD_MS: Final = 10_000


class Skipped(Exception):
    """A check that does not apply, and why."""


class Failed(AssertionError):
    """What is wrong with an adapter."""


def demand(holds: bool, otherwise: str) -> None:
    """Raise `Failed` unless `holds`."""
    if not holds:
        raise Failed(otherwise)


def declares_itself(kind: Kind, cases: Sequence[Case]) -> None:
    """Its name, channels, limits and options are there, and an unknown profile is refused with `ProfileError`."""
    adapter = kind(cases[0].profile)
    demand(adapter.name.isidentifier(), f"name: {adapter.name!r}")
    unknown = set(adapter.channels) - set(CHANNELS)
    demand(bool(adapter.channels) and not unknown, f"channels: {unknown or 'none'}")
    demand(1 <= adapter.longest <= 1 << 16, f"longest: {adapter.longest}")
    demand(STEP_MS < adapter.hold_ms <= MOST_HOLD_MS, f"hold_ms: {adapter.hold_ms}")
    demand(0 <= adapter.delay_ms <= MOST_HOLD_MS, f"delay_ms: {adapter.delay_ms}")
    demand(adapter.resync <= adapter.longest, f"resync: {adapter.resync}")
    try:
        kind({**cases[0].profile, "no such entry": 1})
    except ProfileError:
        return
    raise Failed("an unknown entry of the profile was taken")


def reads_its_frames(kind: Kind, cases: Sequence[Case]) -> None:
    """Every case gives exactly the samples and the reasons that it names."""
    for case in cases:
        found = decode(kind, case.profile, case.arrives)
        reasons = tuple(stretch.reason for stretch in found.rejected)
        demand(reasons == case.rejected, f"{case.name}: rejected {reasons}, expected {case.rejected}")
        counts = len(found.samples), len(case.samples)
        demand(counts[0] == counts[1], f"{case.name}: {counts[0]} samples, expected {counts[1]}")
        for place, (sample, wanted) in enumerate(zip(found.samples, case.samples, strict=True)):
            for name, value in wanted.items():
                _agrees(sample, name, value, f"{case.name}, sample {place}")


def _agrees(sample: Sample, name: str, wanted: object, where: str) -> None:
    try:
        given = said(sample, name)
    except KeyError:
        raise Failed(f"{where}: nothing is said of {name}") from None
    demand(given == wanted, f"{where}: {name} is {given!r}, expected {wanted!r}")


def keeps_every_byte(kind: Kind, cases: Sequence[Case]) -> None:
    """What goes in comes out once, in order: in a frame or in a rejected stretch; also when damaged."""
    chance = random.Random(1)
    for case in cases:
        for packets in (case.arrives, [Packet(damaged(p.data, chance), p.phone_ms) for p in case.arrives]):
            found = decode(kind, case.profile, packets)
            _covers(found, b"".join(packet.data for packet in packets), case.name)


def _stretches(found: Decoded) -> list[tuple[int, bytes]]:
    """Return where each stretch begins and what it is, understood or not."""
    frames = [(frame.start, frame.raw) for frame in found.frames]
    return frames + [(stretch.start, stretch.raw) for stretch in found.rejected]


def _covers(found: Decoded, data: bytes, where: str) -> None:
    parts = sorted(_stretches(found))
    at = 0
    for start, raw in parts:
        demand(
            start == at and bool(raw), f"{where}: byte {at} is missing or doubled (next stretch at {start})"
        )
        at += len(raw)
    demand(b"".join(raw for _, raw in parts) == data, f"{where}: other bytes came out than went in")
    starts = [part.start for part in found.frames]
    demand(starts == sorted(starts), f"{where}: frames are out of order")


def borders_mean_nothing(kind: Kind, cases: Sequence[Case]) -> None:
    """However good or damaged bytes are cut, the same samples come out and the same stretches are rejected."""
    if kind.whole_messages:
        raise Skipped("each push is one message")
    chance = random.Random(2)
    for case in [*cases, *(_spoilt(case, chance) for case in cases)]:
        whole = decode(kind, case.profile, case.arrives)
        for packets in cuts(case, seed=2):
            cut = decode(kind, case.profile, packets)
            alike = without_phone_time(cut.samples) == without_phone_time(whole.samples)
            demand(alike, f"{case.name}: other samples when cut into {len(packets)} pieces")
            alike = [(r.start, r.raw) for r in cut.rejected] == [(r.start, r.raw) for r in whole.rejected]
            demand(alike, f"{case.name}: other stretches rejected when cut into {len(packets)} pieces")


def _spoilt(case: Case, chance: random.Random) -> Case:
    """The same with damage inside and noise behind, and the good bytes once more."""
    data = b"".join(packet.data for packet in case.arrives)
    whole = damaged(data, chance) + noise(100, chance, [data]) + data
    return Case(f"{case.name}, damaged", (Packet(whole, 1),), (), profile=case.profile)


def never_raises(kind: Kind, cases: Sequence[Case]) -> None:
    """Noise, and good frames damaged at random: nothing is raised, every byte is kept, what comes is believable."""
    chance = random.Random(3)
    real = [packet.data for case in cases for packet in case.arrives if packet.data]
    for round_ in range(ROUNDS):
        profile = cases[round_ % len(cases)].profile
        pieces = [chance.choice(real) for _ in range(3)]
        packets = [Packet(b"", 0), *(Packet(damaged(piece, chance), 5) for piece in pieces)]
        packets.append(Packet(noise(400, chance, real), 9))
        found = decode(kind, profile, packets)
        _covers(found, b"".join(packet.data for packet in packets), f"round {round_}")
        for sample in found.samples:
            _believable(sample, kind(profile))


def _believable(sample: Sample, adapter: Adapter) -> None:
    for name, value in sample.values.items():
        demand(name in adapter.channels, f"{name} was not declared")
        if value is None:
            continue
        low, high = LIMITS[name]
        demand(math.isfinite(value), f"{name} is {value}")
        demand(not (name in RATES and value == 0), f"{name} is 0: no value is None")
        demand(low <= value <= high, f"{name} is {value}")
    battery = sample.battery_percent
    demand(battery is None or 0 <= battery <= 100, f"battery_percent is {battery}")
    demand(0 <= sample.marks <= 255, f"marks are {sample.marks}")
    demand(all(0 < rr < 100 for rr in sample.rr_s), f"rr_s is {sample.rr_s}")
    demand(all(math.isfinite(value) for value in sample.details.values()), "a detail is no number")


def finds_its_way_back(kind: Kind, cases: Sequence[Case]) -> None:
    """Behind damage good frames are read again, but for the first `resync` bytes."""
    if not kind.notices_damage:
        raise Skipped("it cannot tell damaged bytes from good ones")
    chance = random.Random(4)
    good = [case for case in cases if case.samples and not case.rejected]
    demand(bool(good), "no case has samples and nothing rejected")
    for _ in range(ROUNDS):
        case = chance.choice(good)
        data = b"".join(packet.data for packet in case.arrives)
        tail = data * (kind.resync // len(data) + 2)
        spoilt = noise(chance.randint(1, 60), chance, [data])
        packets = list(case.arrives) if kind.whole_messages else [Packet(tail)]
        found = decode(kind, case.profile, [Packet(spoilt), *packets])
        begin = len(spoilt) + kind.resync
        behind = [frame for frame in found.frames if frame.samples and frame.start >= begin]
        clean = decode(kind, case.profile, packets).frames
        wanted = [f for f in clean if f.samples and f.start + len(spoilt) >= begin]
        demand(bool(wanted), f"{case.name}: too short to show anything")
        raws = [frame.raw for frame in behind], [frame.raw for frame in wanted]
        demand(
            raws[0] == raws[1], f"{case.name}: {len(raws[0])} of {len(raws[1])} frames behind {spoilt.hex()}"
        )


def keeps_little_back(kind: Kind, cases: Sequence[Case]) -> None:
    """Of endless noise no more than `longest` bytes wait, and it takes a time that grows with its length only."""
    chance = random.Random(5)
    real = [packet.data for case in cases for packet in case.arrives if packet.data]
    before = time.process_time()
    for spice in ([], real, [piece[:2] for piece in real]):
        adapter, data = kind(cases[0].profile), noise(NOISE_BYTES, chance, spice)
        given = 0
        for at in range(0, len(data), 1_000):
            found = adapter.push(data[at : at + 1_000], phone_ms=at)
            given += sum(len(raw) for _, raw in _stretches(found))
            waiting = min(at + 1_000, len(data)) - given
            demand(waiting <= kind.longest, f"{waiting} bytes wait, declared are {kind.longest}")
    taken_s = time.process_time() - before
    demand(taken_s < MOST_NOISE_S, f"{3 * NOISE_BYTES} bytes of noise took {taken_s:.1f} s")


def keeps_time(kind: Kind, cases: Sequence[Case]) -> None:
    """A sample has the phone's time of the packet that completed it; two adapters know nothing of each other."""
    for case in cases:
        adapter, other = kind(case.profile), kind(case.profile)
        for packet in case.arrives:
            found = adapter.push(packet.data, phone_ms=packet.phone_ms)
            demand({sample.phone_ms for sample in found.samples} <= {packet.phone_ms}, case.name)
        again = decode(kind, case.profile, case.arrives)
        demand(other.finish() == Decoded(), f"{case.name}: an adapter that heard nothing gave something")
        demand(decode(kind, case.profile, case.arrives) == again, f"{case.name}: other when repeated")


def fills_the_grid(kind: Kind, cases: Sequence[Case]) -> None:
    """Its samples become seconds at 4 Hz in rising order, with numbers that a chunk can hold."""
    seen = 0
    for case in cases:
        samples = decode(kind, case.profile, case.arrives).samples
        adapter = kind(case.profile)
        for sample in samples:
            _believable(sample, adapter)
        gatherer = Gatherer.of(adapter, stored=True)
        pieces = gatherer.add(samples) + gatherer.finish()
        demand(gatherer.unbelievable == 0, case.name)
        end = 0
        for piece in pieces:
            demand(piece.first_sample >= end, f"{case.name}: seconds out of order")
            sizes = {values.size for values in piece.channels.values()}
            demand(len(sizes) == 1, f"{case.name}: channels of different lengths")
            end = piece.first_sample + sizes.pop()
            demand(set(piece.numbers()) <= set(NUMBERS), case.name)
        seen += len(pieces)
    demand(seen > 0, "no case gave a second of trace")


CHECKS: Final[tuple[Check, ...]] = (
    declares_itself,
    reads_its_frames,
    keeps_every_byte,
    borders_mean_nothing,
    never_raises,
    finds_its_way_back,
    keeps_little_back,
    keeps_time,
    fills_the_grid,
)


def checked(kind: Kind, cases: Sequence[Case]) -> dict[str, str]:
    """Run every check; return what is wrong by its name: "" where it passed, «skipped: …» where it does not apply."""
    return {check.__name__: _told(check, kind, cases) for check in CHECKS}


def _told(check: Check, kind: Kind, cases: Sequence[Case]) -> str:
    try:
        check(kind, cases)
    except Skipped as reason:
        return f"skipped: {reason}"
    except Exception as error:  # noqa: BLE001 - whatever an adapter raises is what is wrong with it
        return f"{type(error).__name__}: {error}"
    return ""
