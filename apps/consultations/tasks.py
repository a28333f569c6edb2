"""Celery tasks of consultations: each calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from celery import current_app, shared_task
from django.utils import timezone

from apps.consultations import attachment_tasks, document_tasks  # noqa: F401 - found by this module's name
from apps.consultations.services import notifying, overdue

OVERDUE_EVERY_S = 15.0
UNREAD_EVERY_S = 3.0


@shared_task(name="consultations.sweep_overdue", ignore_result=True)
def sweep_overdue() -> None:
    """Raise alerts for answers that did not come in time; end those that did."""
    overdue.sweep(at=timezone.now())


@shared_task(name="consultations.tell_unread", ignore_result=True)
def tell_unread() -> None:
    """Tell outside who has not read within seconds."""
    while notifying.tell_due(None, at=timezone.now()) == notifying.MOST:
        continue


current_app.add_periodic_task(OVERDUE_EVERY_S, sweep_overdue.s(), name="consultations.sweep_overdue")
current_app.add_periodic_task(UNREAD_EVERY_S, tell_unread.s(), name="consultations.tell_unread")
