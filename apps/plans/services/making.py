"""A worker makes a plan: claimed by one task, planned outside any transaction, kept once.

The claim is the job's row: the id of the task and the moment, which is the token that `finish`, `fail` and `put_back`
must still find there. Whoever was overtaken, or came after the pregnancy ended, changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError
from django.db.models import F, Q

from apps.foundation.transactions import write
from apps.plans import facts, printed
from apps.plans.models import Plan, PlanJob
from apps.plans.rules.profile import ProfileError
from apps.plans.services import locks, sending
from apps.plans.services.moves import move, tell
from apps.plans.states import PlanState
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import showing

log = structlog.get_logger(__name__)

CLAIM_LASTS: Final = timedelta(seconds=120)
"""A plan takes a second; who is silent for two minutes is dead."""
MOST_ATTEMPTS: Final = 5
FIRST_PAUSE: Final = timedelta(seconds=10)
OUTSIDE_LIMITS: Final = "outside_limits"
GAVE_UP: Final = "gave_up"
BEGUN, GATHERED, PLANNED = 5, 15, 90
"""Percent done once it is claimed, once the facts are there, once the meals are."""
TELL_EVERY_S: Final = 0.4
WHY: Final = "a worker makes a plan"
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Claim:
    """The right to make a plan; `token` is the moment it was given."""

    plan: Plan
    token: datetime


def run(plan_id: UUID, *, task_id: str, now: Clock) -> None:
    """Make a plan if that is due and nobody else does."""
    claimed = claim(None, plan_id=plan_id, task_id=task_id, at=now())
    if claimed is None:
        return
    try:
        found = _gather(claimed, now())
        if found is None:
            return
        if found.missing:
            ask_for(None, claimed, found.missing, at=now())
            return
        made = printed.week(found.as_json(), progress=_Teller(claimed))
    except ProfileError as error:
        log.info("plan_refused", plan=str(plan_id), fields=sorted(error.errors))
        fail(None, claimed, code=OUTSIDE_LIMITS, fields=sorted(error.errors), at=now())
    except (OperationalError, InterfaceError) as error:
        log.warning("plan_not_made", plan=str(plan_id), error=type(error).__name__)
        put_back(None, claimed, at=now())
    except Exception as error:
        log.exception("plan_failed", plan=str(plan_id), error=type(error).__name__)
        put_back(None, claimed, at=now())
    else:
        finish(None, claimed, made, at=now())


@write
def claim(_system: None, *, plan_id: UUID, task_id: str, at: datetime) -> Claim | None:
    """Take up a plan that waits; None where it does not, or somebody else has it."""
    free = Q(claimed_by="") | Q(claimed_by=task_id) | Q(due_at__lt=at)
    rows = PlanJob.objects.for_system(WHY).filter(free, plan__public_id=plan_id, plan__state=PlanState.MAKING)
    hit = rows.update(
        claimed_at=at,
        claimed_by=task_id,
        attempts=F("attempts") + 1,
        progress=BEGUN,
        due_at=at + CLAIM_LASTS,
    )
    if not hit:
        return None
    plan = Plan.objects.for_system(WHY).select_related("pregnancy__subject", "job").get(public_id=plan_id)
    if plan.job.attempts > MOST_ATTEMPTS:
        move(plan, PlanState.FAILED, failure=GAVE_UP)
        return None
    tell(plan)
    return Claim(plan, at)


def _gather(claimed: Claim, at: datetime) -> facts.Facts | None:
    """Return the facts; None where the pregnancy is over."""
    rows = Pregnancy.objects.for_system(WHY).select_related("subject")
    pregnancy = rows.prefetch_related("fetuses", "datings", "outcomes").get(pk=claimed.plan.pregnancy_id)
    if not showing.assumes_going(pregnancy):
        return None
    found = facts.of(pregnancy, claimed.plan.week_start, at=at)
    say_progress(None, claimed, GATHERED)
    return found


class _Teller:
    """Hears from the planner how many of how many steps are done, and says so now and then."""

    def __init__(self, claimed: Claim) -> None:
        self._claimed, self._said_at = claimed, time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        if time.monotonic() - self._said_at < TELL_EVERY_S:
            return
        self._said_at = time.monotonic()
        say_progress(None, self._claimed, GATHERED + round((PLANNED - GATHERED) * done / max(of, 1)))


@write
def say_progress(_system: None, claimed: Claim, percent: int) -> None:
    """Say how far it is, which also says that this task lives; nothing where the claim was lost."""
    if _mine(claimed).update(progress=percent):
        tell(claimed.plan)


@write
def ask_for(_system: None, claimed: Claim, missing: list[str], *, at: datetime) -> bool:
    """Say what has to be known first. False where the claim was lost."""
    plan = _still_mine(claimed)
    if plan is None:
        return False
    sending.take_place(plan, at=at)
    move(plan, PlanState.NEEDS_FACTS, missing=missing)
    return True


@write
def finish(_system: None, claimed: Claim, made: printed.Made, *, at: datetime) -> bool:
    """Keep what was made; without approval it goes to her at once. False where the claim was lost.

    What has changed meanwhile lets it be made again.
    """
    plan = _still_mine(claimed)
    if plan is None:
        return False
    if plan.stale_at is not None and plan.stale_at >= claimed.token:
        _release(plan, due_at=at)
        Plan.objects.for_system(WHY).filter(pk=plan.pk).update(stale_at=None, stale_because=[])
        return False
    sending.keep(plan, made, at=at)
    if not plan.needs_approval:
        sending.send(plan, at=at)
    return True


@write
def fail(_system: None, claimed: Claim, *, code: str, fields: list[str], at: datetime) -> bool:
    """Say that it cannot be made of these facts. False where the claim was lost."""
    plan = _still_mine(claimed)
    if plan is None:
        return False
    sending.take_place(plan, at=at)
    move(plan, PlanState.FAILED, failure=code, missing=fields)
    return True


@write
def put_back(_system: None, claimed: Claim, *, at: datetime) -> None:
    """Give it back after a failure that says nothing about the plan; the pauses grow."""
    plan = _still_mine(claimed)
    if plan is not None:
        _release(plan, due_at=at + FIRST_PAUSE * 2 ** (plan.job.attempts - 1))


def _release(plan: Plan, *, due_at: datetime) -> None:
    rows = PlanJob.objects.for_system(WHY).filter(plan_id=plan.pk)
    rows.update(claimed_at=None, claimed_by="", progress=0, due_at=due_at)
    tell(plan)


@write
def take_up_again(_system: None, *, at: datetime) -> list[UUID]:
    """Return plans that are due but lie still: a lost message, a pause that is over, a worker that was killed.

    What is returned is pushed back, so as not to be returned again at once.
    """
    rows = PlanJob.objects.for_system("a sweep looks for lost work").filter(due_at__lt=at)
    lying = list(
        rows.select_related("plan").select_for_update(of=("self",), skip_locked=True).order_by("due_at")[:200]
    )
    found = PlanJob.objects.for_system("a sweep looks for lost work").filter(pk__in=[job.pk for job in lying])
    found.update(claimed_at=None, claimed_by="", due_at=at + FIRST_PAUSE * 3)
    return [job.plan.public_id for job in lying]


def _mine(claimed: Claim) -> Any:
    rows = PlanJob.objects.for_system(WHY)
    return rows.filter(plan_id=claimed.plan.pk, claimed_at=claimed.token)


def _still_mine(claimed: Claim) -> Plan | None:
    """Return the plan with its pregnancy locked; None where the claim was lost or the pregnancy is over."""
    if locks.going(pregnancy_pk=claimed.plan.pregnancy_id) is None:
        return None
    rows = Plan.objects.for_system(WHY).select_related("job", "pregnancy__subject")
    plan: Plan | None = rows.filter(
        pk=claimed.plan.pk, state=PlanState.MAKING, job__claimed_at=claimed.token
    ).first()
    return plan
