"""Which of a pregnancy's datings counts: now, or as it was known at some moment. Rows in, rows out; no
query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from apps.pregnancies.models import Dating
from apps.pregnancies.rules.gestation import age_on
from apps.pregnancies.rules.redating import Confirming, Counting, is_early
from apps.pregnancies.states import DatingState

ONCE_ACCEPTED = (DatingState.ACCEPTED, DatingState.SUPERSEDED)


def counting(datings: Iterable[Dating], *, known_at: datetime | None = None) -> Dating | None:
    """Return the accepted dating, else the newest first one that still waits for a clinician, else None.

    `known_at`: as it would have been answered at that moment.
    """
    rows = sorted(datings, key=lambda row: row.pk)
    if known_at is None:
        accepted = [row for row in rows if row.state == DatingState.ACCEPTED]
        waiting = [row for row in rows if row.state == DatingState.PROPOSED]
    else:
        accepted = [row for row in rows if _was_accepted(row, known_at)]
        waiting = [row for row in rows if _was_waiting(row, known_at)]
    first = [row for row in waiting if row.compared_with_id is None]
    standing = accepted or first
    return standing[-1] if standing else None


def _was_accepted(row: Dating, at: datetime) -> bool:
    if row.state not in ONCE_ACCEPTED or row.decided_at is None or row.decided_at > at:
        return False
    return row.superseded_at is None or row.superseded_at > at


def _was_waiting(row: Dating, at: datetime) -> bool:
    return row.recorded_at <= at and (row.decided_at is None or row.decided_at > at)


def as_counting(row: Dating | None) -> Counting | None:
    """Return what the rules need to know of the dating that counts."""
    return None if row is None else Counting(row.basis, row.due_on, row.scan_on)


def confirming(datings: Sequence[Dating]) -> list[Confirming]:
    """Return the accurate ultrasounds that agreed with the date that counts and were kept beside it."""
    return [Confirming(day) for day in scans_on(datings, counting(datings))]


def scans_on(datings: Iterable[Dating], counts: Dating | None) -> list[date]:
    """Days of the early ultrasounds that set or confirmed the dating that counts."""
    if counts is None:
        return []
    days = [row.scan_on for row in datings if row.scan_on is not None and _supports(row, counts)]
    return [day for day in days if is_early(age_on(counts.due_on, day).days)]


def _supports(row: Dating, counts: Dating) -> bool:
    if row.pk == counts.pk:
        return True
    return (
        row.state == DatingState.NOTED
        and row.recommendation_code == "within_threshold"
        and row.compared_with_id == counts.pk
    )
