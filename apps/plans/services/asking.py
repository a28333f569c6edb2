"""A plan is asked for: a version in the making, its job, and an event that a worker hears of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings as site
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.plans.events import PlanRequested
from apps.plans.models import Plan, PlanJob, PlanSettings
from apps.plans.rules import weekly
from apps.plans.services import may
from apps.plans.services.moves import tell
from apps.plans.states import PlanReason, PlanState
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.services.creating import once
from apps.pregnancies.services.locks import locked_pregnancy, require_going

NOT_TAKEN_FOR: Final = timedelta(seconds=30)
"""So long a message may be on its way before the sweep sends another."""
EARLIEST: Final = timedelta(days=28)
LATEST: Final = timedelta(days=60)


@write
def ask(
    person: Person,
    *,
    pregnancy_id: UUID,
    at: datetime,
    week_start: date | None = None,
    public_id: UUID | None = None,
) -> tuple[Plan, bool]:
    """Ask for a plan now; without `week_start` for the week in which she is. Returns the row and whether it is new.

    Where one is being made already, that is the answer. Raises NotVisible, Forbidden, Invalid, IdTaken,
    PregnancyNotGoing.
    """
    may.require_mother_or_clinician(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    require_going(pregnancy)
    today = local_day(pregnancy.subject, at)
    start = week_start or weekly.week_of(today, settings_of(pregnancy.subject_id, at=at).week_starts_on)
    if not today - EARLIEST <= start <= today + LATEST:
        limit = [(today - EARLIEST).isoformat(), (today + LATEST).isoformat()]
        raise Invalid.field("week_start", _("Choose a week near today."), code="out_of_range", limit=limit)
    if public_id is not None:
        return once(
            person,
            Plan,
            public_id,
            pregnancy_id=pregnancy.pk,
            twice=Conflict(_("A plan of this week is being made already."), code="in_making"),
            make=lambda new_id: begin(
                pregnancy, start, PlanReason.ASKED, person=person, at=at, public_id=new_id, fails_twice=True
            )[0],
        )
    return begin(pregnancy, start, PlanReason.ASKED, person=person, at=at)


def begin(
    pregnancy: Pregnancy,
    week_start: date,
    reason: str,
    *,
    at: datetime,
    person: Person | None = None,
    because: Sequence[str] = (),
    public_id: UUID | None = None,
    fails_twice: bool = False,
) -> tuple[Plan, bool]:
    """Begin a version of a week whose pregnancy is locked; the one that is being made already, where there is one."""
    rows = Plan.objects.for_system("a version is begun").filter(
        pregnancy_id=pregnancy.pk, week_start=week_start
    )
    open_one = None if fails_twice else rows.filter(state=PlanState.MAKING).first()
    if open_one is not None:
        return open_one, False
    newest = rows.aggregate(newest=Max("version"))["newest"] or 0
    given = {"public_id": public_id} if public_id else {}
    plan = Plan.objects.create(
        subject_id=pregnancy.subject_id,
        pregnancy=pregnancy,
        week_start=week_start,
        version=newest + 1,
        reason=reason,
        because=list(because),
        requested_by=person,
        requested_at=at,
        needs_approval=needs_approval(settings_of(pregnancy.subject_id, at=at)),
        **given,
    )
    PlanJob.objects.create(subject_id=pregnancy.subject_id, plan=plan, due_at=at + NOT_TAKEN_FOR)
    tell(plan)
    emit(PlanRequested(plan=plan.public_id, at=at))
    return plan, True


def settings_of(subject_id: int, *, at: datetime) -> PlanSettings:
    """Return how she wants her plans; made with the usual answers where nobody has said anything."""
    rows = PlanSettings.objects.for_system("the mother is in hand")
    found, _is_new = rows.get_or_create(subject_id=subject_id, defaults={"changed_at": at})
    return found


def needs_approval(settings: PlanSettings) -> bool:
    """Say whether her care team approves plans first: as it is set for her, else as the site has it."""
    if settings.needs_approval is not None:
        return settings.needs_approval
    return bool(site.PLANS_NEED_APPROVAL)
