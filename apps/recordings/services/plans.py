"""Plans to record: a care team makes them, each occurrence is awaited, a recording around its hour meets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.accounts.preferences import zone_of
from apps.expectations.models import Expectation
from apps.expectations.services import expect, meet, take_back, withdraw
from apps.expectations.states import OPEN, OVERDUE
from apps.foundation import feed
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.foundation.visibility import SubjectQuerySet
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.states import PregnancyState
from apps.recordings.awaiting import PLANNED
from apps.recordings.models import Recording, RecordingPlan
from apps.recordings.plan_days import AROUND, Days, occurrences
from apps.recordings.services import may

FEED_KIND: Final = "recording_plan"
AHEAD: Final = timedelta(hours=36)
BEHIND: Final = timedelta(hours=24)
"""An occurrence that nobody wrote down is caught up with for so long."""
EVERY_DAY: Final = 127
MOST: Final = 20


@dataclass(frozen=True)
class NewPlan:
    """What a clinician plans: on `weekdays` (bits, Monday first), or `on_day`, at an hour by the mother's clock."""

    at_time: time
    weekdays: int = 0
    on_day: date | None = None
    until_day: date | None = None
    note: str = ""


@write
def make(person: Person, *, pregnancy_id: UUID, plan: NewPlan, at: datetime) -> RecordingPlan:
    """Plan recordings from now on. Raises NotVisible, Forbidden, Conflict (not going, too many), Invalid."""
    pregnancy = _pregnancy(person, pregnancy_id)
    may.require_reviewer(person)
    if pregnancy.state != PregnancyState.GOING:
        raise Conflict(_("This pregnancy is not going on any more."), code="pregnancy_not_going")
    going = RecordingPlan.objects.for_system("how many are there").filter(pregnancy=pregnancy, ended_at=None)
    if going.count() >= MOST:
        raise Conflict(_("There are too many plans to record. End one first."), code="too_many", limit=MOST)
    today = at.astimezone(zone_of(pregnancy.subject.time_zone)).date()
    _check(plan, today)
    made: RecordingPlan = RecordingPlan.objects.for_system("a clinician plans").create(
        subject_id=pregnancy.subject_id,
        pregnancy=pregnancy,
        weekdays=plan.weekdays,
        on_day=plan.on_day,
        at_time=plan.at_time,
        from_day=plan.on_day or today,
        until_day=plan.on_day or plan.until_day,
        note=plan.note.strip(),
        author=person,
        created_at=at,
    )
    feed.changed(made.subject_id, FEED_KIND, made.public_id)
    await_occurrences(made, at=at)
    return made


@write
def end(person: Person, *, plan_id: UUID, at: datetime) -> RecordingPlan:
    """Plan no more of it; what it made to be awaited is not. Twice changes nothing. Raises NotVisible, Forbidden."""
    rows = RecordingPlan.objects.visible_to(person).filter(public_id=plan_id).select_for_update(of=("self",))
    plan: RecordingPlan | None = rows.select_related("pregnancy", "author", "ended_by").first()
    if plan is None:
        raise NotVisible
    may.require_reviewer(person)
    if plan.ended_at is None:
        plan.ended_at, plan.ended_by = at, person
        plan.save(update_fields=["ended_at", "ended_by"])
        for key in _open(plan.subject_id).filter(key__startswith=f"{plan.public_id}:"):
            withdraw(None, kind=PLANNED, key=key.key, at=at)
        feed.changed(plan.subject_id, FEED_KIND, plan.public_id)
    return plan


def foresee(at: datetime) -> int:
    """Await what is due soon of every plan; returns how many are new. Harmless twice at once."""
    rows = RecordingPlan.objects.for_system("what is planned soon").filter(
        Q(until_day=None) | Q(until_day__gte=(at - BEHIND).date() - timedelta(days=1)),
        ended_at=None,
        pregnancy__state=PregnancyState.GOING,
    )
    return sum(_foresee_one(None, plan.pk, at=at) for plan in rows.order_by("pk"))


