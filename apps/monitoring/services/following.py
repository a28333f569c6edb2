"""What a process that follows live recordings reads and writes: its lease, what has come, how it stands, whom to call.

The lease is in the row: whoever dies lets it run out, and another process goes on from the state that was kept a minute
ago at most. Nothing of this is lost with a process: frames are rows, and what was told is joined, not told twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.db import connection
from django.db.models import Q

from apps.accounts.models import Person
from apps.alerts.limits import Limits
from apps.alerts.models import Alert
from apps.alerts.selectors.limits import limits_for
from apps.alerts.services.evaluating import evaluate
from apps.foundation.transactions import write
from apps.monitoring import frames
from apps.monitoring.alert_rules import RULES
from apps.monitoring.alert_rules.facts import TraceFacts
from apps.monitoring.alert_rules.not_analysed import NotAnalysed
from apps.monitoring.following.course import About
from apps.monitoring.models import Frame, LiveRecording, LiveVerdict
from apps.monitoring.services.folding import fold
from apps.monitoring.services.trace_words import tell_mother
from apps.recordings.analysing import source_of
from apps.recordings.channels import Samples
from apps.recordings.models import Recording
from apps.recordings.selectors import gestation_weeks, stored_samples
from apps.recordings.states import State
from apps.recordings.triage import ORDER
from ml_models import ctg
from ml_models.ctg.limits import FS_HZ

log = structlog.get_logger(__name__)
LEASE: Final = timedelta(seconds=10)
PUT_OFF: Final = timedelta(minutes=1)
"""After so long an analysis that failed is tried again."""
RECENT: Final = timedelta(hours=1)
"""What has been silent for longer is not followed any more, until something comes."""
SLACK: Final = timedelta(seconds=15)
"""A frame is seen that was stored so long after it had come."""
HOUR: Final = int(3600 * FS_HZ)

CLAIM: Final = """
UPDATE monitoring_liverecording SET claimed_by = %s, claimed_until = %s
WHERE id IN (
    SELECT live.id FROM monitoring_liverecording live
    JOIN recordings_recording r ON r.id = live.recording_id
    WHERE r.state = %s AND r.deleted_at IS NULL AND (live.claimed_until IS NULL OR live.claimed_until < %s)
        AND (live.opened_at > %s OR live.last_received_at > %s
             OR EXISTS (SELECT 1 FROM monitoring_frame f WHERE f.recording_id = live.recording_id))
    ORDER BY live.claimed_until NULLS FIRST, live.id LIMIT %s FOR UPDATE OF live SKIP LOCKED)
RETURNING recording_id
"""
RENEW: Final = """
UPDATE monitoring_liverecording live SET claimed_until = %s
FROM recordings_recording r
WHERE r.id = live.recording_id AND live.recording_id = ANY(%s) AND live.claimed_by = %s
    AND r.state = %s AND r.deleted_at IS NULL
RETURNING live.recording_id, live.last_received_at, r.in_labour
"""
SHOW: Final = """
UPDATE monitoring_liverecording live
SET update = new.update::jsonb, updated_at = new.at, coach = new.coach, need_order = new.need
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::smallint[])
    AS new (recording_id, update, at, coach, need)
WHERE live.recording_id = new.recording_id AND live.claimed_by = %s
"""


@dataclass(frozen=True)
class Taken:
    """A recording that this process follows from now on, and what another one left of it."""

    pk: int
    subject_id: int
    about: About
    state: bytes | None
    limits: dict[str, Limits]


@dataclass(frozen=True)
class Arrived:
    """Samples of one frame, and when it came."""

    pk: int
    number: int
    received_at: datetime
    start: int
    samples: Samples


@dataclass(frozen=True)
class Shown:
    """How a recording stands after a look."""

    pk: int
    updates: list[dict[str, Any]]
    coach: str
    need_order: int


@dataclass(frozen=True)
class Renewed:
    """A recording that is still this process's, and when something came last."""

    last_received_at: datetime | None
    in_labour: bool


def claim(process: str, *, at: datetime, most: int) -> list[int]:
    """Take up to `most` recordings that nobody follows; returns their primary keys."""
    since = at - RECENT
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [process, at + LEASE, State.RECEIVING, at, since, since, most])
        return [pk for (pk,) in cursor.fetchall()]


def renew(process: str, pks: Sequence[int], *, at: datetime) -> dict[int, Renewed]:
    """Keep recordings for another while; what is complete or another's by now is not returned."""
    with connection.cursor() as cursor:
        cursor.execute(RENEW, [at + LEASE, list(pks), process, State.RECEIVING])
        return {pk: Renewed(last, in_labour) for pk, last, in_labour in cursor.fetchall()}


@write
def put_off(_system: None, *, process: str, pk: int, seconds: float, at: datetime) -> None:
    """Let a recording go whose analysis failed, call somebody, and have it tried again after a while."""
    mine = LiveRecording.objects.for_system("the analysis of a live recording failed").filter(
        recording_id=pk, claimed_by=process
    )
    if not mine.update(claimed_by="", claimed_until=at + PUT_OFF, update=[], need_order=ORDER["unknown"]):
        return
    rows = Recording.objects.for_system("whom an alert is about").select_related("pregnancy")
    recording = rows.get(pk=pk)
    facts = NotAnalysed(recording.public_id, seconds, at)
    evaluate(None, subject_id=recording.subject_id, pregnancy=recording.pregnancy, facts=facts, at=at)


