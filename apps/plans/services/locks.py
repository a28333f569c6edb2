"""The pregnancy's row is the first lock of every write on a plan, as on everything else of a pregnancy."""

from __future__ import annotations

from uuid import UUID

from apps.accounts.models import Person
from apps.foundation.errors import NotVisible
from apps.plans.models import Plan
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.services.locks import locked_pregnancy
from apps.pregnancies.states import PregnancyState

WHY = "a plan is made, stopped or made anew"


def locked_plan(person: Person, plan_id: UUID) -> Plan:
    """Return a plan that `person` sees, with its pregnancy locked until commit. Raises NotVisible."""
    seen = Plan.objects.visible_to(person).filter(public_id=plan_id).select_related("pregnancy").first()
    if seen is None:
        raise NotVisible
    pregnancy = locked_pregnancy(person, seen.pregnancy.public_id)
    plan: Plan = Plan.objects.for_system("the pregnancy is locked").get(pk=seen.pk)
    plan.pregnancy = pregnancy
    return plan


def going(*, pregnancy_pk: int | None = None, mother_id: UUID | None = None) -> Pregnancy | None:
    """Return the going pregnancy of a mother, or one by its key, locked until commit; None where it is over."""
    rows = Pregnancy.objects.for_system(WHY).filter(state=PregnancyState.GOING)
    if mother_id is not None:
        rows = rows.filter(subject__public_id=mother_id)
    if pregnancy_pk is not None:
        rows = rows.filter(pk=pregnancy_pk)
    locked = rows.select_related("subject").select_for_update(of=("self",))
    pregnancy: Pregnancy | None = locked.prefetch_related("fetuses", "datings", "outcomes").first()
    return pregnancy
