"""What every write of a single reading ends with: its day goes into the mother's feed, the event into the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from apps.accounts.models import Person
from apps.foundation import feed, outbox
from apps.observations.events import ObservationsArrived
from apps.observations.models import Observation
from apps.observations.services import days as observed_days
from apps.observations.services.storing import DAY_KIND


def tell(mother: Person, rows: Sequence[Observation], *, days: Iterable[date], at: datetime) -> None:
    """Say that readings of a mother were stored, changed or deleted. Only inside a `@write` that holds her lock.

    `days`: local days that they counted for before and after.
    """
    for day_id in observed_days.touch(mother.pk, days, at=at):
        feed.changed(mother.pk, DAY_KIND, day_id)
    measures = sorted({row.measure for row in rows})
    outbox.emit(
        ObservationsArrived(
            mother=mother.public_id, measures=measures, readings=[row.public_id for row in rows], at=at
        )
    )
