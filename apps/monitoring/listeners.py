"""What live recordings do about events: a rehearsal that was proposed is run."""

from __future__ import annotations

from apps.foundation.events import listens_to
from apps.monitoring.events import RehearsalProposed


@listens_to(RehearsalProposed)
def enqueue_rehearsal(event: RehearsalProposed) -> None:
    """Twice is harmless: the task claims the rehearsal."""
    from apps.monitoring.tasks import enqueue

    enqueue(event.rehearsal)
