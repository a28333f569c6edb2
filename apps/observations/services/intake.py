"""A batch of points of a mother's own phone comes in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from apps.accounts.models import Person
from apps.foundation.errors import Forbidden
from apps.foundation.transactions import write
from apps.observations.services.storing import Answer, store
from apps.observations.sources.batches import Outcome


@write
def take_in(person: Person, *, outcomes: Sequence[Outcome], at: datetime) -> list[Answer]:
    """Store a mother's own points; returns what became of each, in their order. Raises Forbidden for anybody else."""
    if not person.is_mother:
        raise Forbidden
    return store(person, outcomes, by=person, at=at)
