"""What alerts do about what others say: a pregnancy that ended, or goes on after all."""

from __future__ import annotations

from django.utils import timezone

from apps.alerts.services import pregnancies
from apps.foundation.events import listens_to
from apps.pregnancies.events import PregnancyEnded, PregnancyResumed


@listens_to(PregnancyEnded)
def close_alerts(event: PregnancyEnded) -> None:
    """Twice is harmless: what is closed is not open."""
    pregnancies.close_with_pregnancy(None, pregnancy_id=event.pregnancy, at=timezone.now())


@listens_to(PregnancyResumed)
def reopen_alerts(event: PregnancyResumed) -> None:
    """Twice is harmless: what is open again is not closed."""
    pregnancies.reopen_with_pregnancy(None, pregnancy_id=event.pregnancy, at=timezone.now())
