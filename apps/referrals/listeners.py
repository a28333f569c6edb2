"""What referrals do about what is said."""

from __future__ import annotations

from apps.foundation.events import listens_to
from apps.referrals import settling_tasks
from apps.referrals.events import WebhooksWritten


@listens_to(WebhooksWritten)
def send_webhooks(event: WebhooksWritten) -> None:
    """Ask workers to send them; the sweep finds what was asked for in vain."""
    settling_tasks.enqueue_webhooks(event.deliveries)
