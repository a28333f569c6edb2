"""A process that follows recordings, over the tables: it calls once, keeps its place, and can be killed at any moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import OperationalError
from django.utils import timezone

from apps.alerts.models import Alert, MotherLimit
from apps.monitoring import frames
from apps.monitoring.following.course import Course
from apps.monitoring.following.process import SAVE_EVERY_S, Follower
from apps.monitoring.models import Frame, LiveRecording, LiveVerdict
from apps.monitoring.services import following, opening
from apps.monitoring.services.storing import Arrival, Outcome, store_batch
from apps.recordings import channels, chunks, selectors
from apps.recordings.channels import Channel
from apps.recordings.models import Chunk, Recording
from apps.recordings.services import completing
from ml_models import ctg

pytestmark = pytest.mark.django_db


class Time:
    """A clock that a test moves: what is waited for costs nothing."""

    def __init__(self) -> None:
        self.at, self.seconds = timezone.now(), 1_000.0

    def go(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds

    def follower(self, name: str, **other: Any) -> Follower:
        return Follower(name, now=lambda: self.at, clock=lambda: self.seconds, **other)


@pytest.fixture(name="time")
def _time() -> Time:
    return Time()


@pytest.fixture(name="live")
def _live(announced, time: Time) -> Recording:
    recording = announced(started_at=(time.at - timedelta(minutes=20)).replace(microsecond=0))
    opening.live_row(recording, at=time.at)
    return recording


def falling(minutes: int = 13, low_minutes: int = 4) -> channels.Samples:
    rate = ctg.generate(minutes, 5).fhr1_bpm.copy()
    rate[-low_minutes * 240 :] = np.nan_to_num(rate[-low_minutes * 240 :], nan=140.0) - 60
    return channels.from_recording(ctg.Recording.from_channels({"fhr1_bpm": rate}))


def send(
    recording: Recording, samples: channels.Samples, time: Time, *, begin: int = 0, end: int = 10_000
) -> None:
    """Frames of 15 s, numbers `begin` up to `end`."""
    whole = channels.length_of(samples) // 60
    arrivals = []
    for number in range(begin, min(end, whole)):
        part = {channel: values[number * 60 : number * 60 + 60] for channel, values in samples.items()}
        data = frames.write(
            number, phone_ms=1_793_000_000_000, chunk=chunks.write(part, first_sample=number * 60)
        )
        arrivals.append(Arrival(recording.pk, frames.read_one(data), time.at.timestamp()))
    assert set(store_batch(arrivals)) == {Outcome.NEW}


def alerts(recording: Recording) -> list[tuple[str, str]]:
    rows = Alert.objects.for_system("test").filter(subject_id=recording.subject_id)
    return sorted(rows.values_list("rule_id", "severity"))


def row(recording: Recording) -> LiveRecording:
    return LiveRecording.objects.for_system("test").get(recording=recording)


def test_a_fall_calls_somebody_and_is_shown(live, time):
    send(live, falling(), time)
    time.follower("one").round()
    assert alerts(live) == [("trace_low_rate", "urgent"), ("trace_prolonged_deceleration", "urgent")]
    shown = row(live)
    assert shown.claimed_by == "one"
    assert shown.need_order == 0
    (update,) = shown.update
    assert update["seconds"] == 13 * 60
    assert shown.coach
    verdicts = LiveVerdict.objects.for_system("test").filter(recording=live)
    assert [one.at_s for one in verdicts.order_by("at_s")] == [600, 720]


def two_sensors(minutes: int = 12) -> channels.Samples:
    """A Doppler that lies 12 bpm above the other sensor throughout."""
    wave = 140 + 4 * np.sin(np.arange(minutes * 240) / 9)
    return channels.from_recording(ctg.Recording.from_channels({"fhr1_bpm": wave + 12, "fhr2_bpm": wave}))


@pytest.mark.parametrize(("scalp_rates", "baseline_bpm"), [(0, 152), (int(Channel.FHR2), 140)])
def test_a_scalp_electrode_counts_while_it_is_recorded(live, family, time, scalp_rates, baseline_bpm):
    rows = Recording.objects.for_system("test").filter(pk=live.pk)
    rows.update(scalp_rates=scalp_rates, uploaded_by=family.midwife)
    send(live, two_sensors(), time, end=44)
    time.follower("one").round()
    (update,) = row(live).update
    assert update["baseline_bpm"] == pytest.approx(baseline_bpm, abs=1.5)


def test_two_processes_at_once_call_once(live, time):
    send(live, falling(), time)
    one, two = time.follower("one"), time.follower("two")
    one.round()
    two.round()
    assert two.followed == {}
    assert len(alerts(live)) == 2


def test_who_is_killed_is_followed_by_another_after_its_lease(live, time):
    samples = falling()
    one, two = time.follower("one"), time.follower("two")
    send(live, samples, time, end=44)
    one.round()
    time.go(SAVE_EVERY_S + 1)
    one.round()
    assert row(live).stream_samples == 44 * 60
    assert Chunk.objects.for_system("test").filter(recording=live).count() == 1
    send(live, samples, time, begin=44)
    one.round()
    before = alerts(live)
    assert len(before) == 2
    two.round()
    assert two.followed == {}
    time.go(following.LEASE.total_seconds() + 1)
    two.round()
    assert list(two.followed) == [live.pk]
    assert alerts(live) == before
    one.round()
    assert one.followed == {}


def test_who_stops_lets_go_at_once_and_the_next_goes_on_where_it_was(live, time):
    send(live, falling(), time, end=40)
    one, two = time.follower("one"), time.follower("two")
    one.round()
    one.stop()
    assert row(live).stream_samples == 40 * 60
    time.go(2)
    two.round()
    assert two.followed[live.pk].course.samples == 40 * 60
    assert Frame.objects.for_system("test").filter(recording=live).count() == 0


def test_a_saved_state_and_folded_frames_are_one_transaction(live, time, monkeypatch):
    send(live, falling(), time, end=40)
    one = time.follower("one")
    one.round()

    def broken(*_: Any, **__: Any) -> int:
        raise RuntimeError("killed")

    monkeypatch.setattr(following, "fold", broken)
    with pytest.raises(RuntimeError):
        one.stop()
    assert row(live).stream_state is None
    assert Frame.objects.for_system("test").filter(recording=live).count() == 40


def test_a_complete_recording_is_let_go(live, time):
    send(live, falling(), time, end=40)
    one = time.follower("one")
    one.round()
    completing.complete(live.subject, recording_id=live.public_id, at=time.at)
    time.go(4)
    one.round()
    assert one.followed == {}
    assert not following.save(None, process="one", pk=live.pk, state=b"x", samples=0, at=time.at)


def test_a_late_minute_is_laid_in_where_it_belongs(live, time):
    samples = falling()
    send(live, samples, time, end=20)
    send(live, samples, time, begin=24)
    one = time.follower("one")
    one.round()
    time.go(7)
    one.round()
    assert one.followed[live.pk].course.samples == 13 * 240
    send(live, samples, time, begin=20, end=24)
    one.round()
    stream = one.followed[live.pk].course.streams[0]
    assert np.isfinite(stream.recording.fhr1_bpm[20 * 60 : 24 * 60]).mean() > 0.9
    one.stop()
    whole = selectors.stored_samples(Recording.objects.for_system("test").get(pk=live.pk))
    assert channels.length_of(whole) == 13 * 240


def test_a_limit_of_her_own_holds_within_half_a_minute(live, time, family):
    send(live, falling(13, 2), time)
    one = time.follower("one")
    one.round()
    assert alerts(live) == []
    MotherLimit.objects.create(
        subject=live.subject,
        rule_id="trace_low_rate",
        limit_id="very_low_s",
        value=60,
        table_version=1,
        author=family.obstetrician,
        reason="Growth restriction",
        from_at=time.at,
        until=time.at + timedelta(days=1),
    )
    time.go(31)
    one.round()
    samples = falling(14, 3)
    send(live, samples, time, begin=52)
    one.round()
    assert ("trace_low_rate", "urgent") in alerts(live)


def test_the_mother_is_told_that_nothing_arrives(live, time):
    send(live, falling(), time)
    one = time.follower("one")
    one.round()
    rows = LiveRecording.objects.for_system("test").filter(recording=live)
    rows.update(last_received_at=time.at)
    time.go(60)
    one.round()
    assert row(live).coach == "nothing_arrives"


def test_who_has_been_silent_for_hours_is_not_followed(live, time):
    rows = LiveRecording.objects.for_system("test").filter(recording=live)
    long_ago: datetime = time.at - timedelta(hours=3)
    rows.update(opened_at=long_ago, last_received_at=long_ago)
    one = time.follower("one")
    one.round()
    assert one.followed == {}
    send(live, falling(), time, end=4)
    time.go(2)
    one.round()
    assert list(one.followed) == [live.pk]


def test_one_that_cannot_be_judged_calls_somebody_and_does_not_hold_up_the_others(
    live, announced, time, monkeypatch
):
    other = announced(started_at=(time.at - timedelta(minutes=20)).replace(microsecond=0))
    opening.live_row(other, at=time.at)
    for recording in (live, other):
        send(recording, falling(), time)
    step = Course._step

    def broken(self: Course, *given: Any) -> Any:
        if self.about.recording == live.public_id:
            raise ValueError("a method that fails")
        return step(self, *given)

    monkeypatch.setattr(Course, "_step", broken)
    one = time.follower("one")
    one.round()
    assert list(one.followed) == [other.pk]
    assert ("trace_not_analysed", "urgent") in alerts(live)
    assert row(other).updated_at is not None
    time.go(30)
    one.round()
    assert live.pk not in one.followed
    monkeypatch.setattr(Course, "_step", step)
    time.go(31)
    one.round()
    assert row(live).update[0]["seconds"] == 13 * 60
    assert alerts(live).count(("trace_not_analysed", "urgent")) == 1


def test_what_could_not_be_stored_is_said_again(live, time, monkeypatch):
    send(live, falling(), time)
    one = time.follower("one")

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(following, "call", away)
        with pytest.raises(OperationalError):
            one.round()
    assert alerts(live) == []
    time.go(following.LEASE.total_seconds() + 1)
    one.round()
    assert alerts(live) == [("trace_low_rate", "urgent"), ("trace_prolonged_deceleration", "urgent")]
