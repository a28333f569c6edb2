"""Celery tasks of referrals: each calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from celery import current_app, shared_task
from django.utils import timezone

from apps.referrals import settling_tasks  # noqa: F401 - found by this module's name
from apps.referrals.services import fetching, importing, uses

QUEUE: Final = "imports"
TAKE_UP_EVERY_S: Final = 10.0
FETCH_EVERY_S: Final = 60.0
PRICE_EVERY_S: Final = 300.0


@shared_task(bind=True, name="referrals.import_feed", ignore_result=True)
def import_feed(self: Any, run_id: str) -> None:
    """Read one feed. A second task finds it claimed, or done, and does nothing."""
    if importing.run(UUID(run_id), task_id=self.request.id or "", now=timezone.now):
        enqueue(UUID(run_id))


def enqueue(run_id: UUID) -> None:
    """Ask a worker of the queue `imports` to read a feed."""
    import_feed.apply_async([str(run_id)], queue=QUEUE)


@shared_task(name="referrals.take_up_imports", ignore_result=True)
def take_up() -> None:
    """Enqueue imports that are due but lie still: a lost message, a killed worker, a disk that was away."""
    for run_id in importing.take_up_again(None, at=timezone.now()):
        enqueue(run_id)


@shared_task(name="referrals.fetch_feed", ignore_result=True)
def fetch_feed(partner_id: int) -> None:
    """Fetch the feed of one partner."""
    fetching.fetch(partner_id, now=timezone.now)


@shared_task(name="referrals.fetch_due", ignore_result=True)
def fetch_due() -> None:
    """Start the fetches whose time has come."""
    for partner_id in fetching.due(None, at=timezone.now()):
        fetch_feed.apply_async([partner_id], queue=QUEUE)


@shared_task(name="referrals.renew_prices", ignore_result=True)
def renew_prices() -> None:
    """Put products where a sale that has begun or ended puts them."""
    at = timezone.now()
    while uses.renew_prices(None, at=at):
        continue


current_app.add_periodic_task(TAKE_UP_EVERY_S, take_up.s(), name="referrals.take_up_imports")
current_app.add_periodic_task(FETCH_EVERY_S, fetch_due.s(), name="referrals.fetch_due")
current_app.add_periodic_task(PRICE_EVERY_S, renew_prices.s(), name="referrals.renew_prices")
