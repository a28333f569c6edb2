"""Alerts as clinicians read them: the worklist (worst first, then longest waiting), one alert, what was not said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateTimeField,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from apps.accounts.models import Care, Person
from apps.alerts.models import Alert, AlertEntry, AlertEvidence, MissingFacts, Snooze, SuppressedFinding
from apps.alerts.states import OPEN, WAITING, State
from apps.foundation.errors import NotVisible
from apps.foundation.visibility import visible_subjects

MOST_ROWS: Final = 500
SWEEP_IS_LATE: Final = timedelta(minutes=2)
WAITS, TAKEN, SNOOZED = "waiting", "taken", "snoozed"


def alerts_visible_to(person: Person) -> QuerySet[Alert]:
    """Alerts that `person` may see, with what a representation needs."""
    return Alert.objects.visible_to(person).select_related(
        "subject", "pregnancy", "responsible", "acknowledged_by", "resolved_by"
    )


def alert_visible_to(person: Person, alert_id: UUID) -> Alert:
    """One alert. Raises NotVisible."""
    alert: Alert | None = alerts_visible_to(person).filter(public_id=alert_id).first()
    if alert is None:
        raise NotVisible
    return alert


def open_alerts(person: Person, *, at: datetime) -> QuerySet[Alert]:
    """Open alerts that `person` may see: unanswered first, worst first, then longest waiting.

    Each row has `snoozed_until` (None: not snoozed) and `is_unanswered` (the chain ended without a person).
    """
    snooze = Snooze.objects.for_system("whether a visible alert is snoozed").filter(
        alert=OuterRef("pk"), ended_at=None, until__gt=at
    )
    unanswered = Q(unanswered_since__isnull=False, state__in=WAITING)
    return (
        alerts_visible_to(person)
        .filter(state__in=OPEN)
        .annotate(
            snoozed_until=Subquery(snooze.values("until")[:1], output_field=DateTimeField()),
            is_unanswered=Case(
                When(unanswered, then=Value(True)), default=Value(False), output_field=BooleanField()
            ),
        )
        .order_by("-is_unanswered", "-severity_order", "waiting_since", "pk")
    )


def place_of(alert: Any) -> str:
    """Say under which tab of the worklist a row of `open_alerts` stands."""
    if alert.state != State.ACKNOWLEDGED:
        return WAITS
    return SNOOZED if alert.snoozed_until is not None else TAKEN


@dataclass(frozen=True)
class Worklist:
    """Rows in order, and how many stand where: counted from the rows, so that badge and list agree."""

    rows: tuple[Any, ...]
    counts: Mapping[str, int]
    is_cut: bool
    """There are more than `MOST_ROWS`; the worst are here."""
    stands_still_since: datetime | None
    """The clock of an alert should have moved by then and has not: nobody is being told. None: all is well."""

    def at(self, place: str) -> tuple[Any, ...]:
        """Return the rows that stand under one tab."""
        return tuple(row for row in self.rows if place_of(row) == place)


def worklist(person: Person, *, at: datetime) -> Worklist:
    """What `person` should act on, as of `at`. One query."""
    found = list(open_alerts(person, at=at)[: MOST_ROWS + 1])
    rows = tuple(found[:MOST_ROWS])
    late = [row.next_step_at for row in rows if row.next_step_at and row.next_step_at < at - SWEEP_IS_LATE]
    return Worklist(rows, Counter(map(place_of, rows)), len(found) > MOST_ROWS, min(late, default=None))


def waiting_count(person: Person, *, at: datetime) -> int:
    """How many alerts wait for somebody to take them: the badge, over the same rows as the first tab of the worklist.

    A count reads nothing of any mother, so that a badge on every page does not fill her access log.
    """
    return open_alerts(person, at=at).filter(state__in=WAITING).count()


def stamp(person: Person, *, at: datetime) -> str:
    """Return a word that changes whenever the worklist of `person` looks different; two queries.

    An open page asks it every few seconds: it tells nothing of any mother, so it is no reading of hers.
    """
    seen = visible_subjects(person)
    rows = Alert.objects.for_system("has the worklist changed").filter(seen, state__in=OPEN)
    late = Count("pk", filter=Q(next_step_at__lt=at - SWEEP_IS_LATE))
    found = rows.aggregate(count=Count("pk"), late=late)
    lines = AlertEntry.objects.for_system("has the worklist changed").filter(seen, alert__state__in=OPEN)
    newest = lines.aggregate(newest=Max("pk"))["newest"] or 0
    return f"{found['count']}-{newest}-{min(found['late'], 1)}"


def newest_evidence(alerts: Sequence[Alert]) -> dict[int, AlertEvidence]:
    """What happened last, by alert in hand (internal id). One query."""
    rows = AlertEvidence.objects.for_system("evidence of alerts in hand").filter(alert__in=alerts)
    rows = rows.order_by("alert_id", "-occurred_at", "-pk").distinct("alert_id")
    return {row.alert_id: row for row in rows}


def evidence_of(alert: Alert) -> list[AlertEvidence]:
    """What an alert in hand rests on, in the order in which it happened."""
    return list(alert.evidence.order_by("occurred_at", "pk"))


def entries_of(alert: Alert) -> list[AlertEntry]:
    """The journal of an alert in hand, oldest first."""
    return list(alert.entries.select_related("by", "told").order_by("pk"))


def snooze_of(alert: Alert, *, at: datetime) -> Snooze | None:
    """The snooze that holds an alert in hand now, if any."""
    found: Snooze | None = (
        alert.snoozes.filter(ended_at=None, until__gt=at).select_related("author").order_by("-pk").first()
    )
    return found


def snoozes_visible_to(person: Person) -> QuerySet[Snooze]:
    """Snoozes that `person` may see."""
    return Snooze.objects.visible_to(person).select_related("subject", "alert", "author", "ended_by")


def suppressed_visible_to(person: Person) -> QuerySet[SuppressedFinding]:
    """What was found and not said, of mothers whom `person` may see."""
    return SuppressedFinding.objects.visible_to(person).select_related(
        "subject", "pregnancy", "snooze__author"
    )


def missing_visible_to(person: Person) -> QuerySet[MissingFacts]:
    """What rules cannot judge now, of mothers whom `person` may see."""
    rows = MissingFacts.objects.visible_to(person).filter(ended_at=None)
    return rows.select_related("subject", "pregnancy").order_by(F("noted_at").desc(), "-pk")


@dataclass(frozen=True)
class Unanswered:
    """An alert that nobody takes, as an administrator sees it: since when, and which teams should have. Not whose."""

    alert_id: UUID
    since: datetime
    teams: tuple[str, ...]


def unanswered_for_administrators() -> list[Unanswered]:
    """Alerts that nobody takes, the longest first, without whom and what they are about. Two queries."""
    rows = list(_unanswered().select_related(None).order_by("unanswered_since", "pk")[:MOST_ROWS])
    cares = Care.objects.filter(mother__in={row.subject_id for row in rows}, ended_at=None)
    teams: dict[int, list[str]] = {}
    for care in cares.select_related("team").order_by("team__name", "pk"):
        teams.setdefault(care.mother_id, []).append(care.team.name)
    return [
        Unanswered(row.public_id, row.unanswered_since, tuple(teams.get(row.subject_id, ())))
        for row in rows
        if row.unanswered_since is not None
    ]


def unanswered_count() -> int:
    """How many alerts nobody takes: an administrator's badge."""
    return _unanswered().count()


def _unanswered() -> QuerySet[Alert]:
    rows = Alert.objects.for_system("administrators see that an alert waits, not whose")
    return rows.filter(unanswered_since__isnull=False, state__in=WAITING)
