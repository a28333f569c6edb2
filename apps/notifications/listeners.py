"""What this app does about events: its own are sent, and what a pregnancy's end made wrong is taken back."""

from __future__ import annotations

from django.utils import timezone

from apps.accounts.events import CareChanged
from apps.foundation.events import listens_to
from apps.notifications import selectors
from apps.notifications.events import NotificationQueued
from apps.notifications.services import addresses, withdrawing
from apps.pregnancies.events import FetusDied, PregnancyEnded


@listens_to(NotificationQueued)
def enqueue_deliveries(event: NotificationQueued) -> None:
    """Twice is harmless: each task claims its delivery's row."""
    from apps.notifications.tasks import enqueue

    enqueue(selectors.due_deliveries_of(event.notification, at=timezone.now()))


@listens_to(PregnancyEnded)
def stop_what_assumed_it(event: PregnancyEnded) -> None:
    """Nothing that waits or is unread congratulates any more. Twice finds nothing left."""
    withdrawing.pregnancy_is_over(
        None,
        mother_id=event.mother,
        pregnancy_id=event.pregnancy,
        told_until=event.at,
        at=timezone.now(),
    )


@listens_to(FetusDied)
def stop_what_assumed_it_living(event: FetusDied) -> None:
    """What was written while this fetus lived may count on it; what is written from now on does not."""
    withdrawing.pregnancy_is_over(
        None,
        mother_id=event.mother,
        pregnancy_id=event.pregnancy,
        told_until=event.at,
        at=timezone.now(),
    )


@listens_to(CareChanged)
def forget_who_was_shut_out(event: CareChanged) -> None:
    """A closed account is pushed to no more; for an open one this does nothing."""
    if event.person is not None:
        addresses.forget_all(None, person_id=event.person, at=timezone.now())
