"""What a mother answered, and what she is told to do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations import emergency, wording
from apps.consultations.models import FeelingAnswers, ServiceHours
from apps.consultations.rules import feeling as rules
from apps.foundation.errors import NotVisible
from apps.pregnancies.models import Pregnancy


@dataclass(frozen=True)
class Shown:
    """Filled answers as they are shown: `say` is the sentence on top, `findings` the worst first."""

    id: UUID
    consultation: UUID | None
    outcome: str
    say: str
    emergency_number: str
    phone: str
    findings: tuple[dict[str, Any], ...]
    answers: dict[str, list[str]]
    words: str
    version: int
    answered_at: datetime


def feelings_of(person: Person, pregnancy: Pregnancy) -> QuerySet[FeelingAnswers]:
    """Return what was answered about a pregnancy that `person` may see."""
    rows = FeelingAnswers.objects.visible_to(person).filter(pregnancy=pregnancy)
    return rows.select_related("thread", "subject").order_by("-pk")


def feeling_visible_to(person: Person, answers_id: UUID) -> FeelingAnswers:
    """One filled form. Raises NotVisible."""
    rows = FeelingAnswers.objects.visible_to(person).select_related("thread", "subject")
    found: FeelingAnswers | None = rows.filter(public_id=answers_id).first()
    if found is None:
        raise NotVisible
    return found


def shown(row: FeelingAnswers) -> Shown:
    """Put filled answers into words of the reader's language."""
    return shown_all([row])[0]


def shown_all(rows: Sequence[FeelingAnswers]) -> list[Shown]:
    """Put filled answers of one mother into words: two queries, however many they are."""
    teams = {row.thread.team_id for row in rows if row.thread is not None}
    by_team = {hours.team_id: hours for hours in ServiceHours.objects.filter(team__in=teams)}
    nearest = hours_nearest(rows[0].subject_id) if any(row.thread is None for row in rows) else None
    return [_shown(row, by_team.get(row.thread.team_id) if row.thread else nearest) for row in rows]


def hours_nearest(mother_pk: int) -> ServiceHours | None:
    """The week of the team that has cared for her longest, for what belongs to no consultation."""
    caring = ServiceHours.objects.filter(team__cares__mother_id=mother_pk, team__cares__ended_at=None)
    return caring.order_by("team__cares__started_at", "pk").first()


def _shown(row: FeelingAnswers, hours: ServiceHours | None) -> Shown:
    number = (hours.emergency_number if hours else "") or emergency.number_of_site()
    return Shown(
        id=row.public_id,
        consultation=row.thread.public_id if row.thread else None,
        outcome=row.outcome,
        say=say(row.outcome, number),
        emergency_number=number,
        phone=hours.phone if hours else "",
        findings=tuple(wording.advice({"findings": row.findings})),
        answers=row.answers,
        words=row.words,
        version=row.version,
        answered_at=row.answered_at,
    )


def say(outcome: str, number: str) -> str:
    """Return the one sentence that stands above everything else."""
    if outcome == rules.CALL_EMERGENCY:
        return emergency.sentence(number)
    if outcome == rules.CALL_UNIT:
        return _(
            "Phone your maternity unit now. Your care team is told as well, but do not wait for its answer."
        )
    if outcome == rules.TALK:
        return _("Thank you. Somebody of your care team will write to you.")
    return _("Thank you. It is noted. Tell us at once if something changes.")
