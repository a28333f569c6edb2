"""Celery tasks of alerts: harmless twice or beside themselves."""

from __future__ import annotations

from celery import current_app, shared_task
from django.utils import timezone

from apps.alerts.services import sweeping

SWEEP_EVERY_S = 10.0


@shared_task(name="alerts.sweep", ignore_result=True)
def sweep() -> None:
    """Take every alert that is due one step further."""
    sweeping.sweep(at=timezone.now())


current_app.add_periodic_task(SWEEP_EVERY_S, sweep.s(), name="alerts.sweep")
