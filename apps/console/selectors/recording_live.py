"""What stands beside the strip of a recording that is still being made: figures and verdicts so far, gaps with their
cause, what the mother is told, which alerts are open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.alerts import showing
from apps.alerts.selectors.alerts import open_alerts
from apps.console.selectors.findings import figure
from apps.console.selectors.recording import fetus_labels
from apps.monitoring.models import LiveRecording
from apps.monitoring.rules import coach
from apps.monitoring.rules.gap_words import sentence
from apps.monitoring.rules.gaps import Stretch
from apps.monitoring.selectors.gaps import gap_ledger
from apps.monitoring.selectors.so_far import SoFar, so_far
from apps.recordings import verdicts
from apps.recordings.models import Recording
from apps.recordings.verdicts import VerdictSaid
from apps.ui.strip import StripEvent, labelled_events

LEAST_GAP_S: Final = 5
"""Shorter ones show as the missing pen they are."""
MOST_GAPS: Final = 20
STILL: Final = timedelta(seconds=5)
"""A gap that ends so shortly before now goes on."""


@dataclass(frozen=True)
class FetusLive:
    """One fetus so far; a figure that is None is not known: the page writes «?»."""

    title: str
    baseline_bpm: str | None
    variability_bpm: str | None
    contractions: str | None
    lost_percent: str | None
    verdicts: Sequence[VerdictSaid]
    verdict_minute: int | None


@dataclass(frozen=True)
class GapLive:
    """A stretch that is missing or came late, newest first."""

    at: datetime
    seconds: int | None
    """None: it goes on."""
    words: str
    is_missing: bool


@dataclass(frozen=True)
class AlertLive:
    """An open alert of this mother."""

    url: str
    title: str
    level: str
    word: str
    since: datetime
    taken_by: str


@dataclass(frozen=True)
class LiveShown:
    """Everything beside a strip that grows. `stamp` is another one whenever something of it is."""

    url: str
    fetuses: Sequence[FetusLive]
    events: Sequence[StripEvent]
    is_followed: bool
    says: str
    does: str
    gaps: Sequence[GapLive]
    more_gaps: int
    alerts: Sequence[AlertLive]

    @property
    def stamp(self) -> str:
        """A word for what is shown, so that nothing is put in place that is there already."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def shown_live(
    person: Person, recording: Recording, live: LiveRecording, *, fetus: int, at: datetime
) -> LiveShown:
    """Put a recording in hand that is being made into words; `fetus` is the one whose events are listed."""
    found = so_far(recording, live, at=at)
    stretches = [one for one in _ledger(person, recording, at) if one.seconds >= LEAST_GAP_S]
    says, does = _told(live)
    marks = found[fetus - 1].marks if fetus <= len(found) else {}
    return LiveShown(
        url=f"{reverse('console:recording_live', args=[recording.public_id])}?fetus={fetus}",
        fetuses=[_fetus(recording, one) for one in found],
        events=labelled_events(marks, started_at=recording.started_at),
        is_followed=bool(found),
        says=says,
        does=does,
        gaps=[_gap(recording, one, at) for one in stretches[::-1][:MOST_GAPS]],
        more_gaps=max(0, len(stretches) - MOST_GAPS),
        alerts=[_alert(row) for row in open_alerts(person, at=at).filter(subject_id=recording.subject_id)],
    )


def marks_live(
    person: Person, recording: Recording, live: LiveRecording, *, fetus: int, at: datetime
) -> dict[str, Any]:
    """What the strip draws over a trace that grows, as plain values."""
    found = so_far(recording, live, at=at)
    marks: Mapping[str, Any] = found[fetus - 1].marks if fetus <= len(found) else {}
    gaps = [
        {"start_s": one.start_s, "end_s": one.end_s, "cause": one.loser.value}
        for one in _ledger(person, recording, at)
        if one.is_missing and one.seconds >= LEAST_GAP_S
    ]
    labels = {"fetus_labels": fetus_labels(recording)} if recording.is_of_twins else {}
    return {**marks, "fetus": fetus, "gaps": gaps, **labels}


def _ledger(person: Person, recording: Recording, at: datetime) -> Sequence[Stretch]:
    return gap_ledger(person, recording.public_id, at=at).stretches


def _told(live: LiveRecording) -> tuple[str, str]:
    return coach.words(live.coach, get_language() or "en") if live.coach else ("", "")


def _fetus(recording: Recording, one: SoFar) -> FetusLive:
    update = one.update
    label = fetus_labels(recording)[one.number - 1]
    lost = update["signal"]["lost_five_minutes"]
    return FetusLive(
        title=_("Fetus %(label)s") % {"label": label} if recording.is_of_twins else "",
        baseline_bpm=figure(update["baseline_bpm"]),
        variability_bpm=figure(update["steady_variability_bpm"]),
        contractions=figure(update["contractions_per_10min"], decimals=1),
        lost_percent=None if lost is None else f"{round(lost * 100)} %",
        verdicts=verdicts.said({"verdicts": one.verdicts}),
        verdict_minute=None if one.verdicts_at_s is None else one.verdicts_at_s // 60,
    )


def _gap(recording: Recording, one: Stretch, now: datetime) -> GapLive:
    start = recording.started_at + timedelta(seconds=one.start_s)
    goes_on = one.is_missing and recording.started_at + timedelta(seconds=one.end_s) > now - STILL
    return GapLive(start, None if goes_on else one.seconds, sentence(one), one.is_missing)


def _alert(row: Any) -> AlertLive:
    taker = row.acknowledged_by
    return AlertLive(
        url=reverse("alerts:alert", args=[row.public_id]),
        title=showing.title_of(row),
        level=showing.level_of(row.severity),
        word=showing.severity_word(row.severity),
        since=row.waiting_since,
        taken_by=taker.get_full_name() if taker else "",
    )
