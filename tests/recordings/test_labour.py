"""In labour as a clinician says, never at home; then other rules, and the outcome score where it is switched on."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.models import TeamMembership
from apps.foundation.models import Revision
from apps.recordings.models import Analysis, Recording
from apps.recordings.services import announcing, completing, intake
from apps.recordings.services.intake import Upload
from tests.factories import AdministratorFactory
from tests.recordings.conftest import fresh, generated, run_analysis

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_the_clinic(family):
    """A recording that the midwife brought in, analysed."""

    def make(minutes=35) -> Recording:
        recording, _new = announcing.announce(
            family.midwife,
            client_id=uuid4(),
            pregnancy_id=family.pregnancy.public_id,
            started_at=timezone.now(),
            at=timezone.now(),
        )
        upload = Upload("x.fhr", generated(minutes))
        intake.store_file(family.midwife, recording_id=recording.public_id, upload=upload, at=timezone.now())
        completing.complete(family.midwife, recording_id=recording.public_id, at=timezone.now())
        run_analysis(recording.public_id)
        return fresh(recording)

    return make


def say(client, recording, in_labour=True):
    address = f"/api/v1/recordings/{recording.public_id}/labour"
    return client.post(address, {"in_labour": in_labour}, content_type="application/json")


def score(client, recording):
    return client.get(f"/api/v1/recordings/{recording.public_id}/outcome-score")


def team_of(person):
    return TeamMembership.objects.get(person=person, ended_at=None).team


def switch(client, team, is_on=True):
    address = f"/api/v1/care-teams/{team.public_id}/outcome-score"
    return client.put(address, {"is_on": is_on}, content_type="application/json")


@pytest.fixture
def score_is_on(family, client_of, settings):
    """The site and the team of the family have switched it on."""
    settings.OUTCOME_SCORE = True
    assert switch(client_of(AdministratorFactory()), team_of(family.midwife)).status_code == 200


def labels(recording):
    verdicts = fresh(recording).current_analysis.result["fetuses"][0]["verdicts"]
    return {name: one["label"] for name, one in verdicts.items()}


@pytest.fixture
def in_labour(family, client_of, of_the_clinic):
    recording = of_the_clinic()
    assert say(client_of(family.midwife), recording).status_code == 202
    run_analysis(recording.public_id, task_id="task-2")
    return fresh(recording)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("obstetrician", 202),
        ("midwife", 202),
        ("dietitian", 403),
        ("mother", 403),
        ("stranger", 404),
        ("other_mother", 403),
    ],
)
def test_who_may_say_that_it_was_in_labour(family, client_of, of_the_clinic, who, status):
    recording = of_the_clinic()
    assert say(client_of(getattr(family, who)), recording).status_code == status
    assert fresh(recording).in_labour is (status == 202)


def test_rules_of_labour_are_asked_then_and_the_older_analysis_stays(family, client_of, in_labour):
    assert labels(in_labour)["nst"] == "not applicable"
    assert labels(in_labour)["figo2015"] != "not applicable"
    assert in_labour.labour_said_by_id == family.midwife.pk
    rows = Analysis.objects.for_system("test").filter(recording=in_labour)
    assert rows.count() == 2
    lines = (
        client_of(family.dietitian)
        .get(f"/api/v1/recordings/{in_labour.public_id}/analyses")
        .json()["analyses"]
    )
    assert [(line["is_current"], line["in_labour"]) for line in lines] == [(True, True), (False, False)]
    changed = {change["rule_set"]: change["after"] for change in lines[0]["changes"]}
    assert changed["nst"] == "not applicable"


def test_a_recording_that_she_made_at_home_is_never_in_labour(family, client_of, analysed):
    recording = analysed()
    answer = say(client_of(family.obstetrician), recording)
    assert (answer.status_code, answer.json()["code"]) == (409, "home_recording")
    rows = Recording.objects.for_system("test").filter(pk=recording.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(in_labour=True, labour_said_by=family.midwife, labour_said_at=timezone.now())


def test_the_same_again_changes_nothing(family, client_of, in_labour):
    assert say(client_of(family.obstetrician), in_labour).status_code == 200
    assert fresh(in_labour).state == "analysed"
    assert say(client_of(family.obstetrician), in_labour, in_labour=False).status_code == 202
    run_analysis(in_labour.public_id, task_id="task-3")
    assert labels(in_labour)["figo2015"] == "not applicable"
    assert Analysis.objects.for_system("test").filter(recording=in_labour).count() == 2


@pytest.mark.parametrize("who", ["obstetrician", "midwife"])
def test_the_score_is_off_unless_somebody_decides_otherwise(family, client_of, in_labour, who):
    assert score(client_of(getattr(family, who)), in_labour).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("obstetrician", 200),
        ("midwife", 200),
        ("dietitian", 403),
        ("mother", 403),
        ("stranger", 404),
        ("other_mother", 403),
    ],
)
def test_the_score_is_for_who_reads_traces(family, client_of, in_labour, score_is_on, who, status):
    answer = score(client_of(getattr(family, who)), in_labour)
    assert answer.status_code == status
    if status == 200:
        body = answer.json()
        assert body["is_interpretable"] is True
        assert [one["ph_below"] for one in body["likelihoods"]] == [7.05, 7.15, 7.2]
        for one in body["likelihoods"]:
            assert 0 <= one["low"] <= one["probability"] <= one["high"] <= 1


def test_a_team_that_has_not_switched_it_on_is_not_shown_it(family, client_of, in_labour, settings):
    midwife, administrator = client_of(family.midwife), client_of(AdministratorFactory())
    assert switch(administrator, team_of(family.midwife)).json()["code"] == "score_is_off"
    settings.OUTCOME_SCORE = True
    assert switch(administrator, team_of(family.stranger)).status_code == 200
    assert score(midwife, in_labour).status_code == 404
    assert switch(administrator, team_of(family.midwife)).json()["is_on"] is True
    assert score(midwife, in_labour).status_code == 200
    settings.OUTCOME_SCORE = False
    assert score(midwife, in_labour).status_code == 404
    settings.OUTCOME_SCORE = True
    assert switch(administrator, team_of(family.midwife), is_on=False).json()["is_on"] is False
    assert score(midwife, in_labour).status_code == 404


@pytest.mark.parametrize("who", ["obstetrician", "dietitian", "mother"])
def test_only_an_administrator_switches_it(family, client_of, settings, who):
    settings.OUTCOME_SCORE = True
    assert switch(client_of(getattr(family, who)), team_of(family.midwife)).status_code == 403


def test_a_switch_says_who_set_it_and_the_same_again_changes_nothing(family, client_of, score_is_on):
    team, administrator = team_of(family.midwife), client_of(AdministratorFactory())
    address = f"/api/v1/care-teams/{team.public_id}/outcome-score"
    first = administrator.get(address).json()
    assert (first["is_on"], first["is_on_here"], first["team"]) == (True, True, str(team.public_id))
    assert switch(administrator, team).json()["set_at"] == first["set_at"]
    switch(administrator, team, is_on=False)
    rows = Revision.objects.filter(table_name="recordings_scoreteam").order_by("pk")
    assert [row.after["is_on"] for row in rows] == [True, False]
    assert administrator.get(f"/api/v1/care-teams/{uuid4()}/outcome-score").status_code == 404


def test_outside_labour_there_is_no_score(family, client_of, of_the_clinic, score_is_on):
    answer = score(client_of(family.obstetrician), of_the_clinic())
    assert (answer.status_code, answer.json()["code"]) == (409, "not_in_labour")


def test_what_cannot_be_told_is_null_with_why(family, client_of, of_the_clinic, score_is_on):
    recording = of_the_clinic(minutes=12)
    say(client_of(family.midwife), recording)
    assert score(client_of(family.midwife), recording).json()["code"] == "not_ready"
    run_analysis(recording.public_id, task_id="task-2")
    body = score(client_of(family.midwife), recording).json()
    assert body["is_interpretable"] is False
    assert "shorter_than_30_min" in body["why_not"]
    assert {one["probability"] for one in body["likelihoods"]} == {None}


def test_nothing_of_the_score_reaches_the_mother(family, client_of, in_labour, score_is_on):
    mother = client_of(family.mother)
    for part in ("analysis", "review", "plain-version"):
        told = mother.get(f"/api/v1/recordings/{in_labour.public_id}/{part}").content.decode()
        assert "probability" not in told
        assert "figo" not in told
    assert mother.get(f"/api/v1/recordings/{in_labour.public_id}/verdicts").status_code == 403


def test_an_analysis_by_the_method_of_today_is_asked_for(family, client_of, analysed, monkeypatch):
    recording, client = analysed(), client_of(family.midwife)
    address = f"/api/v1/recordings/{recording.public_id}/analyses"
    assert client.post(address).json()["code"] == "nothing_newer"
    monkeypatch.setattr("ml_models.ctg.METHOD_VERSION", "ctg-next", raising=False)
    assert client_of(family.dietitian).post(address).status_code == 403
    assert client.post(address).status_code == 202
    assert client.post(address).status_code == 409
    run_analysis(recording.public_id, task_id="task-2")
    versions = [line["method_version"] for line in client.get(address).json()["analyses"]]
    assert versions[0] == "ctg-next"
    assert len(versions) == 2


@pytest.mark.parametrize(("who", "status"), [("dietitian", 200), ("mother", 403), ("stranger", 404)])
def test_verdicts_by_the_api(family, client_of, analysed, who, status):
    answer = client_of(getattr(family, who)).get(f"/api/v1/recordings/{analysed().public_id}/verdicts")
    assert answer.status_code == status
    if status == 200:
        (fetus,) = answer.json()["fetuses"]
        assert [one["rule_set"] for one in fetus["verdicts"]] == [
            "nst",
            "antepartum_criteria",
            "figo2015",
            "nichd2008",
        ]
        assert all(item["source"] and item["rule_version"] for item in fetus["verdicts"][0]["items"])
