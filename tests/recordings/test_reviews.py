"""Reviews: who may, what is fixed, what the mother reads, what the console lists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.foundation.models import OutboxMessage
from apps.recordings import page, triage, worklist
from apps.recordings.models import Recording, Review
from apps.ui.levels import LEVELS
from tests.recordings.conftest import fresh

pytestmark = pytest.mark.django_db


def post(client, recording, action, /, **about):
    current = fresh(recording).current_analysis
    body = {
        "action": action,
        "analysis_id": str(current.public_id) if current else None,
        "assessment": "Seen.",
        **about,
    }
    return client.post(
        f"/api/v1/recordings/{recording.public_id}/review", body, content_type="application/json"
    )


def reviews(client, recording):
    return client.get(f"/api/v1/recordings/{recording.public_id}/review").json()["reviews"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("obstetrician", 201),
        ("midwife", 201),
        ("dietitian", 403),
        ("mother", 403),
        ("stranger", 404),
        ("other_mother", 404),
    ],
)
def test_only_obstetricians_and_midwives_of_the_team_sign(family, client_of, analysed, who, status):
    recording = analysed()
    answer = post(client_of(getattr(family, who)), recording, "sign")
    assert answer.status_code == status
    assert Review.objects.for_system("test").count() == (1 if status == 201 else 0)
    assert OutboxMessage.objects.filter(name="review.signed").count() == (1 if status == 201 else 0)


@pytest.mark.parametrize(
    ("about", "status", "field"),
    [
        ({"assessment": "  "}, 400, "assessment"),
        ({"released": True}, 400, "advice_to_mother"),
        ({"baseline_bpm": 29}, 400, "baseline_bpm"),
        ({"baseline_bpm": 301}, 400, "baseline_bpm"),
        ({"variability": "fine"}, 400, "variability"),
        ({"diagnosis": "none"}, 400, "diagnosis"),
        ({"action": "erase"}, 400, "action"),
        ({"assessment": "x" * 8_001}, 400, "assessment"),
        ({"analysis_id": "7"}, 400, "analysis_id"),
    ],
)
def test_a_review_that_cannot_be_is_refused_by_name(family, client_of, analysed, about, status, field):
    answer = post(client_of(family.obstetrician), analysed(), "sign", **about)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)
    assert Review.objects.for_system("test").count() == 0


def test_an_older_analysis_than_the_current_one_is_not_signed(family, client_of, analysed):
    recording = analysed()
    answer = post(client_of(family.obstetrician), recording, "sign", analysis_id=None)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_analysis")
    assert answer.json()["current_analysis"] == str(recording.current_analysis.public_id)
    assert Review.objects.for_system("test").count() == 0


def test_nothing_is_signed_before_the_analysis_is_there(family, client_of, completed):
    answer = post(client_of(family.obstetrician), completed(), "sign")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")


def test_a_second_signature_is_an_amendment_and_the_first_version_stays(family, client_of, analysed):
    recording = analysed()
    doctor, midwife = client_of(family.obstetrician), client_of(family.midwife)
    assert post(doctor, recording, "amend").json()["code"] == "not_signed"
    first = post(doctor, recording, "sign", assessment="First.").json()
    assert post(midwife, recording, "sign").json()["code"] == "already_signed"
    second = post(midwife, recording, "amend", assessment="Second.").json()
    assert [(r["version"], r["assessment"], r["amends"]) for r in reviews(doctor, recording)] == [
        (1, "First.", None),
        (2, "Second.", first["id"]),
    ]
    assert second["version"] == 2
    for change in (lambda rows: rows.update(assessment="Other."), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(Review.objects.for_system("test").filter(public_id=first["id"]))


def test_a_draft_is_its_authors_alone_and_becomes_the_signed_review(family, client_of, analysed):
    recording = analysed()
    doctor, midwife = client_of(family.obstetrician), client_of(family.midwife)
    assert post(doctor, recording, "draft", assessment="Half.").status_code == 201
    assert post(doctor, recording, "draft", assessment="More.").status_code == 200
    assert [r["assessment"] for r in reviews(doctor, recording)] == ["More."]
    assert (reviews(midwife, recording), reviews(client_of(family.mother), recording)) == ([], [])
    draft = reviews(doctor, recording)[0]["id"]
    assert post(doctor, recording, "sign").json()["id"] == draft
    assert Review.objects.for_system("test").count() == 1


def test_the_mother_reads_the_newest_version_only_once_it_is_released(family, client_of, analysed):
    recording = analysed()
    phone, doctor = client_of(family.mother), client_of(family.obstetrician)
    start = phone.get("/api/v1/changes?after=0").json()["next_after"]
    post(doctor, recording, "sign")
    assert (reviews(phone, recording), phone.get(f"/api/v1/changes?after={start}").json()["changes"]) == (
        [],
        [],
    )
    post(doctor, recording, "amend", advice_to_mother="Drink and rest.", released=True)
    assert [r["advice_to_mother"] for r in reviews(phone, recording)] == ["Drink and rest."]
    released = phone.get(f"/api/v1/changes?after={start}").json()
    assert [c["object"]["advice_to_mother"] for c in released["changes"]] == ["Drink and rest."]
    post(doctor, recording, "amend", advice_to_mother="Please come in.", released=True)
    assert [r["advice_to_mother"] for r in reviews(phone, recording)] == ["Please come in."]
    after = phone.get(f"/api/v1/changes?after={released['next_after']}").json()["changes"]
    assert sorted(c["object"]["advice_to_mother"] if c["object"] else "gone" for c in after) == [
        "Please come in.",
        "gone",
    ]


# ── the worklist ──


def copies(recording, count, **about):
    """More recordings of the same mother, with the same analysis standing for theirs."""
    made = []
    for index in range(count):
        row = fresh(recording)
        row.pk, row.public_id, row.client_id = None, fresh_id(), fresh_id()
        row.completed_at = recording.completed_at + timedelta(minutes=index + 1)
        for name, value in about.items():
            setattr(row, name, value)
        row.save()
        made.append(row)
    return made


def fresh_id():
    from apps.foundation.ids import uuid7

    return uuid7()


def test_the_worklist_is_worst_first_then_longest_waiting_and_counts_itself(family, analysed):
    first = analysed()
    quick, slow = copies(first, 2)
    failed = copies(first, 1, state="failed", failure="method_error", need_order=1, current_analysis=None)[0]
    worst = copies(first, 1, need_order=0)[0]
    found = worklist.worklist(family.obstetrician, at=timezone.now())
    assert [row.recording_id for row in found.rows] == [
        r.public_id for r in (worst, failed, first, quick, slow)
    ]
    assert sum(found.counts.values()) == found.total == 5
    assert found.rows[1].sentence == "The analysis failed. The trace itself can be read."
    assert found.rows[2].mother_name == "Hana Kim"
    assert not found.is_cut


def test_what_was_signed_leaves_the_worklist_until_a_newer_analysis_comes(family, client_of, analysed):
    recording, now = analysed(), timezone.now()
    assert worklist.worklist(family.midwife, at=now).total == 1
    post(client_of(family.obstetrician), recording, "sign")
    assert worklist.worklist(family.midwife, at=now).total == 0
    Recording.objects.for_system("test").filter(pk=recording.pk).update(current_analysis=None)
    again = worklist.worklist(family.midwife, at=now)
    assert [row.is_read_again for row in again.rows] == [True]


def test_the_worklist_holds_nothing_of_others(family, analysed):
    analysed()
    for person in (family.stranger, family.dietitian, family.mother, family.other_mother):
        assert worklist.worklist(person, at=timezone.now()).rows == ()


@pytest.mark.parametrize("count", [5, 50])
def test_the_worklist_takes_one_query_however_long_it_is(family, analysed, django_assert_num_queries, count):
    copies(analysed(), count - 1)
    with django_assert_num_queries(1):
        assert worklist.worklist(family.obstetrician, at=timezone.now()).total == count


@pytest.mark.parametrize("count", [5, 50])
def test_a_list_of_recordings_takes_the_same_queries_however_long_it_is(
    family, analysed, client_of, django_assert_max_num_queries, count
):
    copies(analysed(), count - 1)
    phone = client_of(family.mother)
    with django_assert_max_num_queries(6):
        assert len(phone.get("/api/v1/recordings").json()["results"]) == count


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_takes_the_same_queries_however_many_versions_there_are(
    family, client_of, analysed, django_assert_num_queries, count
):
    recording, doctor = analysed(), client_of(family.obstetrician)
    for version in range(count):
        post(doctor, recording, "amend" if version else "sign")
    with django_assert_num_queries(4):
        shown = page.recording_page(family.obstetrician, recording.public_id)
        assert [review.author.get_full_name() for review in shown.signed][0] == family.obstetrician.full_name
    assert (len(shown.signed), shown.is_outdated, shown.may_review) == (count, False, True)


def test_the_strip_gets_line_events_and_gaps(family, completed):
    from apps.recordings.services.announcing import GivenGap
    from tests.recordings.conftest import run_analysis

    recording = completed(gaps=[GivenGap(60.0, 75.5, "phone")])
    run_analysis(recording.public_id)
    drawn = page.strip(family.obstetrician, recording.public_id)
    assert drawn["gaps"] == [{"start_s": 60.0, "end_s": 75.5, "cause": "phone"}]
    assert (drawn["baseline_bpm"]["step_s"], len(drawn["baseline_bpm"]["values"])) == (5.0, 144)
    assert {"accelerations", "decelerations", "contractions", "signal_loss"} <= set(drawn)


# ── triage ──

CALM = {
    "notes": [],
    "signal_loss": 0.1,
    "mean_baseline_bpm": 140.0,
    "decelerations": [],
    "fetus": 1,
}


def dip(seconds, kind="variable"):
    return {"start_s": 100.0, "end_s": 100.0 + seconds, "kind": kind}


@pytest.mark.parametrize(
    ("about", "level", "code"),
    [
        ({}, "notice", "to_be_read"),
        ({"mean_baseline_bpm": 110.0}, "notice", "to_be_read"),
        ({"mean_baseline_bpm": 160.0}, "notice", "to_be_read"),
        ({"mean_baseline_bpm": 109.9}, "warning", "baseline_low"),
        ({"mean_baseline_bpm": 99.9}, "critical", "baseline_low"),
        ({"mean_baseline_bpm": 160.1}, "warning", "baseline_high"),
        ({"mean_baseline_bpm": None}, "unknown", "no_baseline"),
        ({"signal_loss": 0.51}, "unknown", "much_loss"),
        ({"signal_loss": None}, "unknown", "much_loss"),
        (
            {"notes": ["no_fetal_signal"], "mean_baseline_bpm": None, "signal_loss": 1.0},
            "unknown",
            "no_fetal_signal",
        ),
        ({"notes": ["maternal_rate_suspected"]}, "warning", "maternal_rate_suspected"),
        ({"decelerations": [dip(180)]}, "notice", "to_be_read"),
        ({"decelerations": [dip(181)]}, "warning", "long_deceleration"),
        ({"decelerations": [dip(301)]}, "critical", "long_deceleration"),
        ({"decelerations": [dip(40, "late")] * 2}, "notice", "to_be_read"),
        ({"decelerations": [dip(40, "late")] * 3}, "warning", "late_decelerations"),
    ],
)
def test_what_was_found_decides_the_place_in_the_worklist(about, level, code):
    need = triage.worst([{**CALM, **about}])
    assert (need.level, need.code) == (level, code)


def test_the_worse_twin_decides():
    assert triage.worst([CALM, {**CALM, "mean_baseline_bpm": 90.0}]).level == "critical"


def test_levels_are_those_of_the_design_system_in_its_order():
    assert {name: LEVELS[name].order for name in triage.ORDER} == triage.ORDER


def test_every_need_has_a_sentence_and_none_reassures():
    from apps.recordings import reasons

    values = {"percent": 60, "minutes": 4, "count": 3, "bpm": 95}
    for code in reasons.SENTENCES:
        sentence = reasons.sentence({"code": code, "values": values})
        assert sentence.endswith((".", "!"))
        assert not {"fine", "normal", "ok", "no concern"} & set(sentence.lower().rstrip(".").split())
