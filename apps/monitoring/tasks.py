"""Celery tasks of live recordings: each calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from uuid import UUID

from celery import current_app, shared_task
from django.utils import timezone

from apps.monitoring.services import folding, rehearsing

SWEEP_EVERY_S = 60.0
QUEUE = "analysis"


@shared_task(name="monitoring.fold_what_lies_still", ignore_result=True)
def fold_what_lies_still() -> None:
    """Fold the frames of recordings that nobody follows."""
    at = timezone.now()
    for recording_pk in folding.lying_still(at):
        folding.fold_one(None, recording_pk=recording_pk, at=at)


current_app.add_periodic_task(SWEEP_EVERY_S, fold_what_lies_still.s(), name="monitoring.fold_what_lies_still")


@shared_task(name="monitoring.rehearse", ignore_result=True)
def rehearse(rehearsal_id: str) -> None:
    """Run one rehearsal. A second task finds it taken, and does nothing."""
    rehearsing.run(UUID(rehearsal_id), now=timezone.now)


def enqueue(rehearsal_id: UUID) -> None:
    """Ask a worker of the queue `analysis` to run a rehearsal."""
    rehearse.apply_async([str(rehearsal_id)], queue=QUEUE)


@shared_task(name="monitoring.rehearse_again", ignore_result=True)
def rehearse_again() -> None:
    """Enqueue rehearsals that lie still: a lost message, a worker that was killed."""
    for rehearsal_id in rehearsing.lying_still(timezone.now()):
        enqueue(rehearsal_id)


current_app.add_periodic_task(SWEEP_EVERY_S, rehearse_again.s(), name="monitoring.rehearse_again")
