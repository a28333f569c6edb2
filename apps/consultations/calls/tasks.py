"""Celery tasks of calls: harmless twice or beside themselves."""

from __future__ import annotations

from typing import Final

from celery import current_app, shared_task
from django.utils import timezone

from apps.consultations.services import calls

SWEEP_EVERY_S: Final = 5.0
WORTHLESS_AFTER_S: Final = 300


@shared_task(name="consultations.end_overdue_calls", ignore_result=True)
def end_overdue_calls() -> None:
    """End calls that rang too long, whose ends fell silent, or that may not go on."""
    calls.end_overdue(timezone.now())


current_app.add_periodic_task(SWEEP_EVERY_S, end_overdue_calls.s(), name="consultations.end_overdue_calls")
