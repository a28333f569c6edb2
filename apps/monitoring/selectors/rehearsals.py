"""Rehearsals as people read them: sums for whoever sees the team, single recordings for whoever sees the mother."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import Person
from apps.alerts.selectors.limits import teams_seen_by
from apps.foundation.errors import NotVisible
from apps.monitoring.models import Rehearsal, RehearsedRecording
from apps.monitoring.rehearsing.summary import alerts, differs

MOST_SHOWN: Final = 200
GAINED, LOST, OTHER_SEVERITY, MISSED, OTHER_THAN_LIVE = (
    "gained",
    "lost",
    "other_severity",
    "missed",
    "other_than_live",
)


def rehearsals_seen_by(person: Person) -> QuerySet[Rehearsal]:
    """Rehearsals of her teams, newest first; administrators see every team's."""
    rows = Rehearsal.objects.filter(team__in=teams_seen_by(person)).order_by("-pk")
    return rows.select_related("team", "author")


def rehearsal_seen_by(person: Person, rehearsal_id: UUID) -> Rehearsal:
    """One rehearsal. Raises NotVisible."""
    row = rehearsals_seen_by(person).filter(public_id=rehearsal_id).first()
    if row is None:
        raise NotVisible
    return row


@dataclass(frozen=True)
class Differing:
    """One recording in which something differs, and what: codes."""

    row: RehearsedRecording
    what: tuple[str, ...]


def differing(person: Person, rehearsal: Rehearsal) -> list[Differing]:
    """Return the recordings of a rehearsal in which something differs, as far as she may see them, newest first."""
    rows = RehearsedRecording.objects.visible_to(person).filter(
        rehearsal=rehearsal, recording__deleted_at=None
    )
    found = []
    for row in rows.select_related("recording", "subject").order_by("-recording__started_at"):
        what = what_differs(row)
        if what:
            found.append(Differing(row, what))
        if len(found) >= MOST_SHOWN:
            break
    return found


def what_differs(row: RehearsedRecording) -> tuple[str, ...]:
    """Return codes of what differs between two limits, and between a replay and what was said live."""
    before, after = alerts(row.today), alerts(row.proposed)
    known = {
        GAINED: bool(after.keys() - before.keys()),
        LOST: bool(before.keys() - after.keys()),
        OTHER_SEVERITY: any(before[key] != after[key] for key in before.keys() & after.keys()),
        MISSED: bool(row.acted) and bool(before) and not after,
        OTHER_THAN_LIVE: row.was_followed and differs(row.live, row.today),
    }
    return tuple(code for code, is_so in known.items() if is_so)
