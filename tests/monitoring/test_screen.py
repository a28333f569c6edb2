"""What she sees of her recording, from the rows to the answer, and who is told when she names something."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.models import Consent, ConsentKind, Person
from apps.alerts.models import Alert
from apps.consultations.models import ServiceHours
from apps.monitoring.models import LiveRecording, LiveVerdict
from apps.observations.models import Observation
from apps.recordings.models import Analysis, Recording
from tests.factories import ClinicianFactory, FetusFactory, MotherFactory, PregnancyFactory, in_care

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
CLEAR = {"lost_minute": 0.0, "lost_five_minutes": 0.0, "maternal_near_s": 0.0, "notes": []}


@pytest.fixture
def recording() -> Recording:
    """Twelve minutes of a recording that goes on and is heard well."""
    mother, midwife = MotherFactory(), ClinicianFactory(profession="midwife")
    pregnancy, at = PregnancyFactory(mother=mother), timezone.now()
    FetusFactory(pregnancy=pregnancy)
    team = in_care(mother, midwife)
    Consent.objects.create(subject=mother, kind=ConsentKind.MONITORING, version=1, language="en", given_at=at)
    ServiceHours.objects.create(
        team=team,
        weekly={},
        time_zone="UTC",
        phone="030 1234",
        emergency_number="112",
        set_by=midwife,
        set_at=at,
    )
    return Recording.objects.create(
        subject=mother,
        pregnancy=pregnancy,
        client_id=uuid4(),
        uploaded_by=mother,
        started_at=at - timedelta(minutes=12),
        utc_offset_minutes=0,
        recorded_at=at,
    )


def live(
    recording: Recording, *signals: dict[str, Any], coach: str = "good_signal", ago_s: float = 1
) -> None:
    moment = timezone.now() - timedelta(seconds=ago_s)
    LiveRecording.objects.create(
        recording=recording,
        subject=recording.subject,
        opened_at=recording.started_at,
        last_sample=12 * 240,
        last_received_at=moment,
        updated_at=moment,
        update=[{"signal": CLEAR | signal} for signal in signals],
        coach=coach,
    )


def verdict(recording: Recording, label: str, *why_not: str, fetus: int = 1) -> None:
    LiveVerdict.objects.create(
        recording=recording,
        subject=recording.subject,
        fetus=fetus,
        at_s=600,
        verdicts={"nst": {"label": label, "why_not": list(why_not)}},
        created_at=timezone.now(),
    )


def screen(client_of: Any, recording: Recording, person: Person | None = None) -> dict[str, Any]:
    answer = client_of(person or recording.subject).get(f"/api/v1/recordings/{recording.public_id}/screen")
    assert answer.status_code == 200
    return dict(answer.json())


def tell(
    client_of: Any, recording: Recording, *told: tuple[str, str], person: Person | None = None, **more: Any
) -> Any:
    body = {"symptoms": [{"symptom": code, "strength": strength, **more} for code, strength in told]}
    address = f"/api/v1/recordings/{recording.public_id}/symptoms"
    return client_of(person or recording.subject).post(address, body, **JSON)


def alerts() -> list[tuple[str, str, str]]:
    rows = Alert.objects.for_system("test").order_by("pk")
    return [(row.rule_id, row.direction, row.severity) for row in rows]


def test_a_recording_that_is_heard_goes_on_and_is_not_called_good(client_of, recording):
    live(recording, CLEAR)
    verdict(recording, "reactive")
    seen = screen(client_of, recording)
    assert (seen["screen"], seen["because"], seen["coach"]["code"]) == ("go_on", [], "good_signal")
    assert "says nothing about how your baby is" in seen["coach"]["says"]
    assert (seen["phone"], seen["emergency_number"]) == ("030 1234", "112")


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        ([{"lost_minute": 0.5, "notes": ["much_loss"]}], "move_sensor"),
        ([{"maternal_near_s": 40.0}], "own_heart"),
        ([{}, {"notes": ["maternal_rate"]}], "own_heart"),
        ([], "move_sensor"),
    ],
)
def test_the_worst_of_what_is_heard_decides(client_of, recording, signals, expected):
    live(recording, *signals)
    assert screen(client_of, recording)["screen"] == expected


def test_the_coach_and_the_screen_never_contradict_each_other(client_of, recording):
    live(recording, {"maternal_near_s": 100.0}, coach="good_signal")
    assert screen(client_of, recording)["coach"] is None
    LiveRecording.objects.for_system("test").update(coach="move_sensor", update=[{"signal": CLEAR}])
    seen = screen(client_of, recording)
    assert (seen["screen"], seen["coach"]["code"]) == ("move_sensor", "move_sensor")


def test_what_was_said_of_the_signal_long_ago_counts_for_nothing(client_of, recording):
    live(recording, CLEAR, ago_s=40)
    seen = screen(client_of, recording)
    assert (seen["screen"], seen["because"]) == ("move_sensor", ["silent"])


def test_a_verdict_that_is_doubted_asks_her_and_one_about_the_week_does_not(client_of, recording):
    live(recording, CLEAR)
    verdict(recording, "not interpretable", "too_early")
    assert screen(client_of, recording)["screen"] == "go_on"
    verdict(recording, "not interpretable", "near_maternal_rate", "too_early", fetus=2)
    assert screen(client_of, recording)["screen"] == "own_heart"


def test_without_frames_only_what_she_tells_counts(client_of, recording):
    assert screen(client_of, recording)["screen"] == "go_on"


def test_a_symptom_reaches_a_person_before_the_answer_and_takes_the_screen_over(client_of, recording):
    live(recording, CLEAR)
    answer = tell(client_of, recording, ("bleeding", "severe"), ("fever", "mild"))
    assert (answer.status_code, answer.json()["screen"], answer.json()["coach"]) == (
        201,
        "call_emergency",
        None,
    )
    assert "112" in answer.json()["emergency_text"]
    assert sorted(alerts()) == [("symptoms", "bleeding", "emergency"), ("symptoms", "fever", "warn")]
    assert screen(client_of, recording)["because"][:2] == ["bleeding", "alert"]


def test_what_no_other_rule_speaks_of_is_told_too_while_she_records(client_of, recording):
    live(recording, CLEAR)
    answer = tell(client_of, recording, ("nausea", "mild"))
    assert alerts() == [("told_meanwhile", "nausea", "warn")]
    assert answer.json()["screen"] == "call_today"


def test_her_phone_repeats_itself_without_a_second_alert(client_of, recording):
    name = str(uuid4())
    for _ in range(2):
        assert tell(client_of, recording, ("fluid_loss", "mild"), id=name).status_code == 201
    assert Observation.objects.for_system("test").count() == 1
    assert alerts() == [("symptoms", "fluid_loss", "urgent")]


def test_what_she_told_counts_although_a_person_has_ended_the_alert(client_of, recording):
    live(recording, CLEAR)
    tell(client_of, recording, ("reduced_movements", "mild"))
    Alert.objects.for_system("test").update(
        state="resolved", outcome="reached_mother", resolved_at=timezone.now()
    )
    assert screen(client_of, recording)["screen"] == "call_now"


def test_nobody_tells_for_her(client_of, recording):
    midwife = Person.objects.get(profession="midwife")
    assert tell(client_of, recording, ("bleeding", "mild"), person=midwife).status_code == 403
    assert tell(client_of, recording, ("bleeding", "mild"), person=MotherFactory()).status_code == 404
    assert alerts() == []
    live(recording, CLEAR)
    assert screen(client_of, recording, midwife)["screen"] == "go_on"


@pytest.mark.parametrize("told", [(("no_such", "mild"),), (("bleeding", "awful"),), ()])
def test_what_the_list_does_not_have_is_refused_whole(client_of, recording, told):
    assert tell(client_of, recording, *told).status_code == 400
    assert alerts() == []


def ended(recording: Recording, **found: Any) -> None:
    result = {
        "signal_loss": 0.05,
        "near_mother_s": 0.0,
        "duration_s": 1800.0,
        "left_out_parts": {},
        "numbers": {"false_part": 0.0},
        "verdicts": {"nst": {"label": "reactive", "why_not": []}},
        **found,
    }
    at = timezone.now()
    analysis = Analysis.objects.create(
        subject=recording.subject,
        recording=recording,
        method_version="test",
        input_sha256=b"0" * 32,
        baseline=b"",
        result={"fetuses": [result]},
        created_at=at,
    )
    Recording.objects.for_system("test").filter(pk=recording.pk).update(
        state="analysed",
        completed_at=at,
        sample_count=7200,
        stored_count=7200,
        current_analysis=analysis,
        progress=100,
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({}, "over"),
        ({"signal_loss": 0.4}, "record_again"),
        ({"signal_loss": None}, "record_again"),
        ({"near_mother_s": 400.0}, "record_again"),
        ({"left_out_parts": {"maternal": 0.2}}, "record_again"),
        ({"numbers": {"false_part": 0.3}}, "record_again"),
        ({"verdicts": {"nst": {"label": "non-reactive", "why_not": []}}}, "call_today"),
        ({"verdicts": {"nst": {"label": "not interpretable", "why_not": ["signal_lost"]}}}, "record_again"),
    ],
)
def test_when_it_is_over_her_team_looks_at_it_or_she_records_again(client_of, recording, found, expected):
    ended(recording, **found)
    assert screen(client_of, recording)["screen"] == expected


def test_before_the_analysis_is_there_what_arrived_counts(client_of, recording):
    rows = Recording.objects.for_system("test").filter(pk=recording.pk)
    rows.update(state="complete", completed_at=timezone.now(), sample_count=7200, stored_count=7200)
    assert screen(client_of, recording)["screen"] == "over"
    rows.update(stored_count=3600)
    assert screen(client_of, recording)["screen"] == "record_again"


def test_she_reads_it_in_her_language(client_of, recording):
    Person.objects.filter(pk=recording.subject_id).update(language="zh-hans")
    recording.subject.refresh_from_db()
    live(recording, {"maternal_near_s": 200.0}, coach="own_heart")
    seen = screen(client_of, recording)
    assert "心跳" in seen["title"]
    assert "脉搏" in seen["coach"]["do"]
