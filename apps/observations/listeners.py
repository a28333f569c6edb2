"""What readings do about events: rules look at what arrived."""

from __future__ import annotations

from django.utils import timezone

from apps.foundation.events import listens_to
from apps.observations.events import ObservationsArrived, ObservationsUnjudged
from apps.observations.services.gathering import LOOKED_AT
from apps.observations.services.judging import judge_again, judge_arrived


@listens_to(ObservationsArrived)
def judge(event: ObservationsArrived) -> None:
    """Twice is harmless: the same source raises nothing a second time."""
    if LOOKED_AT.intersection(event.measures):
        judge_arrived(None, mother_id=event.mother, reading_ids=event.readings, at=timezone.now())


@listens_to(ObservationsUnjudged)
def judge_what_a_rule_failed_at(event: ObservationsUnjudged) -> None:
    """Raises while a rule still fails, so that the outbox comes back to it after a pause."""
    judge_again(None, mother_id=event.mother, reading_ids=event.readings, at=timezone.now())
