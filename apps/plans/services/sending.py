"""A plan that was made is kept, approved, sent, withdrawn; a newer one takes the place of those before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Invalid
from apps.foundation.outbox import emit
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications.services import notify
from apps.notifications.services.withdrawing import withdraw as take_back
from apps.plans import printed
from apps.plans.events import PlanSent, PlanWithdrawn
from apps.plans.models import Plan, PlanContent, PlanSettings
from apps.plans.models.plans import LONGEST_NOTE, LONGEST_WITHDRAWAL
from apps.plans.rules.difference import difference
from apps.plans.services import locks, may
from apps.plans.services.moves import FEED_KIND, move, tell
from apps.plans.states import STANDING, PlanState
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.services.locks import require_going

WHY: Final = "a version takes the place of those before it"
PREGNANCY_ENDED: Final = "pregnancy_ended"


def keep(plan: Plan, made: printed.Made, *, at: datetime) -> None:
    """Keep what was made as a draft; other drafts of the week make room. The pregnancy is locked."""
    before = _before(plan)
    PlanContent.objects.create(
        subject_id=plan.subject_id,
        plan=plan,
        inputs=made.inputs,
        result=made.result,
        words=made.words,
        versions=printed.versions_of(made),
        difference=difference(before.result, made.result) if before else {},
        recorded_at=at,
    )
    take_place(plan, at=at)
    move(plan, PlanState.DRAFT, made_at=at)


def _before(plan: Plan) -> PlanContent | None:
    """Return what she was sent before: of this week, else of the one before it."""
    rows = PlanContent.objects.for_system(WHY).filter(
        plan__pregnancy_id=plan.pregnancy_id,
        plan__week_start__lte=plan.week_start,
        plan__sent_at__isnull=False,
    )
    newest: PlanContent | None = (
        rows.exclude(plan_id=plan.pk).order_by("-plan__week_start", "-plan__version").first()
    )
    return newest


def take_place(plan: Plan, *, at: datetime) -> None:
    """Let earlier versions of the week end that never reached her."""
    rows = Plan.objects.for_system(WHY).filter(pregnancy_id=plan.pregnancy_id, week_start=plan.week_start)
    waiting = (PlanState.DRAFT, PlanState.APPROVED, PlanState.NEEDS_FACTS, PlanState.FAILED)
    for other in rows.filter(state__in=waiting).exclude(pk=plan.pk):
        move(other, PlanState.SUPERSEDED, ended_at=at)


def send(plan: Plan, *, at: datetime, person: Person | None = None, is_quiet: bool = False) -> None:
    """Approve a draft and send it: the version before ends, the mother is told (not where `is_quiet`)."""
    if plan.state == PlanState.DRAFT:
        move(plan, PlanState.APPROVED, approved_at=at, approved_by=person)
    rows = Plan.objects.for_system(WHY).filter(pregnancy_id=plan.pregnancy_id, week_start=plan.week_start)
    for other in rows.filter(state=PlanState.SENT).exclude(pk=plan.pk):
        move(other, PlanState.SUPERSEDED, ended_at=at)
        take_back(None, at=at, kind=FEED_KIND, object_id=other.public_id)
    move(plan, PlanState.SENT, sent_at=at)
    emit(PlanSent(plan=plan.public_id, mother=plan.pregnancy.subject.public_id, at=at))
    if not is_quiet:
        notify(
            person,
            to=plan.pregnancy.subject,
            kind=FEED_KIND,
            object_id=plan.public_id,
            severity=Severity.INFO,
            at=at,
            dedupe_key=f"plan:{plan.public_id}",
            pregnancy_id=plan.pregnancy.public_id,
        )


@write
def approve(person: Person, *, plan_id: UUID, at: datetime) -> Plan:
    """Approve a draft, which sends it. Again changes nothing. Raises NotVisible, Forbidden, Conflict."""
    plan = _decided(person, plan_id)
    if plan.state != PlanState.SENT:
        require_going(plan.pregnancy)
        send(plan, at=at, person=person)
    return plan


@write
def change_note(person: Person, *, plan_id: UUID, note: str) -> Plan:
    """Write what her care team says beside the plan. Raises NotVisible, Forbidden, Invalid."""
    plan = _decided(person, plan_id)
    plan.note = _words(note, "note", LONGEST_NOTE)
    Plan.objects.for_system("the plan was seen").filter(pk=plan.pk).update(note=plan.note)
    tell(plan)
    return plan


@write
def withdraw(person: Person, *, plan_id: UUID, because: str, at: datetime) -> Plan:
    """Take a plan back with a reason. Raises NotVisible, Forbidden, Invalid, PlanMoved."""
    plan = _decided(person, plan_id)
    reason = _words(because, "because", LONGEST_WITHDRAWAL)
    if not reason:
        raise Invalid.field("because", _("Say why."), code="blank")
    move(plan, PlanState.WITHDRAWN, ended_at=at, withdrawn_by=person, withdrawn_because=reason)
    take_back(person, at=at, kind=FEED_KIND, object_id=plan.public_id)
    emit(PlanWithdrawn(plan=plan.public_id, mother=plan.pregnancy.subject.public_id, at=at))
    return plan


def _decided(person: Person, plan_id: UUID) -> Plan:
    may.require_mother_or_clinician(person)
    plan = locks.locked_plan(person, plan_id)
    may.require_clinician(person)
    return plan


def _words(text: str, field: str, longest: int) -> str:
    text = text.strip()
    if "\0" in text or len(text) > longest:
        raise Invalid.field(field, _("The text is too long."), code="max_length", limit=longest)
    return text


@write
def stop(_system: None, *, pregnancy_id: UUID, at: datetime) -> int:
    """Withdraw everything of a pregnancy that is over, what is being made included. Twice finds none."""
    rows = Pregnancy.objects.for_system("the pregnancy is over").select_for_update(of=("self",))
    pregnancy = rows.filter(public_id=pregnancy_id).first()
    if pregnancy is None or pregnancy.state == "going":
        return 0
    standing: Any = Plan.objects.for_system("the pregnancy is over").filter(
        pregnancy_id=pregnancy.pk, state__in=sorted(STANDING)
    )
    stopped = list(standing)
    for plan in stopped:
        move(plan, PlanState.WITHDRAWN, ended_at=at, withdrawn_because=PREGNANCY_ENDED)
    due = PlanSettings.objects.for_system("the pregnancy is over").filter(subject_id=pregnancy.subject_id)
    due.update(next_due_at=None)
    return len(stopped)
