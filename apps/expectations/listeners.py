"""What expectations do about what others say."""

from __future__ import annotations

from django.utils import timezone

from apps.alerts.events import AlertAcknowledged, AlertResolved
from apps.expectations.services import answering, expecting
from apps.foundation.events import listens_to
from apps.pregnancies.events import PregnancyEnded
from apps.pregnancies.models import Pregnancy


@listens_to(AlertAcknowledged)
def note_taken(event: AlertAcknowledged) -> None:
    """Twice is harmless: what is answered is not late."""
    answering.answered(None, alert_id=event.alert, by=event.person, at=event.at)


@listens_to(AlertResolved)
def note_ended(event: AlertResolved) -> None:
    """Twice is harmless: what is answered is not late."""
    answering.answered(None, alert_id=event.alert, by=event.person, at=event.at)


@listens_to(PregnancyEnded)
def expect_nothing_more(event: PregnancyEnded) -> None:
    """Twice is harmless: what is withdrawn is not open."""
    rows = Pregnancy.objects.for_system("what was expected of it ends with it")
    pregnancy_id = rows.filter(public_id=event.pregnancy).values_list("pk", flat=True).get()
    expecting.withdraw_of_pregnancy(None, pregnancy_id=pregnancy_id, at=timezone.now())
