"""Names that devices and archives give to our channels."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ml_models.ctg.errors import FormatError

_NAMES = {
    "fhr1_bpm": ("fhr", "fhr1", "hr1", "us1", "fetalheartrate", "fetalheartrate1", "fhr1bpm"),
    "fhr2_bpm": ("fhr2", "hr2", "us2", "fetalheartrate2", "fhr2bpm", "decg", "fecg"),
    "mhr_bpm": ("mhr", "mhrbpm", "maternalheartrate", "pulse", "mecg"),
    "toco": ("toco", "uc", "ua", "iup", "uterineactivity", "uterinecontractions"),
}
_CHANNEL_OF = {name: channel for channel, names in _NAMES.items() for name in names}


def channel_of(label: str) -> str | None:
    """Return our channel for a label such as "FHR 1" or "UC", None for any other signal."""
    return _CHANNEL_OF.get(re.sub(r"[^a-z0-9]", "", label.lower()))


def assign(labels: Iterable[str]) -> dict[str, int]:
    """Map our channels to the places of `labels`; the first fetal rate is required, doubles are refused."""
    places: dict[str, int] = {}
    for place, label in enumerate(labels):
        channel = channel_of(label)
        if channel in places:
            raise FormatError(channel, "two signals carry this channel", "one signal", label)
        if channel is not None:
            places[channel] = place
    if "fhr1_bpm" not in places:
        raise FormatError("fhr1_bpm", "no signal carries the fetal heart rate", "a signal named FHR or FHR1")
    return places
