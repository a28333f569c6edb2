"""What the rules of this app are asked about: readings of one kind, in order, and what is known of her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.alerts.findings import Evidence
from apps.observations.rules.context import Mother
from apps.observations.rules.judged import comparator, judged_value

SOURCE: Final = "observations.observation"
HOUR: Final = timedelta(hours=1)


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
    is_unlikely: bool = False

    @property
    def judged(self) -> float:
        """Its value as limits see it; 0 where there is none."""
        return 0.0 if self.value is None else judged_value(self.measure, self.value, self.detail)

    @property
    def comparator(self) -> str:
        """Which side of the figure the value lies on; empty where it is the figure."""
        return comparator(self.detail)

    @property
    def source_id(self) -> str:
        """How evidence names it."""
        return source_id(self.id, self.version)


def source_id(reading: UUID, version: int) -> str:
    """Return how evidence names a reading: by its id, and its version from the second on."""
    return str(reading) if version == 1 else f"{reading}:{version}"


@dataclass(frozen=True)
class ReadingFacts:
    """Readings of the last days, oldest first. `arrived`: those that are new or changed, and recent enough to act on.

    `late`: what has arrived only long after it was measured; rules of what cannot wait look at it, no other.
    """

    readings: tuple[Seen, ...]
    arrived: frozenset[UUID]
    at: datetime
    late: tuple[Seen, ...] = ()

    def new(self) -> list[Seen]:
        """Return what has arrived."""
        return [one for one in self.readings if one.id in self.arrived]

    def whenever(self) -> list[Seen]:
        """Return what has arrived, however late, oldest first."""
        return [*self.late, *self.new()]

    def evidence(self, one: Seen, values: Mapping[str, Any]) -> Evidence:
        """Return a reading as evidence; a late one says how many hours lie between."""
        if all(late.id != one.id for late in self.late):
            return evidence(one, values)
        return evidence(one, {**values, "hours_ago": round((self.at - one.at) / HOUR)})

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
    """Return a reading as evidence; with its comparator where it has one."""
    said = {**values, "comparator": one.comparator} if one.comparator else values
    return Evidence(one.measure, one.at, said, SOURCE, one.source_id)


def with_delay(said: str, values: Mapping[str, Any]) -> str:
    """Return what is said of a reading, and of a late one how many hours lie between measuring and arriving."""
    if "hours_ago" not in values:
        return said
    return said + " " + _("Measured %(hours)s hours before it arrived here.") % {"hours": values["hours_ago"]}


def with_comparator(figure: str, values: Mapping[str, Any]) -> str:
    """Return a figure as it was given: «< 40» where the device could say no more."""
    return f"{values['comparator']} {figure}" if values.get("comparator") else figure
