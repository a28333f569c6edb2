"""What a mother reads of open alerts about her recordings, where her teams stand for the words in her language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language

from apps.accounts.models import Person
from apps.alerts.models import Alert, AlertEvidence
from apps.alerts.states import OPEN
from apps.monitoring import calling
from apps.monitoring.alert_rules.facts import SOURCE
from apps.monitoring.rules.mother_words import Words, rule_ids, version_of, words_of
from apps.monitoring.selectors.mother_words import approved_for

WHY: Final = "what a mother reads of alerts about her own recordings"


@dataclass(frozen=True)
class TraceWords:
    """Approved words of one open alert. `id` is the alert's; `recording` the newest that it rests on."""

    id: UUID
    recording: UUID
    words: Words
    phone: str
    emergency_number: str
    since: datetime


def words_for(mother: Person, ids: Sequence[UUID] | None = None) -> list[TraceWords]:
    """Return what she reads in the language of the request, the worst first; `ids`: of these alerts only."""
    language = get_language() or mother.language
    approved = approved_for(mother.pk, language)
    rules = [rule_id for rule_id in rule_ids() if approved.get(rule_id) == version_of(rule_id)]
    rows = Alert.objects.for_system(WHY).filter(subject_id=mother.pk, state__in=OPEN, rule_id__in=rules)
    if ids is not None:
        rows = rows.filter(public_id__in=ids)
    alerts = list(rows.order_by("-severity_order", "pk"))
    if not alerts:
        return []
    numbers, recordings = calling.numbers_of(mother), _recordings_of(alerts)
    return [
        TraceWords(
            alert.public_id,
            recordings[alert.pk],
            words_of(
                alert.rule_id,
                approved_version=approved[alert.rule_id],
                language=language,
                phone=numbers.phone,
                emergency=numbers.emergency_number,
            ),
            numbers.phone,
            numbers.emergency_number,
            alert.raised_at,
        )
        for alert in alerts
        if alert.pk in recordings
    ]


def trace_words_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what her phone may hold by id; what was taken back or is over is not there."""
    from apps.monitoring.api.trace_words import TraceWordsOut

    return {one.id: dict(TraceWordsOut(one).data) for one in words_for(person, ids)}


def _recordings_of(alerts: Sequence[Alert]) -> dict[int, UUID]:
    """Return the recording of the newest evidence by alert (internal id)."""
    rows = AlertEvidence.objects.for_system(WHY).filter(alert__in=alerts, source_kind=SOURCE)
    found = rows.order_by("pk").values_list("alert_id", "source_id")
    return {alert: UUID(source.partition(":")[0]) for alert, source in found}
