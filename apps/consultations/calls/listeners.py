"""What follows a call."""

from __future__ import annotations

from django.utils import timezone

from apps.consultations.calls import tasks
from apps.consultations.calls.events import CallStarted
from apps.foundation.events import listens_to


@listens_to(CallStarted)
def end_when_due(event: CallStarted) -> None:
    """Look at the call in the moment in which it has rung long enough; the sweep would come a little later."""
    tasks.end_overdue_calls.apply_async(
        countdown=max(0.0, (event.ring_due_at - timezone.now()).total_seconds()),
        expires=tasks.WORTHLESS_AFTER_S,
    )
