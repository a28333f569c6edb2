"""What became of the lines of a plan: she says done, skipped, or something else instead. Only she herself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import write
from apps.plans.models import MarkKind, Plan, PlanContent, PlanMark
from apps.plans.services import locks, may
from apps.plans.states import PlanState
from apps.pregnancies.services.creating import once
from apps.pregnancies.services.locks import require_going

FEED_KIND: Final = "plan_mark"
DAYS: Final = 7


@dataclass(frozen=True)
class Line:
    """A line of a plan: on which day, of which kind, in which meal (`when`), and what it is."""

    day: date
    kind: str
    item: str
    when: str = ""


@write
def mark(
    person: Person, *, plan_id: UUID, public_id: UUID, line: Line, mark: str, at: datetime
) -> tuple[PlanMark, bool]:
    """Say what became of a line; returns the row and whether it is new. A line that was marked before is marked anew.

    Raises NotVisible, Forbidden, Invalid, PregnancyNotGoing, IdTaken, Conflict (the plan was never sent).
    """
    may.require_mother_or_clinician(person)
    plan = locks.locked_plan(person, plan_id)
    may.require_herself(person, plan.subject_id)
    require_going(plan.pregnancy)
    _check(plan, line)
    about = {"day": line.day, "kind": line.kind, "when": line.when, "item": line.item}
    known = (
        PlanMark.objects.for_system("the plan was seen")
        .filter(pregnancy_id=plan.pregnancy_id, **about)
        .first()
    )
    if known is not None:
        return _again(known, mark, at), False
    row, is_new = once(
        person,
        PlanMark,
        public_id,
        pregnancy_id=plan.pregnancy_id,
        twice=Conflict(_("This has changed in the meantime.")),
        make=lambda new_id: PlanMark.objects.create(
            subject_id=plan.subject_id,
            public_id=new_id,
            pregnancy_id=plan.pregnancy_id,
            mark=mark,
            recorded_at=at,
            **about,
        ),
    )
    if is_new:
        feed.changed(row.subject_id, FEED_KIND, row.public_id)
    return row, is_new


def _again(row: PlanMark, mark: str, at: datetime) -> PlanMark:
    if row.mark != mark:
        row.mark, row.recorded_at = mark, at
        row.save(update_fields=["mark", "recorded_at"])
        feed.changed(row.subject_id, FEED_KIND, row.public_id)
    return row


def _check(plan: Plan, line: Line) -> None:
    if plan.state not in (PlanState.SENT, PlanState.SUPERSEDED) or plan.sent_at is None:
        raise Conflict(_("This plan was not sent to you."), code="not_sent")
    number = (line.day - plan.week_start).days
    if not 0 <= number < DAYS:
        limit = [plan.week_start.isoformat(), DAYS]
        raise Invalid.field(
            "day", _("This day is not in the week of the plan."), code="out_of_range", limit=limit
        )
    result = PlanContent.objects.for_system("the plan was seen").get(plan_id=plan.pk).result
    if not _is_there(result, number, line):
        raise Invalid.field("item", _("The plan has no such line on that day."), code="not_found")


def _is_there(result: dict[str, Any], number: int, line: Line) -> bool:
    if line.kind == MarkKind.MEAL:
        meals = result["days"][number]["meals"]
        return any(
            item["food_code"] == line.item
            for meal in meals
            if meal["when"] == line.when
            for item in meal["items"]
        )
    if line.kind == MarkKind.SUPPLEMENT:
        return any(one["nutrient"] == line.item for one in result["supplements"])
    return line.item == "steps" or any(
        session["day"] == number and session["rule"] == line.item
        for session in result["activity"].get("sessions", ())
    )
