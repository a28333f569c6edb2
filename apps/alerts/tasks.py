"""Celery tasks of alerts: harmless twice or beside themselves."""

from __future__ import annotations

from celery import current_app, shared_task
from django.utils import timezone

from apps.alerts.services import covering, sweeping

SWEEP_EVERY_S = 10.0
LOOK_EVERY_S = 300.0


@shared_task(name="alerts.sweep", ignore_result=True)
def sweep() -> None:
    """Take every alert that is due one step further."""
    sweeping.sweep(at=timezone.now())


current_app.add_periodic_task(SWEEP_EVERY_S, sweep.s(), name="alerts.sweep")


@shared_task(name="alerts.look_at_cover", ignore_result=True)
def look_at_cover() -> None:
    """Say where an urgent alert is open and nobody is on duty."""
    covering.look(at=timezone.now())


current_app.add_periodic_task(LOOK_EVERY_S, look_at_cover.s(), name="alerts.look_at_cover")
