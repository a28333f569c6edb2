"""Frames to test with: what arrives, and what it means. A JSON file, or made in memory.

    {"profile": {"decoder": "newer"},
     "cases": [{"name": "fhr 142", "arrives": [{"hex": "55aa038e000c03035400", "phone_ms": 1000}],
                "samples": [{"fhr1_bpm": 142, "toco": 12, "battery_percent": 100}],
                "rejected": []}]}

`text` stands for `hex` where a device speaks text. A sample names what must be found, null where the device says that
there is no value; what it does not name is not looked at. `rejected` are the reasons in order. A case may have a profile
of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ml_models.devices.base import CHANNELS, Sample

OF_SAMPLE: Final = ("phone_ms", "device_ms", "marks", "battery_percent", "contact")


class CasesError(ValueError):
    """The file of frames cannot be used."""


@dataclass(frozen=True)
class Packet:
    """Some bytes and when the phone had them."""

    data: bytes
    phone_ms: int = 0


@dataclass(frozen=True)
class Case:
    """What arrives, and what must come of it."""

    name: str
    arrives: tuple[Packet, ...]
    samples: tuple[Mapping[str, Any], ...]
    rejected: tuple[str, ...] = ()
    profile: Mapping[str, Any] = field(default_factory=dict)


def read_cases(path: str | Path) -> list[Case]:
    """Read a file of frames. Raises `CasesError`, and `OSError` where it cannot be opened."""
    try:
        held = json.loads(Path(path).read_text(encoding="utf-8"))
        cases = [_case(case, held.get("profile", {})) for case in held["cases"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CasesError(f"{path}: {type(error).__name__}: {error}") from error
    if not any(case.samples for case in cases):
        raise CasesError(f"{path}: no case expects a sample")
    return cases


def _case(held: Mapping[str, Any], profile: Mapping[str, Any]) -> Case:
    return Case(
        name=held["name"],
        arrives=tuple(_packet(packet, place) for place, packet in enumerate(held["arrives"])),
        samples=tuple(held["samples"]),
        rejected=tuple(held.get("rejected", ())),
        profile=held.get("profile", profile),
    )


def _packet(held: Mapping[str, Any], place: int) -> Packet:
    data = bytes.fromhex(held["hex"]) if "hex" in held else held["text"].encode()
    return Packet(data, int(held.get("phone_ms", 1_000 * place)))


def said(sample: Sample, name: str) -> Any:
    """Return what a sample says under the name that a case uses; raises KeyError where it says nothing."""
    if name in CHANNELS:
        return sample.values[name]
    if name == "rr_s":
        return list(sample.rr_s)
    return getattr(sample, name) if name in OF_SAMPLE else sample.details[name]
