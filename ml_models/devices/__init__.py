"""What home monitors send becomes a trace: one folder for each kind of device, one way in. Pure numpy and scipy.

    from ml_models import devices
    adapter = devices.adapter("lmtp", {"decoder": "newer"})
    gatherer = devices.Gatherer.of(adapter)
    pieces = gatherer.add(adapter.push(notification, phone_ms=1_790_000_000_000).samples)

Owns: adapters, the grid that gathers their samples into seconds, the conformance suite. Emits nothing, listens to
nothing. No device is certified by being read here: docs/reference/devices.md says what was never seen of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from ml_models.devices.base import Adapter, Clock, Decoded, Frame, Mark, Rejected, Sample, joined
from ml_models.devices.errors import ProfileError
from ml_models.devices.grid import Gatherer, Piece
from ml_models.devices.placing import Placing

NAMES = ("heart_rate_service", "lmtp", "lepu", "csv_lines", "doppler_sound")
"""Folders beside this file; each has an `Adapter`."""

__all__ = [
    "NAMES",
    "Adapter",
    "Clock",
    "Decoded",
    "Frame",
    "Gatherer",
    "Mark",
    "Piece",
    "Placing",
    "ProfileError",
    "Rejected",
    "Sample",
    "adapter",
    "joined",
]


def adapter(name: str, profile: Mapping[str, Any] | None = None) -> Adapter:
    """Return the adapter of that name for one connection. Raises `ProfileError`."""
    if name not in NAMES:
        raise ProfileError("adapter", "not_one_of", ", ".join(NAMES))
    made: Adapter = import_module(f"{__name__}.{name}").Adapter(profile)
    return made
