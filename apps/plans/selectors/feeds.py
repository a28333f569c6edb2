"""What a phone may hold of plans, by id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from apps.accounts.models import Person
from apps.plans.models import PlanMark, PlanSettings
from apps.plans.selectors.plans import plans_visible_to


def plans(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Plans, with what they say where it is hers to read."""
    from apps.plans.api.plans_out import shown

    rows = plans_visible_to(person).filter(public_id__in=ids)
    return {plan.public_id: shown(person, plan) for plan in rows}


def marks(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What she marked."""
    from apps.plans.api.marks_out import MarkOut

    rows = PlanMark.objects.visible_to(person).filter(public_id__in=ids)
    return {row.public_id: dict(MarkOut(row).data) for row in rows}


def settings(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """How she wants her plans."""
    from apps.plans.api.marks_out import SettingsOut

    rows = PlanSettings.objects.visible_to(person).filter(public_id__in=ids)
    return {row.public_id: dict(SettingsOut(row).data) for row in rows}
