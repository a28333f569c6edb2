"""Units that people type, and the mistakes they usually make with them: asked back, never silently corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

KG_PER_LB: Final = 0.45359237
MG_DL_PER_MMOL_L: Final = 18.016
NGSP_SLOPE, NGSP_OFFSET = 0.09148, 2.152
"""HbA1c: per cent (NGSP) = 0.09148 × mmol/mol (IFCC) + 2.152 (Weykamp et al., Clin Chem 2008)."""


@dataclass(frozen=True)
class Unit:
    """How a figure becomes one in the canonical unit: `factor` times it, plus `offset`."""

    name: str
    factor: float = 1.0
    offset: float = 0.0

    def canonical(self, value: float) -> float:
        """Return the value in the canonical unit of its measure."""
        return value * self.factor + self.offset

    def shown(self, canonical: float) -> float:
        """Return a canonical value in this unit."""
        return (canonical - self.offset) / self.factor


UNITS: Final[Mapping[str, tuple[Unit, ...]]] = {
    "body_weight": (Unit("kg"), Unit("lb", KG_PER_LB)),
    "blood_glucose": (Unit("mg/dL"), Unit("mmol/L", MG_DL_PER_MMOL_L)),
    "body_temperature": (Unit("Cel"), Unit("[degF]", 5 / 9, -160 / 9)),
    "haemoglobin": (Unit("g/dL"), Unit("g/L", 0.1)),
    "ferritin": (Unit("ng/mL"), Unit("ug/L")),
    "hba1c": (Unit("%"), Unit("mmol/mol", NGSP_SLOPE, NGSP_OFFSET)),
    "haematocrit": (Unit("%"), Unit("L/L", 100.0)),
}
"""By measure, the canonical unit first."""

USUAL: Final[Mapping[str, tuple[float, float]]] = {
    "body_weight": (35.0, 180.0),
    "blood_glucose": (40.0, 400.0),
    "body_temperature": (34.0, 42.0),
    "haemoglobin": (6.0, 17.0),
    "hba1c": (3.5, 14.0),
    "haematocrit": (20.0, 55.0),
}
"""Where nearly every true value lies, canonical: outside it another unit that would lie inside is asked about."""
NEAR: Final = 0.12
"""How far from her last weight a weight may lie before pounds and kilograms are thought to be mixed up."""


@dataclass(frozen=True)
class Doubt:
    """A figure that is likely in another unit. `meant`: what it would be there, canonical."""

    unit: str
    meant: float


class UnknownUnit(ValueError):
    """A unit in which this measure is not taken."""


def unit_of(measure: str, name: str) -> Unit:
    """Return a unit of a measure; an empty name is the canonical one. Raises UnknownUnit."""
    known = UNITS.get(measure, ())
    found = next((one for one in known if one.name == name), None)
    if found is None and known and not name:
        return known[0]
    if found is None:
        raise UnknownUnit(name)
    return found


def doubt(measure: str, value: float, unit: str, last: float | None = None) -> Doubt | None:
    """Return the unit that was likely meant, where a figure hardly fits the one it was given in; None else.

    `last`: her last value of this measure, canonical: 132 said as kg fits no woman who weighed 60 kg, but 132 lb does.
    """
    given = unit_of(measure, unit).canonical(value)
    others = [one for one in UNITS[measure] if one.name != unit and one.canonical(value) != given]
    low, high = USUAL.get(measure, (float("-inf"), float("inf")))
    for other in others:
        meant = other.canonical(value)
        does_not_fit = not low <= given <= high and low <= meant <= high
        if does_not_fit or (measure == "body_weight" and last and _is_far(given, meant, last)):
            return Doubt(other.name, meant)
    return None


def _is_far(given: float, meant: float, last: float) -> bool:
    return abs(given - last) > 2 * NEAR * last and abs(meant - last) <= NEAR * last
