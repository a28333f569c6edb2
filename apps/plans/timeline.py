"""What plans add to a mother's timeline: versions that were sent or withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.plans.models import Plan
from apps.plans.states import PlanReason, PlanState
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.timeline import Entry


def entries(person: Person, pregnancy: Pregnancy, limit: int) -> Iterator[Entry]:
    """The newest plans that reached her. Her own swaps are not told: they would bury the rest."""
    rows = Plan.objects.visible_to(person).filter(pregnancy=pregnancy, sent_at__isnull=False)
    for plan in rows.exclude(reason=PlanReason.SWAP).order_by("-sent_at")[:limit]:
        assert plan.sent_at is not None
        title = _("A plan of her week was sent.")
        if plan.state == PlanState.WITHDRAWN:
            title = _("A plan of her week was sent, and withdrawn later.")
        yield Entry(
            on=local_day(pregnancy.subject, plan.sent_at),
            at=plan.sent_at,
            kind="plans.sent",
            title=title,
            object_id=plan.public_id,
        )
