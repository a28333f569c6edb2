"""What stands beside a conversation, in a fixed number of queries: banner, latest recording, alerts, measurements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from apps.accounts.models import Person
from apps.alerts.models import Alert
from apps.alerts.registry import rule
from apps.alerts.states import OPEN
from apps.consultations.models import Thread
from apps.consultations.panel import Line, lines
from apps.consultations.selectors.inside import seen_thread
from apps.foundation.severity import Severity
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import Banner, banner_for, pregnancies_visible_to
from apps.recordings.models import Review, ReviewState
from apps.recordings.selectors import recordings_visible_to
from apps.recordings.worklist import need_of

MOST_ALERTS = 20


@dataclass(frozen=True)
class LatestRecording:
    """The newest recording, and why somebody should look at it. `was_signed`: somebody has."""

    recording_id: UUID
    started_at: datetime
    duration_s: float
    state: str
    level: str
    sentence: str
    was_signed: bool


@dataclass(frozen=True)
class PanelAlert:
    """An open alert in words."""

    alert_id: UUID
    title: str
    direction: str
    severity: str
    severity_text: str
    state: str
    state_text: str
    raised_at: datetime


@dataclass(frozen=True)
class Panel:
    """Everything beside the conversation. `latest_recording` None: nothing was recorded."""

    banner: Banner
    latest_recording: LatestRecording | None
    alerts: tuple[PanelAlert, ...]
    lines: tuple[Line, ...]


def panel_of(person: Person, thread_id: UUID, *, at: datetime) -> Panel:
    """Return the panel of a consultation. Raises NotVisible."""
    return panel(person, seen_thread(person, thread_id), at=at)


def panel(person: Person, thread: Thread, *, at: datetime) -> Panel:
    """Return the panel of a consultation that `person` may see; nine queries, and one for each source."""
    pregnancy = pregnancies_visible_to(person).get(pk=thread.pregnancy_id)
    return of_pregnancy(person, pregnancy, at=at)


def of_pregnancy(person: Person, pregnancy: Pregnancy, *, at: datetime) -> Panel:
    """Return the panel of a pregnancy from `pregnancies_visible_to(person)`."""
    return Panel(
        banner=banner_for(person, pregnancy, at=at),
        latest_recording=_latest(person, pregnancy),
        alerts=_alerts(person, pregnancy),
        lines=lines(person, pregnancy, at=at),
    )


def _latest(person: Person, pregnancy: Pregnancy) -> LatestRecording | None:
    signed = Review.objects.for_system("whether a visible recording was read").filter(
        recording=OuterRef("pk"), state=ReviewState.SIGNED, analysis=OuterRef("current_analysis")
    )
    rows: Any = recordings_visible_to(person).filter(pregnancy=pregnancy)
    rows = rows.annotate(was_signed=Exists(signed), need=F("current_analysis__result__need"))
    row = rows.order_by("-started_at", "-pk").first()
    if row is None:
        return None
    level, sentence = need_of(row.state, row.need, was_read=False)
    return LatestRecording(
        row.public_id, row.started_at, row.duration_s, row.state, level, sentence, row.was_signed
    )


def _alerts(person: Person, pregnancy: Pregnancy) -> tuple[PanelAlert, ...]:
    """Open alerts of the mother, of whatever pregnancy: worst first, then the longest waiting."""
    rows = Alert.objects.visible_to(person).filter(subject_id=pregnancy.subject_id, state__in=OPEN)
    return tuple(_alert(row) for row in rows.order_by("-severity_order", "waiting_since", "pk")[:MOST_ALERTS])


def _alert(row: Alert) -> PanelAlert:
    known = rule(row.rule_id)
    return PanelAlert(
        alert_id=row.public_id,
        title=str(known.title) if known else row.rule_id,
        direction=str(known.direction_words.get(row.direction, row.direction)) if known else row.direction,
        severity=row.severity,
        severity_text=str(Severity(row.severity).label),
        state=row.state,
        state_text=str(row.get_state_display()),
        raised_at=row.raised_at,
    )
