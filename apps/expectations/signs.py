"""When each part of the house was last seen to live."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min

from apps.alerts.models import Alert
from apps.expectations.house import ESCALATION, OUTBOX, Part, backlog
from apps.foundation.models import Heartbeat, OutboxMessage


def of_heartbeats(parts: Iterable[Part]) -> dict[str, datetime]:
    """Return, by part, the newest heartbeat; a part that never beat is left out."""
    names = {part.heartbeat: part.name for part in parts if part.heartbeat}
    rows = Heartbeat.objects.filter(name__in=names).values_list("name", "seen_at")
    return {names[name]: seen_at for name, seen_at in rows}


def of_backlogs(*, at: datetime) -> dict[str, datetime]:
    """Return since when the outbox and the escalation move: `at`, or the moment at which the oldest is too old."""
    waiting = OutboxMessage.objects.filter(delivered_at=None, due_at__lte=at)
    messages = waiting.aggregate(oldest=Min("due_at"))
    alerts = Alert.objects.for_system("does the escalation move").filter(next_step_at__lte=at)
    steps = alerts.aggregate(oldest=Min("next_step_at"))
    oldest = {OUTBOX: messages["oldest"], ESCALATION: steps["oldest"]}
    return {name: at if moment is None else min(at, moment + backlog()) for name, moment in oldest.items()}
