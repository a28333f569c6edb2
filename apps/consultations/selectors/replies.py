"""Quick replies of a clinician, and what stands in their places for one mother."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import translation

from apps.accounts.models import Person, Role, TeamMembership
from apps.accounts.preferences import zone_of
from apps.consultations import emergency
from apps.consultations.models import QuickReply, ServiceHours, Thread
from apps.consultations.rules.replies import Filled, fill
from apps.consultations.rules.working_time import next_opening
from apps.foundation.errors import NotVisible
from apps.pregnancies.days import local_day
from apps.pregnancies.selectors import due_date, gestational_age
from apps.pregnancies.states import PregnancyState
from apps.ui import words


def replies_visible_to(person: Person) -> QuerySet[QuickReply]:
    """Replies in use: her teams' and her own; nothing for anybody but clinicians."""
    if person.role != Role.CLINICIAN:
        return QuickReply.objects.none()
    teams = TeamMembership.objects.filter(person=person, ended_at=None).values("team_id")
    rows = QuickReply.objects.filter(Q(owner=person) | Q(team__in=teams), retired_at=None)
    return rows.select_related("team", "owner", "changed_by")


def reply_visible_to(person: Person, reply_id: UUID) -> QuickReply:
    """One reply. Raises NotVisible."""
    reply = replies_visible_to(person).filter(public_id=reply_id).first()
    if reply is None:
        raise NotVisible
    return reply


def preview(person: Person, reply_id: UUID, thread_id: UUID, *, at: datetime) -> Filled:
    """Return a reply filled for the mother of a consultation, in the reply's language. Raises NotVisible."""
    reply = reply_visible_to(person, reply_id)
    rows = Thread.objects.visible_to(person).select_related("subject", "pregnancy", "team")
    rows = rows.prefetch_related("pregnancy__datings", "pregnancy__outcomes")
    thread: Thread | None = rows.filter(public_id=thread_id).first()
    if thread is None:
        raise NotVisible
    with translation.override(reply.language):
        return fill(reply.text, values_for(person, thread, at=at))


def values_for(person: Person, thread: Thread, *, at: datetime) -> dict[str, str]:
    """Return what is known for every place; what is not known, or holds no more, is empty."""
    mother, hours = thread.subject, ServiceHours.objects.filter(team=thread.team).first()
    return {
        "mother_name": mother.full_name,
        **_of_pregnancy(thread, at),
        "clinician_name": person.full_name,
        "clinician_role": person.role_word,
        "team_name": thread.team.name,
        "team_phone": hours.phone if hours else "",
        "emergency_number": (hours.emergency_number if hours else "") or emergency.number_of_site(),
        "reads_again_at": _reads_again(mother, hours, at),
    }


def _of_pregnancy(thread: Thread, at: datetime) -> dict[str, str]:
    """Weeks and due date only while the pregnancy goes on: afterwards nobody may be told them."""
    if thread.pregnancy.state != PregnancyState.GOING:
        return {}
    thread.pregnancy.subject = thread.subject
    today = local_day(thread.subject, at)
    age, due = gestational_age(thread.pregnancy, today), due_date(thread.pregnancy, on=today)
    return {
        "week": words.gestational_age(age.days) if age is not None and age.is_counted else "",
        "due_date": words.day(due.due_on) if due is not None else "",
    }


def _reads_again(mother: Person, hours: ServiceHours | None, at: datetime) -> str:
    moment = next_opening(hours.hours, at) if hours else None
    return words.moment(moment, zone_of(mother.time_zone)) if moment is not None else ""
