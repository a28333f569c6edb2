"""Pushes to the rule what only this app knows: an urgent alert is open, and who is on duty for it."""

from __future__ import annotations

from datetime import datetime

import structlog

from apps.accounts.models import Person
from apps.alerts.models import Alert
from apps.alerts.rules.nobody_on_duty import RULE_ID, Cover
from apps.alerts.selectors.cover import cover_of, mothers_to_look_at
from apps.alerts.services.evaluating import evaluate
from apps.alerts.states import OPEN
from apps.foundation.severity import Severity
from apps.foundation.transactions import write

log = structlog.get_logger(__name__)


def look(*, at: datetime) -> int:
    """Ask the rule about every mother whom it may concern, one transaction each; returns how many were asked.

    One that fails is logged and asked about again by the next look; it does not hold up the others.
    """
    asked = 0
    for mother_id in mothers_to_look_at():
        try:
            look_at(None, mother_id=mother_id, at=at)
            asked += 1
        except Exception:
            log.exception("cover_failed", mother=mother_id)
    return asked


@write
def look_at(actor: Person | None, *, mother_id: int, at: datetime) -> list[Alert]:
    """Ask the rule about one mother (internal id)."""
    rows = Alert.objects.for_system("the worst open alert of a mother").filter(
        subject_id=mother_id, state__in=OPEN, severity__in=[Severity.URGENT, Severity.EMERGENCY]
    )
    worst = (
        rows.exclude(rule_id=RULE_ID).select_related("pregnancy").order_by("-severity_order", "pk").first()
    )
    cover = cover_of(mother_id, at)
    facts = Cover(
        alert=worst.public_id if worst else None,
        severity=Severity(worst.severity) if worst else Severity.INFO,
        has_rota=cover.has_rota,
        nobody_since=cover.nobody_since,
        somebody_at=cover.somebody_at,
        at=at,
    )
    return evaluate(
        actor, subject_id=mother_id, pregnancy=worst.pregnancy if worst else None, facts=facts, at=at
    )
