"""Feeds an adapter in many ways."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ml_models.devices.base import Adapter, Decoded, Sample, joined
from ml_models.devices.conformance.cases import Case, Packet


def decode(kind: type[Adapter], profile: Mapping[str, Any], packets: Iterable[Packet]) -> Decoded:
    """Return all that a new adapter makes of some packets."""
    adapter = kind(profile)
    parts = [adapter.push(packet.data, phone_ms=packet.phone_ms) for packet in packets]
    return joined([*parts, adapter.finish()])


def without_phone_time(samples: Iterable[Sample]) -> list[tuple[Any, ...]]:
    """Return what must not change however bytes are cut: everything but when the phone had them."""
    return [
        (
            dict(sample.values),
            sample.device_ms,
            sample.marks,
            sample.battery_percent,
            sample.contact,
            sample.rr_s,
            dict(sample.details),
        )
        for sample in samples
    ]


def cuts(case: Case, seed: int) -> Iterator[list[Packet]]:
    """Yield the bytes of a case as one packet, byte by byte (the last 4,096 of long ones), and cut at random."""
    whole = b"".join(packet.data for packet in case.arrives)
    last_ms = case.arrives[-1].phone_ms if case.arrives else 0
    yield [Packet(whole, last_ms)]
    rest = max(0, len(whole) - 4_096)
    yield [Packet(whole[:rest], last_ms), *(Packet(bytes([byte]), last_ms) for byte in whole[rest:])]
    chance = random.Random(seed)
    for most in (3, 20, 500):
        pieces, at = [], 0
        while at < len(whole):
            size = chance.randint(1, max(most, len(whole) // 200))
            pieces.append(Packet(whole[at : at + size], last_ms))
            at += size
        yield pieces


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with one to three of them changed, lost or put in between."""
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(spoilt)) if spoilt else 0
        how = chance.choice(("change", "lose", "add"))
        if how == "add" or not spoilt:
            spoilt.insert(place, chance.randrange(256))
        elif how == "lose":
            del spoilt[place]
        else:
            spoilt[place] ^= chance.randrange(1, 256)
    return bytes(spoilt)


def noise(size: int, chance: random.Random, spice: Sequence[bytes]) -> bytes:
    """Return random bytes in which beginnings of real frames lie."""
    held = bytearray()
    while len(held) < size:
        held += chance.randbytes(chance.randint(0, 24))
        if spice and chance.random() < 0.5:
            real = chance.choice(spice)
            held += real[: chance.randint(1, max(1, min(len(real), 24)))]
    return bytes(held[:size])
