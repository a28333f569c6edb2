"""What live recordings say. Ids and times only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("rehearsal.proposed", version=1)
class RehearsalProposed:
    """Limits are to be tried over what was recorded."""

    rehearsal: UUID
    at: datetime
