"""What a decoder has to know beside the document itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Given:
    """`now`: when the batch came in; `zone`: where the mother lives; `source`, `device`: of points that name none.

    `mother`: whose phone sends; None where nobody asks.
    """

    now: datetime
    zone: ZoneInfo
    source: str = "unknown"
    device: str = ""
    mother: UUID | None = None
