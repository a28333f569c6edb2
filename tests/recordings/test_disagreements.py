"""Clinicians mark where they disagree with an analysis: kept, taken back by another row, for the care team."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.models import AccessLogEntry
from apps.recordings import disagreements
from apps.recordings.models import Disagreement
from tests.recordings.conftest import fresh, run_analysis
from tests.recordings.test_reports import ask, file_of, make, told

pytestmark = pytest.mark.django_db


def address(recording, end=""):
    return f"/api/v1/recordings/{recording.public_id}/disagreements{end}"


def found_in(recording):
    return recording.current_analysis.result["fetuses"][0]


def event_of(recording, kind="accelerations"):
    event = found_in(recording)[kind][0]
    return {"start_s": event["start_s"], "end_s": event["end_s"]}


def mark(client, recording, **about):
    body = {
        "analysis_id": str(recording.current_analysis.public_id),
        "about": "baseline",
        "start_s": 60,
        "end_s": 120,
        **about,
    }
    return client.post(address(recording), body, content_type="application/json")


def rows():
    return Disagreement.objects.for_system("test")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("obstetrician", 201),
        ("midwife", 201),
        ("dietitian", 403),
        ("mother", 403),
        ("stranger", 404),
        ("other_mother", 403),
    ],
)
def test_who_reads_traces_marks_and_nobody_else(family, client_of, analysed, who, status):
    recording = analysed()
    assert mark(client_of(getattr(family, who)), recording).status_code == status
    assert rows().count() == (1 if status == 201 else 0)


@pytest.mark.parametrize(
    ("who", "status"),
    [("midwife", 200), ("dietitian", 200), ("mother", 403), ("stranger", 404), ("other_mother", 403)],
)
def test_the_care_team_reads_the_marks(family, client_of, analysed, who, status):
    recording = analysed()
    mark(client_of(family.obstetrician), recording, note="The line is 10 bpm too high.")
    answer = client_of(getattr(family, who)).get(address(recording))
    assert answer.status_code == status
    if status == 200:
        (one,) = answer.json()["disagreements"]
        assert one["author"] == family.obstetrician.get_full_name()
        assert one["note"] == "The line is 10 bpm too high."
        assert one["words"] == "Baseline is wrong here"
        log = AccessLogEntry.objects.for_system("test").filter(reader=getattr(family, who))
        assert "recordings.disagreement" in {entry.kind for entry in log}


def test_every_kind_is_kept_with_analysis_author_and_moment(family, client_of, analysed):
    recording, client = analysed(), client_of(family.midwife)
    item = found_in(recording)["verdicts"]["nst"]["reasons"][0]["code"]
    nowhere = {"start_s": None, "end_s": None}
    given = [
        {"about": "item", "rule_set": "nst", "rule_code": item, **nowhere},
        {"about": "event", "event_kind": "acceleration", **event_of(recording)},
        {"about": "baseline"},
        {"about": "missed", "event_kind": "deceleration", "start_s": 200, "end_s": 240},
    ]
    for one in given:
        assert mark(client, recording, **one).status_code == 201, one
    kept = list(rows().order_by("pk"))
    assert [row.about for row in kept] == ["item", "event", "baseline", "missed"]
    assert {row.analysis_id for row in kept} == {recording.current_analysis_id}
    assert {row.author_id for row in kept} == {family.midwife.pk}
    words = [one["words"] for one in client.get(address(recording)).json()["disagreements"]]
    assert words[1:] == ["Wrongly found: Acceleration", "Baseline is wrong here", "Missed: Deceleration"]
    assert words[0].startswith("Non-stress test: ")


@pytest.mark.parametrize(
    ("about", "field"),
    [
        (
            {"about": "item", "start_s": None, "end_s": None, "rule_set": "nst", "rule_code": "no_such"},
            "rule_code",
        ),
        ({"about": "item", "rule_set": "nst", "rule_code": "nst_extend"}, "start_s"),
        ({"about": "event", "event_kind": "acceleration", "start_s": 1, "end_s": 2}, "start_s"),
        ({"about": "event"}, "event_kind"),
        ({"about": "missed", "event_kind": "acceleration", "start_s": 100, "end_s": 50}, "start_s"),
        ({"about": "baseline", "end_s": 80_000}, "start_s"),
        ({"about": "baseline", "start_s": None}, "start_s"),
        ({"about": "baseline", "fetus": 2}, "fetus"),
        ({"about": "baseline", "event_kind": "contraction"}, "event_kind"),
        ({"about": "taken_back"}, "about"),
        ({"analysis_id": str(uuid4())}, "analysis_id"),
    ],
)
def test_what_the_analysis_does_not_say_cannot_be_disagreed_with(family, client_of, analysed, about, field):
    answer = mark(client_of(family.midwife), analysed(), **about)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
    assert rows().count() == 0


def test_a_mark_is_taken_back_by_another_row_once_and_by_its_author(family, client_of, analysed):
    recording = analysed()
    mine, other = client_of(family.midwife), client_of(family.obstetrician)
    name = mark(mine, recording).json()["id"]
    taken = address(recording, f"/{name}/taken-back")
    assert other.post(taken, {}, content_type="application/json").status_code == 403
    answer = mine.post(taken, {"note": "Seen again."}, content_type="application/json")
    assert (answer.status_code, answer.json()["takes_back"]) == (201, name)
    assert mine.post(taken, {}, content_type="application/json").json()["code"] == "taken_back"
    again = address(recording, f"/{answer.json()['id']}/taken-back")
    assert mine.post(again, {}, content_type="application/json").status_code == 404
    assert rows().count() == 2
    assert disagreements.standing(list(rows())) == []


def test_a_mark_of_another_recording_is_not_found(family, client_of, analysed):
    first, second, client = analysed(), analysed(), client_of(family.midwife)
    name = mark(client, first).json()["id"]
    taken = address(second, f"/{name}/taken-back")
    assert client.post(taken, {}, content_type="application/json").status_code == 404


def test_rows_may_not_be_changed_or_removed(family, client_of, analysed):
    mark(client_of(family.midwife), analysed())
    for change in (lambda: rows().update(note="other"), lambda: rows().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert rows().get().note == ""


def test_a_mark_stays_on_its_analysis_when_a_newer_one_comes(family, client_of, analysed, monkeypatch):
    recording, client = analysed(), client_of(family.midwife)
    older = recording.current_analysis_id
    mark(client, recording)
    monkeypatch.setattr("ml_models.ctg.METHOD_VERSION", "ctg-next", raising=False)
    type(recording).objects.for_system("test").filter(pk=recording.pk).update(
        state="complete", analysis_due_at=timezone.now()
    )
    run_analysis(recording.public_id)
    assert fresh(recording).current_analysis_id != older
    assert rows().get().analysis_id == older
    assert len(client.get(address(recording)).json()["disagreements"]) == 1


def test_the_paper_says_who_disagrees_and_a_newer_mark_makes_a_newer_paper(family, client_of, analysed):
    recording, client = analysed(), client_of(family.midwife)
    first = make(ask(client, recording, language="en"))
    assert "disagrees" not in told(b"".join(file_of(client, first).streaming_content))
    mark(client, recording, note="Ten too high.")
    second = make(ask(client, recording, language="en"))
    assert second.pk != first.pk
    text = " ".join(told(b"".join(file_of(client, second).streaming_content)).split())
    assert f"{family.midwife.get_full_name()} disagrees: Baseline is wrong here" in text
    assert "Ten too high." in text
    name = str(rows().get().public_id)
    client.post(address(recording, f"/{name}/taken-back"), {}, content_type="application/json")
    third = make(ask(client, recording, language="en"))
    assert "disagrees" not in told(b"".join(file_of(client, third).streaming_content))
