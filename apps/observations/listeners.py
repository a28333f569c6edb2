"""What readings do about events: rules look at what arrived."""

from __future__ import annotations

from django.utils import timezone

from apps.foundation.events import listens_to
from apps.observations.events import ObservationsArrived
from apps.observations.services.judging import JUDGED, judge_arrived


@listens_to(ObservationsArrived)
def judge(event: ObservationsArrived) -> None:
    """Twice is harmless: the same source raises nothing a second time."""
    if JUDGED.intersection(event.measures):
        judge_arrived(None, mother_id=event.mother, reading_ids=event.readings, at=timezone.now())
