"""Reviews: who may, what is fixed, what the mother reads, what the console lists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.foundation.models import OutboxMessage
from apps.pregnancies.models import Pregnancy
from apps.recordings import page, worklist
from apps.recordings.models import Recording, Review
from tests.recordings.conftest import fresh

pytestmark = pytest.mark.django_db


def post(client, recording, action, /, **about):
    """Post what somebody sends who has just opened the page."""
    current = fresh(recording).current_analysis
    signed = (
        Review.objects.for_system("test")
        .filter(recording=recording, state="signed")
        .order_by("version")
        .last()
    )
    if action == "amend" and signed:
        about = {"amends": str(signed.public_id), **about}
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
        ({"second_baseline_bpm": 140}, 400, "second_baseline_bpm"),
        ({"second_variability": "normal"}, 400, "second_variability"),
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
    assert (reviews(phone, recording), changed_reviews(phone, start)) == ([], [])
    post(doctor, recording, "amend", advice_to_mother="Drink and rest.", released=True)
    assert [r["advice_to_mother"] for r in reviews(phone, recording)] == ["Drink and rest."]
    released = phone.get(f"/api/v1/changes?after={start}").json()
    assert [r["advice_to_mother"] for r in changed_reviews(phone, start)] == ["Drink and rest."]
    post(doctor, recording, "amend", advice_to_mother="Please come in.", released=True)
    assert [r["advice_to_mother"] for r in reviews(phone, recording)] == ["Please come in."]
    after = changed_reviews(phone, released["next_after"])
    assert sorted(r["advice_to_mother"] if r else "gone" for r in after) == ["Please come in.", "gone"]


def changed_reviews(phone, after):
    """The reviews among the changes after a number; None for one that is gone."""
    changes = phone.get(f"/api/v1/changes?after={after}").json()["changes"]
    return [change["object"] for change in changes if change["kind"] == "review"]


def test_who_did_not_see_the_newest_signature_signs_nothing(family, client_of, analysed):
    """Both opened the unread recording and one has signed; the other one signs too, and amends version 1."""
    recording = analysed()
    doctor, midwife = client_of(family.obstetrician), client_of(family.midwife)
    first = post(doctor, recording, "sign", assessment="Deliver now.").json()
    meanwhile = post(midwife, recording, "sign", assessment="Reassure.")
    assert (meanwhile.status_code, meanwhile.json()["code"]) == (409, "already_signed")
    assert meanwhile.json()["current_review"] == first["id"]
    assert family.obstetrician.full_name in meanwhile.json()["detail"]
    second = post(doctor, recording, "amend", assessment="Delivered.").json()
    for seen in (first["id"], None, str(fresh_id())):
        late = post(midwife, recording, "amend", amends=seen, assessment="Reassure.")
        assert (late.status_code, late.json()["code"]) == (409, "newer_review")
        assert late.json()["current_review"] == second["id"]
    assert [r["assessment"] for r in reviews(doctor, recording)] == ["Deliver now.", "Delivered."]


def test_a_signature_is_heard_of_by_open_pages_also_where_it_is_not_released(family, client_of, analysed):
    recording, phone = analysed(), client_of(family.mother)
    start = phone.get("/api/v1/changes?after=0").json()["next_after"]
    post(client_of(family.obstetrician), recording, "sign")
    changes = phone.get(f"/api/v1/changes?after={start}").json()["changes"]
    assert [(change["kind"], change["id"]) for change in changes] == [("recording", str(recording.public_id))]


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


def test_nobody_is_called_to_a_pregnancy_that_has_ended(family, analysed):
    first = analysed()
    worst = copies(first, 1, need_order=0)[0]
    Pregnancy.objects.for_system("test").filter(pk=family.pregnancy.pk).update(state="ended")
    found = worklist.worklist(family.obstetrician, at=timezone.now())
    assert {row.recording_id for row in found.rows} == {first.public_id, worst.public_id}
    assert found.counts == {"notice": 2}
    assert {row.sentence for row in found.rows} == {
        "The pregnancy has ended. Nobody has signed this recording."
    }


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
    with django_assert_num_queries(5):
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
