"""What has come of a recording by number: what a phone asks before it sends again."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

from apps.accounts.models import Person
from apps.monitoring.judging import Standing
from apps.monitoring.services.opening import standing_of
from apps.recordings.selectors import recording_visible_to


def arrived(person: Person, recording_id: UUID) -> Standing:
    """Return what is stored of a recording that `person` may see. Raises NotVisible."""
    return standing_of(recording_visible_to(person, recording_id))


def missing(standing: Standing) -> list[tuple[int, int]]:
    """Return the stretches of numbers, (first, last), that are missing below the highest."""
    stretches = [(-1, -1), *standing.stored.stretches()]
    return [
        (before[1] + 1, after[0] - 1) for before, after in pairwise(stretches) if before[1] + 1 < after[0]
    ]
