"""Celery tasks of recordings: each takes ids, calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery import current_app, shared_task
from django.db import OperationalError
from django.utils import timezone

from apps.recordings import report_tasks  # noqa: F401 - found by this module's name
from apps.recordings.services import analysis, renewing

SWEEP_EVERY_S = 10.0
RENEW_EVERY_S = 300.0
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


@shared_task(name="recordings.renew", ignore_result=True)
def renew() -> None:
    """Make a few results of an older method due anew, while nothing else is. Workers hear of them as of any other."""
    renewing.renew(None, at=timezone.now())


current_app.add_periodic_task(RENEW_EVERY_S, renew.s(), name="recordings.renew")
current_app.add_periodic_task(SWEEP_EVERY_S, take_up_again.s(), name="recordings.take_up_again")