@write
def _foresee_one(_system: None, plan_pk: int, *, at: datetime) -> int:
    rows = RecordingPlan.objects.for_system("a plan in force").select_for_update(
        of=("self",), skip_locked=True
    )
    plan = rows.filter(pk=plan_pk, ended_at=None).select_related("pregnancy").first()
    return 0 if plan is None else await_occurrences(plan, at=at)


def await_occurrences(plan: RecordingPlan, *, at: datetime) -> int:
    """Await what is due soon by the clock where she is now; one that moved with her clock is awaited then."""
    days = Days(plan.at_time, plan.from_day, plan.until_day, plan.weekdays, plan.on_day)
    zone = zone_of(Person.objects.values_list("time_zone", flat=True).get(pk=plan.subject_id))
    since = max(plan.created_at, at - BEHIND)
    new = 0
    for day, due_at in occurrences(days, zone, from_at=since, to_at=max(at, plan.created_at) + AHEAD):
        key = f"{plan.public_id}:{day.isoformat()}"
        is_new = expect(
            None,
            kind=PLANNED,
            key=key,
            due_at=due_at,
            subject_id=plan.subject_id,
            pregnancy=plan.pregnancy,
            at=at,
        )
        if is_new:
            new += 1
            _meet_by_what_is_there(plan.subject_id, key, due_at, at=at)
    return new


def _meet_by_what_is_there(subject_id: int, key: str, due_at: datetime, *, at: datetime) -> None:
    """It may have begun before anybody wrote down that it is awaited."""
    rows = Recording.objects.for_system("was it made already").filter(
        subject_id=subject_id, deleted_at=None, started_at__range=(due_at - AROUND, due_at + AROUND)
    )
    used = Expectation.objects.for_system("which recordings count already").filter(
        kind=PLANNED, subject_id=subject_id
    )
    ids = set(used.exclude(met_by="").values_list("met_by", flat=True))
    free = [one for one in rows.values_list("public_id", flat=True) if str(one) not in ids]
    if free:
        meet(None, kind=PLANNED, key=key, at=at, by=str(free[0]))


def begun(recording: Recording, *, at: datetime) -> None:
    """A recording begins: the planned one nearest to it has come, and what was missed before is past."""
    waiting = _open(recording.subject_id).filter(
        due_at__range=(recording.started_at - AROUND, recording.started_at + AROUND)
    )
    nearest = min(waiting, key=lambda row: abs(row.due_at - recording.started_at), default=None)
    if nearest is None:
        return
    meet(None, kind=PLANNED, key=nearest.key, at=at, by=str(recording.public_id))
    for row in _open(recording.subject_id).filter(state__in=OVERDUE, due_at__lt=nearest.due_at):
        withdraw(None, kind=PLANNED, key=row.key, at=at)


def taken_back(recording: Recording, *, at: datetime) -> None:
    """She deleted it: what it had met is awaited again."""
    take_back(None, kind=PLANNED, by=str(recording.public_id), at=at)


def _open(subject_id: int) -> SubjectQuerySet:
    rows: SubjectQuerySet = Expectation.objects.for_system("planned recordings of a mother")
    return rows.filter(kind=PLANNED, subject_id=subject_id, state__in=OPEN)


def _pregnancy(person: Person, pregnancy_id: UUID) -> Pregnancy:
    found = Pregnancy.objects.visible_to(person).filter(public_id=pregnancy_id).select_related("subject")
    pregnancy: Pregnancy | None = found.select_for_update(of=("self",), no_key=True).first()
    if pregnancy is None:
        raise NotVisible
    return pregnancy


def _check(plan: NewPlan, today: date) -> None:
    if (plan.on_day is None) == (plan.weekdays == 0):
        raise Invalid.field("weekdays", _("Choose days of the week, or one date."), code="required")
    if not 0 <= plan.weekdays <= EVERY_DAY:
        raise Invalid.field("weekdays", _("Choose days of the week, or one date."), code="out_of_range")
    for field, day in (("on_day", plan.on_day), ("until_day", plan.until_day)):
        if day is not None and day < today:
            raise Invalid.field(field, _("This day is past."), code="out_of_range", limit=today.isoformat())
