"""What the rules of this app are asked about: readings of one kind, in order, and what is known of her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from apps.alerts.findings import Evidence
from apps.observations.rules.context import Mother

SOURCE: Final = "observations.observation"


@dataclass(frozen=True)
class Seen:
    """One reading as rules see it, canonical. `version`: a correction is another thing than what it corrects."""

    id: UUID
    version: int
    measure: str
    at: datetime
    minutes: float
    value: float | None
    second_value: float | None
    detail: Mapping[str, Any]
    mother: Mother

    @property
    def source_id(self) -> str:
        """How evidence names it."""
        return source_id(self.id, self.version)


def source_id(reading: UUID, version: int) -> str:
    """Return how evidence names a reading: by its id, and its version from the second on."""
    return str(reading) if version == 1 else f"{reading}:{version}"


@dataclass(frozen=True)
class ReadingFacts:
    """Readings of the last days, oldest first. `arrived`: those that are new or changed, and recent enough to act on."""

    readings: tuple[Seen, ...]
    arrived: frozenset[UUID]
    at: datetime

    def new(self) -> list[Seen]:
        """Return what has arrived."""
        return [one for one in self.readings if one.id in self.arrived]

    def of(self, *measures: str) -> list[Seen]:
        """Return readings of some measures."""
        return [one for one in self.readings if one.measure in measures]


class PressureFacts(ReadingFacts):
    """Blood pressure of a week."""


class GlucoseFacts(ReadingFacts):
    """Blood glucose of a week."""


class MovementFacts(ReadingFacts):
    """Movement sessions of two days."""


class SymptomFacts(ReadingFacts):
    """Symptoms of two days."""


class VitalFacts(ReadingFacts):
    """Temperature, saturation, pulse at rest, breathing of two days."""


class WeightFacts(ReadingFacts):
    """Weight and pressure of eight days."""


class LaboratoryFacts(ReadingFacts):
    """Laboratory values of a month, and pressure of the last days."""


class GrowthFacts(ReadingFacts):
    """Scans of a month."""


def evidence(one: Seen, values: Mapping[str, Any]) -> Evidence:
    """Return a reading as evidence."""
    return Evidence(one.measure, one.at, values, SOURCE, one.source_id)
