"""Consultations are opened, closed and reopened. Claiming and handing over stand in `queue`, messages in `posting`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import CareTeam, Person, Role
from apps.consultations import clock
from apps.consultations.models import Thread
from apps.consultations.services.posting import FEED_KIND, post_system
from apps.consultations.states import GOING, State
from apps.foundation import feed
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible, Unprocessable
from apps.foundation.transactions import write
from apps.pregnancies.models import Pregnancy


class NoTeam(Conflict):
    """No care team looks after this mother: nobody would read what she writes."""

    code = "no_care_team"


class AlreadySo(Conflict):
    """The consultation is in this state already."""

    code = "already_so"


@write
def open_thread(
    person: Person,
    *,
    pregnancy_id: UUID,
    client_id: UUID,
    topic: str,
    urgency: str,
    team_id: UUID | None,
    at: datetime,
) -> tuple[Thread, bool]:
    """Open a consultation of a mother with one of her teams. The same client id again gives the first one.

    A pregnancy that has ended may be talked about for as long as she likes. Raises NotVisible, NoTeam, Invalid.
    """
    pregnancy = _pregnancy(person, pregnancy_id)
    earlier = Thread.objects.visible_to(person).filter(opened_by=person, client_id=client_id).first()
    if earlier is not None:
        if (earlier.pregnancy_id, earlier.topic) != (pregnancy.pk, topic):
            raise Unprocessable.field("client_id", _("This client id was used for another consultation."))
        return earlier, False
    team = _team(pregnancy, person, team_id)
    by_mother = person.pk == pregnancy.subject_id
    thread = Thread.objects.create(
        subject_id=pregnancy.subject_id,
        pregnancy=pregnancy,
        team=team,
        responsible=None if by_mother else person,
        client_id=client_id,
        topic=topic,
        urgency=urgency,
        state=State.WAITING if by_mother else State.WAITING_FOR_MOTHER,
        opened_by=person,
        opened_at=at,
        waiting_since=at if by_mother else None,
        answer_due_at=clock.answer_due_at(team.pk, urgency, at) if by_mother else None,
    )
    post_system(thread, code="opened", at=at)
    return thread, True


@write
def close(person: Person, *, thread_id: UUID, at: datetime) -> Thread:
    """Close a consultation (clinicians). Raises NotVisible, Forbidden, AlreadySo.

    Who has not read what was said last is told of it all the same: `notify_due_at` stays.
    """
    if person.role != Role.CLINICIAN:
        raise Forbidden(_("Only your care team closes a consultation."))
    thread = locked_thread(person, thread_id)
    moved = Thread.objects.for_system("the thread is locked").filter(pk=thread.pk, state__in=GOING)
    closing = {"state": State.CLOSED, "closed_at": at, "closed_by": person}
    if moved.update(**closing, waiting_since=None, answer_due_at=None) != 1:
        raise AlreadySo(_("This consultation is closed already."))
    post_system(thread, code="closed", payload={"by": str(person.public_id)}, at=at)
    return locked_thread(person, thread_id)


@write
def reopen(person: Person, *, thread_id: UUID, at: datetime) -> Thread:
    """Open a closed consultation again; a mother then waits for an answer. Raises NotVisible, AlreadySo."""
    thread = locked_thread(person, thread_id)
    by_mother = person.pk == thread.subject_id
    due = clock.answer_due_at(thread.team_id, thread.urgency, at) if by_mother else None
    moved = Thread.objects.for_system("the thread is locked").filter(pk=thread.pk, state=State.CLOSED)
    waiting = {"waiting_since": at if by_mother else None, "answer_due_at": due}
    if moved.update(state=State.REOPENED, closed_at=None, closed_by=None, **waiting) != 1:
        raise AlreadySo(_("This consultation is not closed."))
    post_system(thread, code="reopened", payload={"by": str(person.public_id)}, at=at)
    return locked_thread(person, thread_id)


def locked_thread(person: Person, thread_id: UUID) -> Thread:
    """Return a thread that `person` sees, locked until commit. Raises NotVisible.

    Who answers is not joined: beside a row that was waited for, a join gives whoever it was before the wait.
    """
    rows = Thread.objects.visible_to(person).select_for_update(of=("self",), no_key=True)
    shown_with = ("subject", "pregnancy", "team", "opened_by")
    thread: Thread | None = rows.select_related(*shown_with).filter(public_id=thread_id).first()
    if thread is None:
        raise NotVisible
    return thread


def changed(thread: Thread) -> None:
    """Note for the mother's phone that a thread has changed. Only inside a `@write` service."""
    feed.changed(thread.subject_id, FEED_KIND, thread.public_id)


def _pregnancy(person: Person, pregnancy_id: UUID) -> Pregnancy:
    pregnancy = Pregnancy.objects.visible_to(person).filter(public_id=pregnancy_id).first()
    if pregnancy is None:
        raise NotVisible
    return pregnancy


def _team(pregnancy: Pregnancy, person: Person, team_id: UUID | None) -> CareTeam:
    """Return the team that is asked: the one named, her only one, or the one that has cared for her longest."""
    teams = CareTeam.objects.filter(cares__mother_id=pregnancy.subject_id, cares__ended_at=None)
    if person.role == Role.CLINICIAN:
        teams = teams.filter(memberships__person=person, memberships__ended_at=None)
    if team_id is not None:
        teams = teams.filter(public_id=team_id)
    team = teams.order_by("cares__started_at", "pk").first()
    if team is not None:
        return team
    if team_id is not None:
        raise Invalid.field("team", _("This team does not care for her."), code="not_found")
    raise NoTeam(_("No care team looks after you yet. In an emergency call the emergency number."))
