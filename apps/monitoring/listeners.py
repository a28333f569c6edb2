"""What live recordings do about events: a rehearsal that was proposed is run, words about an ended alert go."""

from __future__ import annotations

from apps.alerts.events import AlertResolved
from apps.foundation.events import listens_to
from apps.monitoring.events import RehearsalProposed
from apps.monitoring.services import trace_words


@listens_to(RehearsalProposed)
def enqueue_rehearsal(event: RehearsalProposed) -> None:
    """Twice is harmless: the task claims the rehearsal."""
    from apps.monitoring.tasks import enqueue

    enqueue(event.rehearsal)


@listens_to(AlertResolved)
def take_words_back(event: AlertResolved) -> None:
    """Twice is harmless: what was taken back is not there."""
    trace_words.take_back(None, alert_id=event.alert, at=event.at)
