"""Readings, one by one and for the change feed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from apps.accounts.models import Person
from apps.foundation.errors import NotVisible
from apps.foundation.visibility import SubjectQuerySet
from apps.observations.models import Observation, ObservedDay, SourcePreference


def readings_visible_to(person: Person) -> SubjectQuerySet:
    """Readings that `person` may see and that are not deleted."""
    return (
        Observation.objects.visible_to(person).filter(deleted_at=None).select_related("subject", "pregnancy")
    )


def reading_visible_to(person: Person, reading_id: UUID) -> Observation:
    """One reading. Raises NotVisible."""
    row: Observation | None = readings_visible_to(person).filter(public_id=reading_id).first()
    if row is None:
        raise NotVisible
    return row


def days_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return which days have changed: what a phone asks for again."""
    from apps.observations.api.serializers import ObservedDayOut

    rows = ObservedDay.objects.visible_to(person).filter(public_id__in=ids)
    return {row.public_id: dict(ObservedDayOut(row).data) for row in rows}


def preferences_of(person: Person, mother: Person) -> list[SourcePreference]:
    """Return in which order a mother's devices are believed, by measure."""
    rows = SourcePreference.objects.visible_to(person).filter(subject=mother)
    return list(rows.order_by("measure"))


def preferences_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return orders of devices for her phone."""
    from apps.observations.api.serializers import SourcePreferenceOut

    rows = SourcePreference.objects.visible_to(person).filter(public_id__in=ids)
    return {row.public_id: dict(SourcePreferenceOut(row).data) for row in rows}
