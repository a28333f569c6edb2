"""What plans do about events: one that was asked for is made; what one rests on has changed; a pregnancy is over.

And what they ask for is told to the app of offers, where she wants that.
"""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from apps.accounts.events import ConsentChanged
from apps.alerts.events import AlertLifted, AlertRaised, AlertResolved
from apps.foundation.events import listens_to
from apps.nutrition.events import NutritionFactsChanged
from apps.observations.events import ObservationsArrived
from apps.plans.events import PlanRequested, PlanSent, PlanWithdrawn
from apps.plans.services import needs, refreshing, scheduling, sending
from apps.pregnancies.events import (
    BackgroundChanged,
    FetusDied,
    FetusRestored,
    OutcomeCorrected,
    PregnancyBegun,
    PregnancyDated,
    PregnancyEnded,
    PregnancyResumed,
)

MATTERS: Final = frozenset({"body_weight", "haemoglobin", "ferritin"})
"""Measures that a plan rests on; steps count when the week is planned."""


@listens_to(PlanRequested)
def enqueue_plan(event: PlanRequested) -> None:
    """Twice is harmless: the task claims the plan's job."""
    from apps.plans.tasks import enqueue

    enqueue(event.plan)


@listens_to(PregnancyEnded)
def stop_plans(event: PregnancyEnded) -> None:
    """Nothing of a plan is made, waits or is shown any more. Twice finds nothing left."""
    sending.stop(None, pregnancy_id=event.pregnancy, at=timezone.now())


@listens_to(PregnancyBegun)
def begin_weeks(event: PregnancyBegun) -> None:
    """Twice changes nothing."""
    scheduling.begin_weeks(None, mother_id=event.mother, at=timezone.now())


@listens_to(PregnancyResumed)
def resume_weeks(event: PregnancyResumed) -> None:
    """Twice changes nothing."""
    scheduling.begin_weeks(None, mother_id=event.mother, at=timezone.now())


@listens_to(OutcomeCorrected)
def look_again_at_an_outcome(event: OutcomeCorrected) -> None:
    """Twice is harmless: the facts decide."""
    refreshing.refresh(None, mother_id=event.mother, at=timezone.now())


@listens_to(BackgroundChanged)
def look_at_background(event: BackgroundChanged) -> None:
    """An allergy, a risk factor, height or weight. Twice is harmless: the facts decide."""
    refreshing.refresh(None, mother_id=event.mother, at=timezone.now())


@listens_to(PregnancyDated)
def look_at_weeks(event: PregnancyDated) -> None:
    """Twice is harmless: the facts decide."""
    refreshing.refresh(None, mother_id=event.mother, at=timezone.now())


@listens_to(FetusDied)
def look_at_fetuses(event: FetusDied) -> None:
    """A plan for two is none for one. Twice is harmless."""
    refreshing.refresh(None, mother_id=event.mother, at=timezone.now())


@listens_to(FetusRestored)
def look_at_fetuses_again(event: FetusRestored) -> None:
    """Twice is harmless: the facts decide."""
    refreshing.refresh(None, mother_id=event.mother, at=timezone.now())


@listens_to(NutritionFactsChanged)
def look_at_nutrition(event: NutritionFactsChanged) -> None:
    """Profile or supplements. Twice is harmless: the facts decide."""
    refreshing.refresh(None, mother_id=event.mother, at=timezone.now())


@listens_to(ObservationsArrived)
def look_at_readings(event: ObservationsArrived) -> None:
    """Of most readings a plan knows nothing. Twice is harmless: the facts decide."""
    if MATTERS & set(event.measures):
        refreshing.refresh(None, mother_id=event.mother, at=timezone.now())


@listens_to(AlertRaised)
def look_at_alert(event: AlertRaised) -> None:
    """Twice is harmless: the facts decide."""
    refreshing.refresh(None, mother_id=event.mother, at=timezone.now())


@listens_to(AlertLifted)
def look_at_worse_alert(event: AlertLifted) -> None:
    """Twice is harmless: the facts decide."""
    refreshing.refresh(None, mother_id=event.mother, at=timezone.now())


@listens_to(AlertResolved)
def look_at_ended_alert(event: AlertResolved) -> None:
    """Twice is harmless: the facts decide."""
    refreshing.refresh(None, mother_id=event.mother, at=timezone.now())


@listens_to(ConsentChanged)
def tell_needs_of_who_agreed(event: ConsentChanged) -> None:
    """Whatever consent has changed: without one for offers nothing is told. Twice tells the same."""
    needs.publish(None, mother_id=event.mother, at=timezone.now())


@listens_to(PlanSent)
def tell_needs(event: PlanSent) -> None:
    """Twice tells the same."""
    needs.publish(None, mother_id=event.mother, at=timezone.now())


@listens_to(PlanWithdrawn)
def take_needs_back(event: PlanWithdrawn) -> None:
    """Twice tells the same."""
    needs.publish(None, mother_id=event.mother, at=timezone.now())


@listens_to(PregnancyEnded)
def end_offers(event: PregnancyEnded) -> None:
    """However it ended: offers are off until she agrees anew. Twice finds nothing left."""
    needs.end(None, mother_id=event.mother, at=timezone.now())


@listens_to(FetusDied)
def end_offers_after_a_loss(event: FetusDied) -> None:
    """Offers are off until she agrees anew. Twice finds nothing left."""
    needs.end(None, mother_id=event.mother, at=timezone.now())
