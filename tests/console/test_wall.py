"""The wall and the page of a recording that is being made: who is on it, what stands there, what is never told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.alerts.models import Alert
from apps.alerts.services import handling
from apps.console.selectors.wall import initials
from apps.foundation import accesses
from apps.foundation.severity import Severity
from apps.monitoring import frames
from apps.monitoring.following.course import Course
from apps.monitoring.models import Frame, LiveRecording, LiveVerdict
from apps.monitoring.services import following, receiving
from apps.recordings import channels, chunks
from apps.recordings.models import Recording
from apps.recordings.states import State
from ml_models import ctg
from tests.console.conftest import Ward, announced, recorded

ClientOf = Callable[[Any], Client]
MINUTES = 14


def sent(recording: Recording, seconds: int = 4, *, first: int = 0) -> None:
    """Seconds of a phone, by HTTP."""
    data = b""
    for number in range(first, first + seconds):
        given = {channels.Channel.FHR1: np.array([560, 564, 568, 572], dtype="<u2")}
        at_ms = int((recording.started_at.timestamp() + number + 1) * 1000)
        data += frames.write(number, phone_ms=at_ms, chunk=chunks.write(given, first_sample=number * 4))
    receiving.receive(recording.subject, recording_id=recording.public_id, data=data, at=timezone.now())


def live(ward: Ward, *, second: bool = False) -> Recording:
    recording = announced(ward.pregnancy, ago=timedelta(minutes=MINUTES), second=second)
    with accesses.collected():
        sent(recording)
    return recording


def followed(recording: Recording, scenario: str = "late_decelerations") -> None:
    """What a process that follows keeps of a trace, without the process."""
    trace = ctg.generate(MINUTES, 5, scenario=scenario)
    taken = following.taken(recording.pk, at=timezone.now())
    course = Course(taken.about, taken.limits)
    course.put([(0, channels.from_recording(trace))])
    steps = list(course.steps(MINUTES * 60))
    rows = LiveRecording.objects.for_system("test").filter(recording=recording)
    rows.update(
        stream_state=course.to_bytes(),
        update=[update.to_dict() for update in steps[-1].updates],
        coach=course.coach.code.value,
        need_order=0,
    )
    judged = [update for step in steps for update in step.updates if update.verdicts_at_s is not None][-1]
    LiveVerdict.objects.for_system("test").create(
        subject=recording.subject,
        recording=recording,
        fetus=1,
        at_s=int(judged.verdicts_at_s or 0),
        verdicts={name: verdict.to_dict() for name, verdict in judged.verdicts.items()},
        created_at=timezone.now(),
    )


def beds(client: Client) -> list[dict[str, Any]]:
    answer = client.get(reverse("console:wall_beds"))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return list(answer.json()["beds"])


def test_nobody_is_recording(ward: Ward, doctor: Client) -> None:
    recorded(ward.pregnancy, analysed=False)
    announced(ward.pregnancy)
    assert beds(doctor) == []
    page = doctor.get("/wall/").content.decode()
    assert "Nobody is recording now." in page
    assert 'href="/wall/"' in page


def test_a_bed_comes_by_itself_and_goes_when_the_recording_is_complete(ward: Ward, doctor: Client) -> None:
    recording = live(ward)
    [bed] = beds(doctor)
    assert (bed["recording"], bed["name"], bed["initials"]) == (
        str(recording.public_id),
        "Amina Rahman",
        "A. R.",
    )
    assert (bed["twins"], bed["needOrder"], bed["alert"]) == (None, None, None)
    assert bed["url"] == f"/recordings/{recording.public_id}/"
    rows = Recording.objects.for_system("test").filter(pk=recording.pk)
    rows.update(state=State.COMPLETE, completed_at=timezone.now())
    assert beds(doctor) == []


def test_what_has_been_silent_for_an_hour_is_no_bed(ward: Ward, doctor: Client) -> None:
    recording = live(ward)
    Frame.objects.for_system("test").filter(recording=recording).delete()
    long_ago = timezone.now() - timedelta(minutes=61)
    LiveRecording.objects.for_system("test").update(opened_at=long_ago, last_received_at=long_ago)
    assert beds(doctor) == []


def test_beds_are_those_of_ones_own_mothers(ward: Ward, client_of: ClientOf) -> None:
    live(ward)
    assert beds(client_of(ward.stranger)) == []
    assert client_of(ward.administrator).get("/wall/").status_code == 403


def test_what_nobody_has_taken_stands_on_the_bed_before_what_somebody_has(ward: Ward, doctor: Client) -> None:
    live(ward)
    for severity, direction in ((Severity.WARN, "low"), (Severity.URGENT, "high")):
        alert_of(ward, severity, direction)
    [bed] = beds(doctor)
    alert = Alert.objects.for_system("test").get(severity=Severity.URGENT)
    assert (bed["alert"]["severity"], bed["alert"]["takenBy"]) == ("urgent", "")
    assert bed["alert"]["url"] == f"/alerts/{alert.public_id}/"
    with accesses.collected():
        handling.acknowledge(ward.doctor, alert_id=alert.public_id, at=timezone.now())
    warned = beds(doctor)[0]["alert"]
    assert (warned["severity"], warned["takenBy"]) == ("warn", "")
    Alert.objects.for_system("test").filter(severity=Severity.WARN).delete()
    assert beds(doctor)[0]["alert"]["takenBy"] == "Helen Osei"


def alert_of(ward: Ward, severity: Severity, direction: str) -> None:
    now = timezone.now()
    Alert.objects.for_system("test").create(
        subject=ward.mother,
        pregnancy=ward.pregnancy,
        rule_id="trace_late_decelerations",
        rule_version=1,
        direction=direction,
        severity=severity,
        raised_at=now,
        waiting_since=now,
    )


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Amina Rahman", "A. R."),
        ("Ana de la Cruz", "A. C."),
        ("Ada 1 (simulated)", "A. 1."),
        ("王小明", "王."),
        ("", ""),
    ],
)
def test_a_wall_is_read_by_whoever_walks_by(name: str, short: str) -> None:
    assert initials(name) == short


def test_the_page_of_a_live_recording_says_what_is_known_so_far(ward: Ward, doctor: Client) -> None:
    recording = live(ward)
    came = Frame.objects.for_system("test").filter(recording=recording)
    came.update(received_at=F("received_at") - timedelta(seconds=10))
    page = doctor.get(f"/recordings/{recording.public_id}/").content.decode()
    assert "data-live-bar" in page
    assert "Not analysed yet. The trace itself can be read." in page
    followed(recording)
    part = doctor.get(reverse("console:recording_live", args=[recording.public_id])).content.decode()
    for words in ("What the mother is told now", "Late deceleration", "As of minute", "provisional"):
        assert words in part, words
    marks = doctor.get(reverse("console:recording_marks", args=[recording.public_id])).json()
    assert {one["kind"] for one in marks["decelerations"]} & {"late"}
    assert marks["baseline_bpm"]["step_s"] == 1.0
    assert [gap["start_s"] for gap in marks["gaps"]] == [4], "nothing has come since the fourth second"


def test_nothing_new_puts_nothing_in_place(ward: Ward, doctor: Client) -> None:
    recording = live(ward)
    url = reverse("console:recording_live", args=[recording.public_id])
    stamp = doctor.get(url).content.decode().split("seen=")[1].split('"')[0]
    assert doctor.get(url, {"seen": stamp}).status_code == 204
    LiveRecording.objects.for_system("test").update(coach="move_sensor")
    assert doctor.get(url, {"seen": stamp}).status_code == 200


def test_once_complete_the_part_asks_no_more(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)
    part = doctor.get(reverse("console:recording_live", args=[recording.public_id])).content.decode()
    assert "hx-get" not in part
    page = doctor.get(f"/recordings/{recording.public_id}/").content.decode()
    assert "data-live-bar" not in page