def let_go(process: str, *, at: datetime) -> None:
    """End every lease of a process that stops: another one need not wait for them to run out."""
    rows = LiveRecording.objects.for_system("a process that follows recordings stops")
    rows.filter(claimed_by=process).update(claimed_until=at, claimed_by="")


def taken(pk: int, *, at: datetime) -> Taken:
    """Return what is needed to follow a recording that was claimed."""
    rows = Recording.objects.for_system("a live recording is followed").select_related("pregnancy", "live")
    recording = rows.get(pk=pk)
    about = about_of(recording)
    state = recording.live.stream_state
    return Taken(
        pk,
        recording.subject_id,
        about,
        bytes(state) if state else None,
        limits_of(recording.subject_id, at=at),
    )


def about_of(recording: Recording) -> About:
    """Return what the analysis of a recording in hand needs to know of it."""
    return About(
        recording=recording.public_id,
        started_at=recording.started_at,
        gestation_weeks=gestation_weeks(recording),
        in_labour=recording.in_labour,
        twins=recording.is_of_twins,
        source=source_of(recording.source_hz, recording.rate_resolution_bpm, recording.scalp_rates),
    )


def limits_of(subject_id: int, *, at: datetime) -> dict[str, Limits]:
    """Return what applies to a mother now, by rule."""
    return {rule.id: limits_for(rule.limits, rule.id, subject_id, at=at) for rule in RULES if rule.limits}


def before(pk: int, first: int) -> list[tuple[int, Samples]]:
    """Return what is stored of a recording from sample `first` on, stretch by stretch as it came; holes are holes."""
    recording = Recording.objects.for_system("a live recording is followed").get(pk=pk)
    rows = recording.chunks.filter(sample_count__gt=0).order_by("sample_start")
    found: list[tuple[int, Samples]] = []
    for start, count in rows.values_list("sample_start", "sample_count"):
        if start + count > first:
            begin = max(start, first)
            found.append((begin, stored_samples(recording, first=begin, last=start + count)))
    return found


def arrived(
    pks: Sequence[int], *, since: datetime | None, is_known: Callable[[int, int], bool]
) -> list[Arrived]:
    """Return the samples that came since a moment (None: all that lie unfolded), by recording and number.

    `is_known(recording's key, number)`: whoever asks has it already.
    """
    rows = Frame.objects.for_system("live recordings are followed").filter(
        recording_id__in=list(pks), first_sample__isnull=False
    )
    if since is not None:
        rows = rows.filter(received_at__gt=since - SLACK)
    found = []
    for pk, number, received_at, data in rows.values_list("recording_id", "number", "received_at", "data"):
        if is_known(pk, number):
            continue
        one = frames.read_one(bytes(data))
        chunk = one.chunk
        if chunk is not None:
            found.append(Arrived(pk, number, received_at, chunk.sample_start, chunk.samples))
    return sorted(found, key=lambda one: (one.pk, one.number))


def show(process: str, shown: Sequence[Shown], *, at: datetime) -> None:
    """Write how recordings stand: in one statement, and only of those that are still this process's."""
    columns: list[list[Any]] = [
        [one.pk for one in shown],
        [json.dumps(one.updates) for one in shown],
        [at] * len(shown),
        [one.coach for one in shown],
        [one.need_order for one in shown],
    ]
    with connection.cursor() as cursor:
        cursor.execute(SHOW, [*columns, process])


def keep_verdicts(one: Taken, updates: Sequence[ctg.Update], *, at: datetime) -> None:
    """Keep what was said of each fetus, where verdicts were due."""
    LiveVerdict.objects.for_system("what was said of a live recording").bulk_create(
        [
            LiveVerdict(
                subject_id=one.subject_id,
                recording_id=one.pk,
                fetus=number,
                at_s=int(update.verdicts_at_s),
                verdicts=update.to_dict()["verdicts"],
                created_at=at,
            )
            for number, update in enumerate(updates, start=1)
            if update.verdicts_at_s is not None
        ],
        ignore_conflicts=True,
    )


@write
def call(_system: None, *, one: Taken, facts: TraceFacts, at: datetime) -> list[Alert]:
    """Ask the alerts' rules about facts whose answer is new: an alert is raised, joined, lifted or its condition over."""
    rows = Recording.objects.for_system("whom an alert is about").select_related("pregnancy", "subject")
    recording = rows.get(pk=one.pk)
    alerts = evaluate(None, subject_id=one.subject_id, pregnancy=recording.pregnancy, facts=facts, at=at)
    tell_mother(None, recording=recording, alerts=alerts, at=at)
    return alerts


@write
def save(actor: Person | None, *, process: str, pk: int, state: bytes, samples: int, at: datetime) -> bool:
    """Fold what was looked at and keep the state of the analysis with it; False where another process has it."""
    rows = Recording.objects.for_system("a live recording is folded").select_related("pregnancy")
    recording = rows.select_for_update(of=("self",)).filter(pk=pk, deleted_at=None).first()
    mine = LiveRecording.objects.for_system("the state of a live recording").filter(
        Q(recording_id=pk), claimed_by=process
    )
    if (
        recording is None
        or recording.is_closed
        or not mine.update(stream_state=state, stream_samples=samples)
    ):
        return False
    fold(recording, at=at, before=samples)
    return True


def say(process: str, pk: int, *, coach: str) -> None:
    """Change only what the mother is told of the signal: nothing has come that could be looked at."""
    rows = LiveRecording.objects.for_system("a live recording is silent")
    rows.filter(recording_id=pk, claimed_by=process).update(coach=coach)
