"""Celery tasks of recordings: each takes ids, calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery import current_app, shared_task
from django.db import OperationalError
from django.utils import timezone

from apps.recordings import report_tasks  # noqa: F401 - found by this module's name
from apps.recordings.services import analysis

SWEEP_EVERY_S = 10.0
QUEUE = "analysis"


@shared_task(
    bind=True,
    name="recordings.analyse",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def analyse(self: Any, recording_id: str) -> None:
    """Analyse one recording. A second task finds the row claimed, or the analysis there, and does nothing."""
    analysis.run(UUID(recording_id), task_id=self.request.id or "", now=timezone.now)


def enqueue(recording_id: UUID) -> None:
    """Ask a worker of the queue `analysis` to analyse a recording."""
    analyse.apply_async([str(recording_id)], queue=QUEUE)


@shared_task(name="recordings.take_up_again", ignore_result=True)
def take_up_again() -> None:
    """Enqueue analyses that are due but lie still: a lost message, a worker that was killed."""
    for recording_id in analysis.take_up_again(None, at=timezone.now()):
        enqueue(recording_id)


current_app.add_periodic_task(SWEEP_EVERY_S, take_up_again.s(), name="recordings.take_up_again")
