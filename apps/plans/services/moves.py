"""Moves a plan from one state to another, and tells the mother's phones."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from apps.foundation import feed
from apps.foundation.errors import Conflict
from apps.plans.models import Plan, PlanJob
from apps.plans.states import PlanState, may_move

FEED_KIND: Final = "plan"


class PlanMoved(Conflict):
    """The plan is not in the state any more in which it was seen."""

    code = "plan_moved"


def move(plan: Plan, new: str, **also: Any) -> None:
    """Move `plan` from the state it was read in to `new`, setting `also`; what is not being made has no job.

    Raises PlanMoved where somebody was first, or where there is no such step.
    """
    if not may_move(plan.state, new):
        raise PlanMoved(_("This plan has changed in the meantime. Please look again."), state=plan.state)
    rows = Plan.objects.for_system("conditional step of a row in hand").filter(pk=plan.pk, state=plan.state)
    if rows.update(state=new, **also) != 1:
        raise PlanMoved(_("This plan has changed in the meantime. Please look again."))
    for name, value in {"state": new, **also}.items():
        setattr(plan, name, value)
    if new != PlanState.MAKING:
        PlanJob.objects.for_system("the work is over").filter(plan_id=plan.pk).delete()
    tell(plan)


def tell(plan: Plan) -> None:
    """Note for the mother's phone that a plan has changed."""
    feed.changed(plan.subject_id, FEED_KIND, plan.public_id)
