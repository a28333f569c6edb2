"""What referrals do about what is said."""

from __future__ import annotations

from apps.accounts.events import PseudonymDropped
from apps.foundation.contracts.needs import PURPOSE, NeedsPublished, NeedsWithdrawn
from apps.foundation.events import listens_to
from apps.referrals import settling_tasks, tasks
from apps.referrals.events import FeedWaits, WebhooksWritten
from apps.referrals.services import forgetting, needs


@listens_to(WebhooksWritten)
def send_webhooks(event: WebhooksWritten) -> None:
    """Ask workers to send them; the sweep finds what was asked for in vain."""
    settling_tasks.enqueue_webhooks(event.deliveries)


@listens_to(FeedWaits)
def read_feed(event: FeedWaits) -> None:
    """Ask a worker to read it; the sweep finds what was asked for in vain, and twice is once."""
    tasks.enqueue(event.run)


@listens_to(NeedsPublished)
def keep_needs(event: NeedsPublished) -> None:
    """Twice, or after a later one, changes nothing."""
    needs.keep(None, pseudonym=event.pseudonym, told=event.needs, at=event.at)


@listens_to(NeedsWithdrawn)
def let_needs_go(event: NeedsWithdrawn) -> None:
    """Twice, or after a later one, changes nothing."""
    needs.withdraw(None, pseudonym=event.pseudonym, at=event.at)


@listens_to(PseudonymDropped)
def let_her_go(event: PseudonymDropped) -> None:
    """Twice finds nothing left."""
    if event.purpose == PURPOSE:
        forgetting.forget_her(None, pseudonym=event.pseudonym)
