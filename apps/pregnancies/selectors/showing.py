"""What may still be shown or sent. Every page, reminder, offer and queued message asks here."""

from __future__ import annotations

from dataclasses import dataclass

from apps.pregnancies.models import Pregnancy
from apps.pregnancies.states import FetusState, PregnancyState


@dataclass(frozen=True)
class Showing:
    """What the state of a pregnancy allows. The record itself is always shown to who may see it."""

    gestational_age: bool
    countdown: bool
    reminders: bool
    plans: bool
    offers: bool
    new_recordings: bool


def assumes_going(pregnancy: Pregnancy) -> bool:
    """True where something may assume that this pregnancy goes on, by the row in hand."""
    return pregnancy.state == PregnancyState.GOING


def is_still_going(pregnancy_id: int) -> bool:
    """Ask the database anew: for whatever was queued earlier and is about to be sent. Takes the internal
    id."""
    going = Pregnancy.objects.for_system("may what was queued still be sent")
    return going.filter(pk=pregnancy_id, state=PregnancyState.GOING).exists()


def what_may_be_shown(pregnancy: Pregnancy) -> Showing:
    """Return what the state allows; a fetus to record must live."""
    going = assumes_going(pregnancy)
    living = any(fetus.state == FetusState.LIVING for fetus in pregnancy.fetuses.all()) if going else False
    return Showing(
        gestational_age=going,
        countdown=going and living,
        reminders=going,
        plans=going,
        offers=going and living,
        new_recordings=going and living,
    )
