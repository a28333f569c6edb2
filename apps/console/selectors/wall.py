"""The beds of the wall: who is recording now, and which alert of hers is open. What they measure comes by socket."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.urls import reverse

from apps.accounts.models import Person
from apps.alerts import showing
from apps.alerts.selectors.alerts import open_alerts
from apps.console.selectors.banner import age_days_of
from apps.console.selectors.recording import fetus_labels
from apps.monitoring.alert_rules import RULES
from apps.monitoring.selectors.wall import going_on
from apps.pregnancies.selectors import banners_for
from apps.ui import words

OF_TRACES: Final = frozenset(rule.id for rule in RULES)


def beds(person: Person, *, at: datetime) -> list[dict[str, Any]]:
    """Return every bed as plain values, in no order: scripts put them in one. Four queries."""
    rows = list(going_on(person, at=at))
    if not rows:
        return []
    worst = _worst_alerts(person, {row.subject_id for row in rows}, at)
    banners = banners_for(person, [row.pregnancy for row in rows], at=at)
    return [_bed(row, banners[row.pregnancy_id], worst.get(row.subject_id)) for row in rows]


def _bed(row: Any, banner: Any, alert: Any | None) -> dict[str, Any]:
    return {
        "recording": str(row.public_id),
        "name": banner.name,
        "initials": initials(banner.name),
        "age": words.gestational_age_short(age_days_of(banner)),
        "url": reverse("console:recording", args=[row.public_id]),
        "startedAt": row.started_at.isoformat(),
        "twins": fetus_labels(row) if row.is_of_twins else None,
        "needOrder": row.live.need_order,
        "alert": None if alert is None else _alert(alert),
    }


def initials(name: str) -> str:
    """«A. R.» of «Amina Rahman»; a name without spaces keeps its first letter: a wall is read by whoever walks by."""
    parts = [part for part in name.split() if part[0].isalnum()]
    return " ".join(f"{part[0].upper()}." for part in (parts if len(parts) < 3 else [parts[0], parts[-1]]))


def _worst_alerts(person: Person, subjects: Iterable[int], at: datetime) -> dict[int, Any]:
    found: dict[int, Any] = {}
    rows = open_alerts(person, at=at).filter(subject_id__in=subjects)
    for alert in sorted(rows, key=_by_need):
        found.setdefault(alert.subject_id, alert)
    return found


def _by_need(alert: Any) -> tuple[bool, int, bool, datetime]:
    """What nobody has taken comes first, however bad what somebody has is; of two as bad, what the trace says."""
    is_taken, is_other = alert.acknowledged_by_id is not None, alert.rule_id not in OF_TRACES
    return (is_taken, -alert.severity_order, is_other, alert.waiting_since)


def _alert(alert: Any) -> dict[str, Any]:
    taker = alert.acknowledged_by
    return {
        "id": str(alert.public_id),
        "url": reverse("alerts:alert", args=[alert.public_id]),
        "severity": alert.severity,
        "word": showing.severity_word(alert.severity),
        "title": showing.title_of(alert),
        "since": alert.waiting_since.isoformat(),
        "takenBy": taker.get_full_name() if taker else "",
    }
