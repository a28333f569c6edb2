"""Every read of plans to record, narrowed to who asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import Person
from apps.pregnancies.models import Pregnancy
from apps.recordings.models import RecordingPlan

SHOWN_WITH = ("pregnancy", "author")


def plans_of(person: Person, pregnancy: Pregnancy) -> QuerySet[RecordingPlan]:
    """Plans to record of a pregnancy that was seen, those that were ended too."""
    return RecordingPlan.objects.visible_to(person).filter(pregnancy=pregnancy).select_related(*SHOWN_WITH)


def plans_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a mother's phone may hold of them, by id."""
    from apps.recordings.api.plans import RecordingPlanOut

    rows = RecordingPlan.objects.visible_to(person).filter(public_id__in=ids).select_related(*SHOWN_WITH)
    return {row.public_id: dict(RecordingPlanOut(row).data) for row in rows}
