"""What this app says. Ids and times only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("observations.arrived", version=1)
class ObservationsArrived:
    """Readings of one mother were stored, changed or deleted in one batch: rules should look.

    `measures`: codes of what was touched; `readings`: their ids.
    """

    mother: UUID
    measures: list[str]
    readings: list[UUID]
    at: datetime


@event("observations.unjudged", version=1)
class ObservationsUnjudged:
    """Rules failed at readings of one mother that arrived: they are asked again until they answer.

    `rules`: ids of those that failed; `readings`: ids of what they were asked about.
    """

    mother: UUID
    readings: list[UUID]
    rules: list[str]
    at: datetime
