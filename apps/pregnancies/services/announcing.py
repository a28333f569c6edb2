"""Says that something of a mother's background has changed."""

from __future__ import annotations

from datetime import datetime

from apps.foundation.outbox import emit
from apps.pregnancies.events import BackgroundChanged
from apps.pregnancies.models import Pregnancy


def background_changed(pregnancy: Pregnancy, at: datetime) -> None:
    """Emit the event of a pregnancy in hand. Only inside a `@write` service."""
    emit(BackgroundChanged(pregnancy=pregnancy.public_id, mother=pregnancy.subject.public_id, at=at))
