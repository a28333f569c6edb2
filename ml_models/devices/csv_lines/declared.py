"""What must be declared of a line of numbers. Nothing is guessed: unstated is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ml_models.devices.base import RATES
from ml_models.devices.errors import ProfileError
from ml_models.devices.placing import LATEST_MS

TIME, LEFT_OUT = "time", "-"
UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    TIME: {"s": 1_000.0, "ms": 1.0, "unix_s": 1_000.0, "unix_ms": 1.0},
    **{name: {"bpm": 1.0, "quarter_bpm": 0.25, "ms_between_beats": 60_000.0} for name in RATES},
    "toco": {"units": 1.0, "half_units": 0.5},
    "quality": {"0-3": 1.0},
    "marks": {"bits": 1.0},
    "battery": {"percent": 1.0},
}
"""Factor to our unit; of intervals it is what is divided by the value."""
LIMITS: Final[Mapping[str, tuple[float, float]]] = {
    TIME: (0, LATEST_MS),
    **dict.fromkeys(RATES, (0, 300)),
    "toco": (-100, 400),
    "quality": (0, 3),
    "marks": (0, 31),
    "battery": (0, 100),
}
WHOLE: Final = ("quality", "marks", "battery")
MOST_COLUMNS: Final = 32


def columns_of(given: Any) -> tuple[str, ...]:
    """Return the declared columns. Raises `ProfileError`: unknown, doubled, or without any channel."""
    known = ", ".join([*UNITS, LEFT_OUT])
    if not isinstance(given, list | tuple) or not 1 <= len(given) <= MOST_COLUMNS:
        raise ProfileError("columns", "not_one_of", f"1 to {MOST_COLUMNS} of {known}")
    named = [name for name in given if name != LEFT_OUT]
    if any(name not in UNITS for name in named) or len(set(named)) != len(named):
        raise ProfileError("columns", "not_one_of", f"each once: {known}")
    if not any(name in (*RATES, "toco") for name in named):
        raise ProfileError("columns", "unstated", "at least one rate or toco")
    return tuple(given)


def units_of(columns: tuple[str, ...], given: Any) -> dict[str, str]:
    """Return the unit of each column. Raises `ProfileError` where one is unstated, unknown or of no column."""
    if not isinstance(given, Mapping):
        raise ProfileError("units", "unstated", "a unit for each column")
    for name in given:
        if name not in columns or name == LEFT_OUT:
            raise ProfileError(f"units.{name}", "contradicts", ", ".join(columns))
    units = {}
    for name in columns:
        if name == LEFT_OUT:
            continue
        if name not in given:
            raise ProfileError(f"units.{name}", "unstated", ", ".join(UNITS[name]))
        if given[name] not in UNITS[name]:
            raise ProfileError(f"units.{name}", "not_one_of", ", ".join(UNITS[name]))
        units[name] = given[name]
    return units
