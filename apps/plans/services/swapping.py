"""A dish is swapped: the new one stays where it was put, and the rest of that day makes room for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import write
from apps.plans import printed
from apps.plans.models import Plan, PlanContent, PlanLock
from apps.plans.rules import alternatives, swapping
from apps.plans.rules.alternatives import NotThere
from apps.plans.rules.profile import ProfileError
from apps.plans.rules.swapping import Swap
from apps.plans.selectors import larder as stored
from apps.plans.services import asking, locks, may, sending
from apps.plans.states import PlanReason, PlanState
from apps.pregnancies.services.locks import require_going

SWAPPED_IN: Final = frozenset({PlanState.DRAFT, PlanState.SENT})


@write
def swap(
    person: Person,
    *,
    plan_id: UUID,
    day: int,
    when: str,
    out: str,
    new: str,
    at: datetime,
    grams: float | None = None,
) -> Plan:
    """Put `new` in the place of `out`; returns the version that holds it.

    Her own swap goes to her at once, quietly: limits and allergies hold as before. A clinician's swap of a draft stays a
    draft. Raises NotVisible, Forbidden, Invalid, Conflict, PregnancyNotGoing.
    """
    may.require_mother_or_clinician(person)
    plan = locks.locked_plan(person, plan_id)
    require_going(plan.pregnancy)
    was_sent = plan.state == PlanState.SENT
    if plan.state not in SWAPPED_IN or (person.is_mother and not was_sent):
        raise Conflict(_("Dishes can be swapped in the plan that counts only."), code="not_current")
    content = PlanContent.objects.for_system("the plan was seen").get(plan_id=plan.pk)
    asked = Swap(day, _slot_of(content.result, day, when, out), when, out, new, grams)
    made = _made(content, asked)
    _lock(person, plan, asked, at)
    fresh, is_new = asking.begin(plan.pregnancy, plan.week_start, PlanReason.SWAP, at=at, person=person)
    if not is_new:
        raise Conflict(
            _("A plan of this week is being made. Please try again in a moment."), code="in_making"
        )
    fresh.pregnancy = plan.pregnancy
    sending.keep(fresh, made, at=at)
    if was_sent:
        sending.send(fresh, at=at, person=plan.approved_by if person.is_mother else person, is_quiet=True)
    return fresh


def _slot_of(result: dict[str, Any], day: int, when: str, out: str) -> str:
    try:
        return str(alternatives.item_of(result, day, when, out)["slot"])
    except NotThere as error:
        raise Invalid.field("item", _("The plan has no such line on that day."), code="not_found") from error


def _made(content: PlanContent, asked: Swap) -> printed.Made:
    larder = stored.larder()
    locked = [one for one in content.inputs.get("locks", ()) if not _is_of(one, asked, asked.out)]
    inputs = {**content.inputs, "locks": locked}
    try:
        profile = printed.profile_of({**inputs, "locks": []}, larder)
        result = swapping.swap(content.result, profile, larder, asked, locks=printed.locks_of(inputs))
    except ProfileError as error:
        raise Invalid.field(
            "choose",
            _("This dish does not fit: she must not have it, or there is no room for it."),
            code="does_not_fit",
        ) from error
    mine = {"day": asked.day, "slot": asked.slot, "food_code": asked.new, "grams": asked.grams}
    return printed.complete({**inputs, "locks": [*locked, mine]}, profile, larder, result)


def _is_of(lock: dict[str, Any], asked: Swap, code: str) -> bool:
    return bool(lock["day"] == asked.day and lock["slot"] == asked.slot and lock["food_code"] == code)


def _lock(person: Person, plan: Plan, asked: Swap, at: datetime) -> None:
    rows = PlanLock.objects.for_system("the plan was seen").filter(
        pregnancy_id=plan.pregnancy_id,
        week_start=plan.week_start,
        day=asked.day,
        slot=asked.slot,
        removed_at=None,
    )
    rows.filter(food_code__in=[asked.out, asked.new]).update(removed_at=at)
    PlanLock.objects.create(
        subject_id=plan.subject_id,
        pregnancy_id=plan.pregnancy_id,
        week_start=plan.week_start,
        day=asked.day,
        slot=asked.slot,
        food_code=asked.new,
        grams=asked.grams,
        instead_of=asked.out,
        set_by=person,
        recorded_at=at,
    )
