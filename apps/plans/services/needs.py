"""What a mother's plan tells the app of offers: only with her consent, under a pseudonym, and nothing after a loss."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID

from apps.accounts.models import ConsentKind, Person
from apps.accounts.services import consents, pseudonyms
from apps.foundation.contracts.needs import PURPOSE, Need, NeedsPublished, NeedsWithdrawn, read
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.plans.models import Plan
from apps.plans.rules import needs as rules
from apps.plans.selectors.shopping import lines_of
from apps.plans.states import PlanState
from apps.pregnancies.days import zone
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors.showing import what_may_be_shown
from apps.pregnancies.states import FetusState, PregnancyState

WHY: Final = "what is asked for beside a plan is told"
WEEK: Final = timedelta(days=7)
NO_LOSS: Final = frozenset({FetusState.LIVING, FetusState.LIVEBORN})


@write
def publish(_system: None, *, mother_id: UUID, at: datetime) -> None:
    """Tell all that her plans ask for now; nothing without her consent. Again tells the same."""
    mother = Person.objects.filter(public_id=mother_id).first()
    if mother is None:
        return
    pseudonyms.lock(mother)  # so that nobody withdraws between the question and the answer
    if not consents.holds(mother, ConsentKind.OFFERS):
        return
    pseudonym = pseudonyms.of(mother, PURPOSE, at=at)
    pregnancy = going(mother)
    if pregnancy is None:
        emit(NeedsWithdrawn(pseudonym=pseudonym, at=at))
    else:
        emit(NeedsPublished(pseudonym=pseudonym, needs=_of(pregnancy, at), at=at))


@write
def end(_system: None, *, mother_id: UUID, at: datetime) -> None:
    """End her consent to offers: a pregnancy is over, or a child has died. She may agree anew. Twice finds none."""
    mother = Person.objects.filter(public_id=mother_id).first()
    if mother is not None:
        consents.withdraw_kind(None, mother=mother, kind=ConsentKind.OFFERS, at=at)


def going(mother: Person) -> Pregnancy | None:
    """Return the pregnancy beside which something may be offered; None where there is none."""
    rows = Pregnancy.objects.for_system(WHY).filter(subject=mother, state=PregnancyState.GOING)
    found: Pregnancy | None = rows.select_related("subject").prefetch_related("fetuses").first()
    return found if found is not None and what_may_be_shown(found).offers else None


def sent_plans(pregnancy: Pregnancy, at: datetime) -> list[Plan]:
    """Return the plans that she has for this week and later ones, the latest first, with what they say."""
    rows = Plan.objects.for_system(WHY).filter(
        pregnancy=pregnancy, state=PlanState.SENT, week_start__gt=(at - WEEK).date() - timedelta(days=1)
    )
    plans = rows.select_related("content").order_by("-week_start")
    return [plan for plan in plans if until(pregnancy, plan) > at]


def until(pregnancy: Pregnancy, plan: Plan) -> datetime:
    """Return the end of a plan's week by her clock, in UTC."""
    last = datetime.combine(plan.week_start + WEEK, time.min, tzinfo=zone(pregnancy.subject))
    return last.astimezone(UTC)


def _of(pregnancy: Pregnancy, at: datetime) -> list[Need]:
    """Return what plans ask for; of one thing the latest plan counts. After the loss of a child nothing: she may ask."""
    if any(fetus.state not in NO_LOSS for fetus in pregnancy.fetuses.all()):
        return []
    found: dict[str, Need] = {}
    for plan in sent_plans(pregnancy, at):
        names = [line.name for line in lines_of(plan.content.result)]
        for code in rules.of(plan.content.result, names):
            found.setdefault(read(code).key, Need(need_code=code, until=until(pregnancy, plan)))
    return list(found.values())[: rules.MOST]
