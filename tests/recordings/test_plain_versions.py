"""What a mother reads of a recording: only what a clinician has released, never a word that calms by itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from apps.foundation.models import OutboxMessage
from apps.notifications.models import Notification
from apps.recordings import plain_words
from apps.recordings.models import PlainVersion
from ml_models import ctg
from tests.recordings.conftest import fresh, run_analysis

pytestmark = pytest.mark.django_db

CALMS = {
    "en": (
        "fine",
        "normal",
        "healthy",
        "reassur",
        "no concern",
        "all is well",
        "all well",
        "good",
        "reactive",
        "ok",
    ),
    "ko": ("정상", "괜찮", "건강", "안심", "문제없", "문제 없", "이상이 없", "이상 없", "양호", "반응성"),
    "zh-hans": ("正常", "良好", "健康", "放心", "没问题", "无异常", "没有异常", "平安", "反应型", "安全"),
}
SCENARIOS = (
    "reactive",
    "late_decelerations",
    "bradycardia",
    "variable_decelerations",
    "signal_loss",
    "twins",
)


def address(recording, end=""):
    return f"/api/v1/recordings/{recording.public_id}/plain-version{end}"


def release(client, recording, **about):
    body = {
        "analysis_id": str(recording.current_analysis.public_id),
        "seen_version": 0,
        "text": "The heart rate lay around 140. See you on Friday.",
        "language": "en",
        **about,
    }
    return client.post(address(recording), body, content_type="application/json")


def withdraw(client, recording, **about):
    body = {"seen_version": 1, "reason": "Written to the wrong mother.", **about}
    return client.post(address(recording, "/withdrawal"), body, content_type="application/json")


def versions():
    return PlainVersion.objects.for_system("test")


def feed_of(client):
    changes = client.get("/api/v1/changes?after=0").json()["changes"]
    return {change["id"]: change["object"] for change in changes if change["kind"] == "plain_version"}


@pytest.mark.parametrize("language", sorted(CALMS))
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_proposal_never_calms(scenario, language):
    trace = ctg.generate(30, 21, scenario=scenario)
    found = [
        ctg.analyze(trace, gestation_weeks=38.0, fetus=number).to_dict()
        for number in range(1, trace.fetuses + 1)
    ]
    with translation.override(language):
        text = plain_words.proposed(found, duration_s=1800, labels=("A", "B")) + plain_words.if_worried()
        words = text.lower().replace(",", " ").replace(".", " ")
    padded = f" {words} "
    wrong = [word for word in CALMS[language] if (f" {word} " if word == "ok" else word) in padded]
    assert wrong == []
    assert all(one["verdicts"]["nst"]["label"] not in text.split() for one in found)


def test_what_was_not_measured_is_said_and_not_counted_as_nothing():
    nothing = ctg.analyze(ctg.generate(20, 5, scenario="signal_loss"), gestation_weeks=38.0).to_dict()
    nothing |= {"mean_baseline_bpm": None, "signal_loss": None, "notes": ["no_uterine_activity"]}
    with translation.override("en"):
        text = plain_words.proposed([nothing], duration_s=1200)
    assert "could not be told" in text
    assert "Contractions were not recorded." in text
    assert "rose" not in text
    assert "fell" not in text


@pytest.mark.parametrize("language", ["ko", "zh-hans"])
def test_every_language_has_a_text_of_its_own(language):
    found = [ctg.analyze(ctg.generate(20, 5), gestation_weeks=38.0).to_dict()]
    with translation.override("en"):
        english = plain_words.proposed(found, duration_s=1200)
    with translation.override(language):
        text = plain_words.proposed(found, duration_s=1200) + plain_words.if_worried() + plain_words.not_yet()
    assert not [word for word in english.split() if word.isalpha() and word in text.split()]


def test_before_a_release_she_reads_that_there_is_none(family, client_of, analysed):
    recording = analysed()
    body = client_of(family.mother).get(address(recording)).json()
    assert (body["state"], body["version"]) == ("not_released", None)
    assert body["words"] == "Your care team has not yet released a text about this recording."
    assert "call your care team now" in body["if_worried"]
    assert feed_of(client_of(family.mother)) == {}


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
def test_who_may_release(family, client_of, analysed, who, status):
    recording = analysed()
    assert release(client_of(getattr(family, who)), recording).status_code == status
    assert versions().count() == (1 if status == 201 else 0)


@pytest.mark.parametrize(
    ("who", "status"),
    [("midwife", 200), ("dietitian", 200), ("mother", 403), ("stranger", 404), ("other_mother", 403)],
)
def test_proposal_and_versions_are_for_the_care_team(family, client_of, analysed, who, status):
    recording = analysed()
    release(client_of(family.midwife), recording)
    client = client_of(getattr(family, who))
    assert client.get(address(recording, "/proposal")).status_code == status
    assert client.get(address(recording, "/versions")).status_code == status


def test_a_released_text_reaches_her_with_name_time_and_a_notice(family, client_of, analysed):
    recording, mother = analysed(), client_of(family.mother)
    released = release(client_of(family.midwife), recording).json()
    body = mother.get(address(recording)).json()
    assert (body["state"], body["words"], body["is_outdated"]) == ("released", "", False)
    assert body["version"]["text"] == "The heart rate lay around 140. See you on Friday."
    assert body["version"]["released_by"] == family.midwife.get_full_name()
    assert body["version"]["released_by_profession"] == "midwife"
    assert feed_of(mother) == {released["id"]: body["version"]}
    notice = Notification.objects.get(kind="plain_version")
    assert (notice.person_id, notice.object_id) == (family.mother.pk, recording.public_id)
    assert OutboxMessage.objects.filter(name="recording.plain_version_changed").count() == 1
    assert "reason" not in body["version"]


def test_other_mothers_and_strangers_find_nothing(family, client_of, analysed):
    recording = analysed()
    release(client_of(family.midwife), recording)
    for who in (family.other_mother, family.stranger):
        assert client_of(who).get(address(recording)).status_code == 404


def test_the_proposal_is_in_her_language_and_an_untouched_one_is_not_edited(family, client_of, analysed):
    family.mother.language = "ko"
    family.mother.save()
    recording, client = analysed(), client_of(family.midwife)
    proposed = client.get(address(recording, "/proposal")).json()
    assert proposed["language"] == "ko"
    assert proposed["analysis_id"] == str(recording.current_analysis.public_id)
    english = client.get(address(recording, "/proposal?language=en")).json()["text"]
    assert english.startswith("This recording is 12 minutes long.")
    assert english != proposed["text"]
    assert release(client, recording, language="ko", text=proposed["text"]).json()["is_edited"] is False
    again = release(client, recording, language="en", text=english + " Call us.", seen_version=1)
    assert again.json()["is_edited"] is True


def test_a_release_about_an_older_analysis_is_refused_in_words(family, client_of, analysed, monkeypatch):
    recording, client = analysed(), client_of(family.midwife)
    analysed_again(recording, monkeypatch)
    answer = release(client, recording)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_analysis")
    assert "newer analysis" in answer.json()["title"] + answer.json().get("detail", "")
    assert versions().count() == 0


def test_a_newer_analysis_marks_what_was_released(family, client_of, analysed, monkeypatch):
    recording = analysed()
    release(client_of(family.midwife), recording)
    analysed_again(recording, monkeypatch)
    body = client_of(family.mother).get(address(recording)).json()
    assert body["is_outdated"] is True
    assert body["words"].startswith("This recording was analysed again since.")


def test_a_text_is_withdrawn_with_a_reason_that_she_does_not_read(family, client_of, analysed):
    recording, client, mother = analysed(), client_of(family.midwife), client_of(family.mother)
    name = release(client, recording).json()["id"]
    assert withdraw(client, recording, reason=" ").status_code == 400
    assert withdraw(client, recording).status_code == 201
    body = mother.get(address(recording)).json()
    assert (body["state"], body["version"]) == ("withdrawn", None)
    assert "taken back" in body["words"]
    assert "wrong mother" not in str(body)
    assert feed_of(mother) == {name: None}
    listed = client.get(address(recording, "/versions")).json()["versions"]
    assert [(one["version"], one["state"], one["reason"]) for one in listed] == [
        (2, "withdrawn", "Written to the wrong mother."),
        (1, "released", ""),
    ]
    assert withdraw(client, recording, seen_version=2).json()["code"] == "not_released"
    newer = release(client, recording, seen_version=2, text="Now the right one.").json()
    assert feed_of(mother)[newer["id"]]["text"] == "Now the right one."


def test_whoever_did_not_see_the_newest_version_is_told(family, client_of, analysed):
    recording = analysed()
    assert release(client_of(family.midwife), recording).status_code == 201
    late = release(client_of(family.obstetrician), recording)
    assert (late.status_code, late.json()["code"], late.json()["current_version"]) == (
        409,
        "newer_version",
        1,
    )
    assert (
        withdraw(client_of(family.obstetrician), recording, seen_version=0).json()["code"] == "newer_version"
    )


@pytest.mark.parametrize(
    ("about", "field"),
    [({"text": "  "}, "text"), ({"language": "fr"}, "language"), ({"seen_version": -1}, "seen_version")],
)
def test_what_is_no_text_is_refused(family, client_of, analysed, about, field):
    answer = release(client_of(family.midwife), analysed(), **about)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_nothing_is_released_before_there_is_an_analysis(family, client_of, completed):
    recording = completed()
    body = {"analysis_id": str(uuid4()), "seen_version": 0, "text": "x", "language": "en"}
    client = client_of(family.midwife)
    answer = client.post(address(recording), body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
    assert client.get(address(recording, "/proposal")).status_code == 409


def analysed_again(recording, monkeypatch):
    monkeypatch.setattr("ml_models.ctg.METHOD_VERSION", "ctg-next", raising=False)
    rows = type(recording).objects.for_system("test").filter(pk=recording.pk)
    rows.update(state="complete", analysis_due_at=timezone.now() - timedelta(seconds=1))
    older = recording.current_analysis_id
    run_analysis(recording.public_id)
    assert fresh(recording).current_analysis_id != older


def test_a_new_analysis_is_announced_to_who_holds_the_text(family, client_of, analysed, monkeypatch):
    recording, mother = analysed(), client_of(family.mother)
    assert release(client_of(family.midwife), recording).status_code == 201
    seen = mother.get("/api/v1/changes?after=0").json()
    (held,) = feed_of(mother).values()
    assert held["is_outdated"] is False
    analysed_again(recording, monkeypatch)
    changes = mother.get(f"/api/v1/changes?after={seen['next_after']}").json()["changes"]
    (told,) = [change for change in changes if change["kind"] == "plain_version"]
    assert told["object"] == {**held, "is_outdated": True}
    assert mother.get(address(recording)).json()["version"] == told["object"]


def test_a_new_analysis_announces_no_text_that_was_withdrawn(family, client_of, analysed, monkeypatch):
    recording, mother, client = analysed(), client_of(family.mother), client_of(family.midwife)
    release(client, recording)
    assert withdraw(client, recording).status_code == 201
    after = mother.get("/api/v1/changes?after=0").json()["next_after"]
    analysed_again(recording, monkeypatch)
    changes = mother.get(f"/api/v1/changes?after={after}").json()["changes"]
    assert "plain_version" not in {change["kind"] for change in changes}
    assert "analysis" in {change["kind"] for change in changes}


def test_a_new_analysis_is_announced_to_who_holds_a_reading(family, client_of, analysed, monkeypatch):
    recording, mother = analysed(), client_of(family.mother)
    about = {
        "analysis_id": str(recording.current_analysis.public_id),
        "action": "sign",
        "assessment": "Seen.",
    }
    body = {**about, "advice_to_mother": "See you on Friday.", "released": True}
    made = client_of(family.midwife).post(
        f"/api/v1/recordings/{recording.public_id}/review", body, content_type="application/json"
    )
    assert made.status_code == 201
    after = mother.get("/api/v1/changes?after=0").json()["next_after"]
    analysed_again(recording, monkeypatch)
    changes = mother.get(f"/api/v1/changes?after={after}").json()["changes"]
    assert [one["object"]["is_outdated"] for one in changes if one["kind"] == "review"] == [True]
