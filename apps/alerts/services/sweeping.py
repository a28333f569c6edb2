"""The sweep: whatever is due moves on, also after every worker was gone. Several may sweep beside each other."""

from __future__ import annotations

from datetime import datetime

import structlog

from apps.alerts.events import AlertLifted
from apps.alerts.models import Alert, EntryKind, Snooze
from apps.alerts.services import locks
from apps.alerts.services.moves import change
from apps.alerts.services.snoozing import end_lapsed, end_lapsed_of_everybody
from apps.alerts.services.telling import raise_anew, tell_next
from apps.alerts.states import WAITING, State
from apps.foundation.outbox import emit
from apps.foundation.transactions import write

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 500


def sweep(*, at: datetime, limit: int = MOST_AT_ONCE) -> int:
    """Take every alert that is due one step further, the longest due first; returns how many moved.

    One that fails is logged and left for the next sweep; it does not hold up the others.
    """
    due = Alert.objects.for_system("which alerts are due").filter(next_step_at__lte=at)
    moved = 0
    for alert_pk in list(due.order_by("next_step_at", "pk").values_list("pk", flat=True)[:limit]):
        try:
            moved += step(None, alert_pk=alert_pk, at=at)
        except Exception:
            log.exception("escalation_failed", alert=alert_pk)
    end_old_snoozes(None, at=at)
    return moved


@write
def step(_system: None, *, alert_pk: int, at: datetime) -> bool:
    """Take one alert a step further; False where it is not due any more, or somebody has its mother in hand."""
    due = Alert.objects.for_system("whose alert is due").filter(pk=alert_pk, next_step_at__lte=at)
    subject_id = due.values_list("subject_id", flat=True).first()
    if subject_id is None or not locks.of_mother_if_free(subject_id):
        return False
    rows = Alert.objects.for_system("a due alert moves on").select_for_update(skip_locked=True, of=("self",))
    alert: Alert | None = (
        rows.filter(pk=alert_pk, next_step_at__lte=at).select_related("subject", "acknowledged_by").first()
    )
    if alert is None:
        return False
    if alert.state in WAITING:
        tell_next(alert, at=at)
    elif alert.state == State.ACKNOWLEDGED:
        _comes_back(alert, at=at)
    else:
        change(alert, next_step_at=None)
    return True


def _comes_back(alert: Alert, *, at: datetime) -> None:
    """Taken and not ended for too long, or its snooze is over."""
    snoozes = Snooze.objects.for_system("the snooze of a due alert").filter(alert=alert)
    was_snoozed = snoozes.filter(until__gte=alert.next_step_at, until__lte=at).exists()
    end_lapsed(alert.subject_id, at=at)
    raise_anew(alert, EntryKind.SNOOZE_ENDED if was_snoozed else EntryKind.RETURNED, at=at)
    emit(AlertLifted(alert=alert.public_id, mother=alert.subject.public_id, at=at))


@write
def end_old_snoozes(_system: None, *, at: datetime) -> int:
    """Mark every snooze whose time is over as ended; returns how many."""
    return end_lapsed_of_everybody(at=at)
