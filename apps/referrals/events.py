"""What referrals say: ids only."""

from __future__ import annotations

from uuid import UUID

from apps.foundation.events import event


@event("referrals.webhooks_written", version=1)
class WebhooksWritten:
    """Webhooks wait to be sent."""

    deliveries: list[UUID]


@event("referrals.feed_waits", version=1)
class FeedWaits:
    """A feed waits to be read."""

    run: UUID
