"""Celery tasks of reports: each calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from celery import current_app, shared_task
from django.db import OperationalError
from django.utils import timezone

from apps.recordings.services import report_making

QUEUE: Final = "default"
TAKE_UP_EVERY_S: Final = 20.0


@shared_task(
    bind=True,
    name="recordings.make_report",
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def make(self: Any, report_id: str) -> None:
    """Make one report. A second task finds it claimed, or done, and does nothing."""
    report_making.run(UUID(report_id), task_id=self.request.id or "", now=timezone.now)


def enqueue(report_id: UUID) -> None:
    """Ask a worker to make a report."""
    make.apply_async([str(report_id)], queue=QUEUE)


@shared_task(name="recordings.take_up_reports", ignore_result=True)
def take_up() -> None:
    """Enqueue reports that lie still."""
    for report_id in report_making.take_up_again(None, at=timezone.now()):
        enqueue(report_id)


current_app.add_periodic_task(TAKE_UP_EVERY_S, take_up.s(), name="recordings.take_up_reports")
