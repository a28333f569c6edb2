"""Who keeps the house running, which parts are silent, and who was called; and what is awaited of a mother."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from apps.accounts.models import Person, Role
from apps.expectations import house
from apps.expectations.house import Part
from apps.expectations.models import EntryKind, Expectation, Page, PageEntry
from apps.expectations.states import OVERDUE
from apps.foundation.visibility import SubjectQuerySet

CALLS = (EntryKind.TOLD, EntryKind.TOLD_DIRECTLY)


def operators() -> list[Person]:
    """Return whom to call, in this order."""
    return list(Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk"))


def pages() -> QuerySet[Page]:
    """Every page, newest first, with its journal. For administrators: nothing in it is about a mother."""
    entries = PageEntry.objects.select_related("person").order_by("pk")
    rows = Page.objects.select_related("expectation", "answered_by").order_by("-opened_at", "-pk")
    return rows.prefetch_related(Prefetch("entries", entries))


def open_pages() -> QuerySet[Page]:
    """What is silent now."""
    return pages().filter(ended_at=None)


def unanswered_count() -> int:
    """Return how many silences nobody has taken."""
    return Page.objects.filter(ended_at=None, answered_at=None).count()


@dataclass(frozen=True)
class PartNow:
    """One part of the house as it stands: `due_at` is when its next sign is due; None: never looked at."""

    part: Part
    due_at: datetime | None
    is_silent: bool


def parts_now() -> Sequence[PartNow]:
    """Return the parts that must show themselves here."""
    rows = Expectation.objects.for_system("parts of the house, of no mother").filter(kind=house.KIND)
    known: Mapping[str, Any] = {row.key: row for row in rows}
    return [_now(part, known.get(part.name)) for part in house.expected()]


def _now(part: Part, row: Expectation | None) -> PartNow:
    if row is None:
        return PartNow(part, None, is_silent=False)
    return PartNow(part, row.due_at, is_silent=row.state in OVERDUE)


def expectations_visible_to(person: Person) -> SubjectQuerySet:
    """What is awaited of the mothers in her care, newest due first."""
    rows: SubjectQuerySet = Expectation.objects.visible_to(person)
    return rows.select_related("subject", "pregnancy", "answered_by").order_by("-due_at", "-pk")
