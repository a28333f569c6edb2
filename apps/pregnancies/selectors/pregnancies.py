"""Pregnancies, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from apps.accounts.models import Care, Person, Role
from apps.foundation.errors import NotVisible
from apps.foundation.visibility import SubjectQuerySet
from apps.pregnancies import counting
from apps.pregnancies.models import Outcome, OutcomeKind, Pregnancy
from apps.pregnancies.rules.gestation import GestationalAge, age_on
from apps.pregnancies.rules.redating import is_suboptimal
from apps.pregnancies.states import DatingState, PregnancyState


def pregnancies_visible_to(person: Person) -> SubjectQuerySet:
    """Pregnancies that `person` may see, with mother, fetuses, datings and outcomes: 4 queries for any
    number."""
    return (
        Pregnancy.objects.visible_to(person)
        .select_related("subject")
        .prefetch_related("fetuses", "datings", "outcomes")
    )


def pregnancy_visible_to(person: Person, public_id: UUID) -> Pregnancy:
    """Return one pregnancy that `person` may see. Raises NotVisible."""
    pregnancy: Pregnancy | None = pregnancies_visible_to(person).filter(public_id=public_id).first()
    if pregnancy is None:
        raise NotVisible
    return pregnancy


def going_pregnancy_of(mother: Person) -> Pregnancy | None:
    """Return the mother's own going pregnancy, for what is sent to or done for her; None where there is
    none."""
    pregnancy: Pregnancy | None = (
        pregnancies_visible_to(mother).filter(subject=mother, state=PregnancyState.GOING).first()
    )
    return pregnancy


def mother_visible_to(person: Person, mother_id: UUID) -> Person:
    """Return a mother whom a clinician's teams care for now, or the mother herself. Raises NotVisible."""
    if person.role == Role.MOTHER and person.public_id == mother_id:
        return person
    care = (
        Care.objects.select_related("mother")
        .filter(
            mother__public_id=mother_id,
            mother__role=Role.MOTHER,
            ended_at=None,
            team__memberships__person=person,
            team__memberships__ended_at=None,
        )
        .first()
    )
    if care is None or not person.is_active:
        raise NotVisible
    return care.mother


@dataclass(frozen=True)
class DueDate:
    """The due date that counts, and how sure it is.

    `is_provisional`: no clinician has confirmed it. `is_suboptimal`: no ultrasound before 22w0d set or
    confirmed it; None while there is still time for one.
    """

    due_on: date
    basis: str
    is_provisional: bool
    is_suboptimal: bool | None
    needs_ultrasound: bool
    rule_id: str
    rule_version: int


def due_date(
    pregnancy: Pregnancy, *, on: date | None = None, known_at: datetime | None = None
) -> DueDate | None:
    """Return the due date that counts (or counted at `known_at`), None where nothing is known.

    `on`: the day for which `is_suboptimal` is judged; without it that stays unknown unless a scan has
    settled it.
    """
    rows = list(pregnancy.datings.all())
    counts = counting.counting(rows, known_at=known_at)
    if counts is None:
        return None
    known = counting.as_counting(counts)
    assert known is not None
    scans = counting.scans_on(rows, counts)
    suboptimal = is_suboptimal(known, scans, on=on or date.min)
    is_provisional = (
        counts.state == DatingState.PROPOSED if known_at is None else not _was_decided(counts, known_at)
    )
    return DueDate(
        counts.due_on,
        counts.basis,
        is_provisional,
        suboptimal,
        counts.needs_ultrasound and not scans,
        counts.rule_id,
        counts.rule_version,
    )


def _was_decided(row: object, at: datetime) -> bool:
    decided_at = getattr(row, "decided_at", None)
    return decided_at is not None and decided_at <= at


def gestational_age(
    pregnancy: Pregnancy, on: date, *, known_at: datetime | None = None
) -> GestationalAge | None:
    """Return the gestational age on a day by the dating that counts now (or counted at `known_at`).

    None where no due date is known, and on days after the pregnancy ended or went into other care: nobody
    counts there any more. The day of the outcome itself still counts (a child is born at 38w2d). Days before
    day 0 or beyond 44w6d come back without weeks. Needs `datings` and `outcomes` prefetched in lists
    (`pregnancies_visible_to` does).
    """
    known = due_date(pregnancy, known_at=known_at)
    ended_on = counted_until(pregnancy)
    if known is None or (ended_on is not None and on > ended_on):
        return None
    return age_on(known.due_on, on)


def counted_until(pregnancy: Pregnancy) -> date | None:
    """Return the last day on which weeks are counted: the day of the outcome; None while the pregnancy goes
    on."""
    if pregnancy.state == PregnancyState.GOING:
        return None
    return min((outcome.occurred_on for outcome in standing_ends(pregnancy)), default=date.min)


def standing_ends(pregnancy: Pregnancy) -> list[Outcome]:
    """Return the outcomes that stand and took the pregnancy out of going on (or ended it elsewhere), oldest
    first."""
    rows = [row for row in pregnancy.outcomes.all() if row.corrected_at is None]
    return sorted((row for row in rows if row.kind != OutcomeKind.FETAL_DEATH), key=lambda row: row.pk)
