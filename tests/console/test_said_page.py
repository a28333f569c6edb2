"""The page of a recording: marks of clinicians, what the mother reads, in labour, the outcome score."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from apps.accounts.models import TeamMembership
from apps.foundation import accesses
from apps.recordings.models import Disagreement, PlainVersion, Recording
from apps.recordings.services import analysis
from apps.recordings.services.announcing import announce
from apps.recordings.services.completing import complete
from apps.recordings.services.intake import Upload, store_file
from apps.recordings.services.labour import say_labour
from ml_models import ctg
from tests.console.conftest import Ward, recorded
from tests.console.test_recording_page import url_of
from tests.console.test_verdicts_page import analysed_anew

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]


def marks() -> Any:
    return Disagreement.objects.for_system("test")


def texts() -> Any:
    return PlainVersion.objects.for_system("test")


def stretch(recording: Recording, **given: Any) -> dict[str, Any]:
    return {
        "analysis_id": str(recording.current_analysis.public_id),
        "fetus": "1",
        "about": "missed",
        "event_kind": "deceleration",
        "start_s": "100",
        "end_s": "140",
        "note": "Clearly there.",
        **given,
    }


def test_a_mark_is_set_seen_by_the_team_and_taken_back_by_its_author(
    ward: Ward, doctor: Client, client_of: ClientOf
) -> None:
    recording = recorded(ward.pregnancy)
    answer = doctor.post(url_of(recording, "recording_disagree"), stretch(recording))
    assert answer["Location"].endswith("#disagreements")
    for client in (doctor, client_of(ward.dietitian)):
        page = client.get(url_of(recording)).content.decode()
        assert "≠ Missed: Deceleration" in page
        assert "Clearly there." in page
    shown = doctor.get(url_of(recording, "recording_marks")).json()["disputed"]
    assert shown == [{"start_s": 100.0, "end_s": 140.0, "words": "Missed: Deceleration"}]
    back = f"{url_of(recording, 'recording_disagree')}/{marks().get().public_id}/taken-back"
    assert back not in client_of(ward.midwife).get(url_of(recording)).content.decode()
    assert client_of(ward.midwife).post(back).status_code == 403
    assert doctor.post(back).status_code == 302
    page = doctor.get(url_of(recording)).content.decode()
    assert "<s>Missed: Deceleration</s>" in page
    assert doctor.get(url_of(recording, "recording_marks")).json()["disputed"] == []


def test_a_rule_says_who_disagrees_with_it(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)
    code = recording.current_analysis.result["fetuses"][0]["verdicts"]["nst"]["reasons"][0]["code"]
    given = {
        "analysis_id": str(recording.current_analysis.public_id),
        "fetus": "1",
        "rule_set": "nst",
        "rule_code": code,
        "note": "Counted by eye: two.",
    }
    assert doctor.post(url_of(recording, "recording_disagree"), given).status_code == 302
    page = doctor.get(url_of(recording)).content.decode()
    rule = page[page.index(f'id="item-nst-{code}"') :]
    assert "a clinician disagrees" in rule[:1500]
    assert "Counted by eye: two." in page


@pytest.mark.parametrize(
    "given",
    [
        {"start_s": ""},
        {"about": "nonsense"},
        {"start_s": "90000", "end_s": "90001"},
        {"analysis_id": str(uuid4())},
    ],
)
def test_a_mark_that_says_nothing_is_refused_and_not_kept(ward: Ward, doctor: Client, given: dict) -> None:
    recording = recorded(ward.pregnancy)
    answer = doctor.post(url_of(recording, "recording_disagree"), stretch(recording, **given))
    assert answer.status_code in (400, 422)
    assert marks().count() == 0


def test_who_does_not_read_traces_finds_no_form(ward: Ward, client_of: ClientOf) -> None:
    recording = recorded(ward.pregnancy)
    page = client_of(ward.dietitian).get(url_of(recording)).content.decode()
    assert "data-disagree" not in page
    assert "Write and release" not in page
    post = client_of(ward.dietitian).post(url_of(recording, "recording_disagree"), stretch(recording))
    assert (post.status_code, marks().count()) == (403, 0)


def release(recording: Recording, **given: Any) -> dict[str, Any]:
    return {
        "act": "release",
        "analysis_id": str(recording.current_analysis.public_id),
        "seen_version": "0",
        "language": "en",
        "text": "The heart rate lay around 140. Come on Friday.",
        **given,
    }


def test_a_text_is_proposed_edited_released_read_by_her_and_withdrawn(
    ward: Ward, doctor: Client, client_of: ClientOf
) -> None:
    recording, mother = recorded(ward.pregnancy), client_of(ward.mother)
    write, read = url_of(recording, "recording_plain"), url_of(recording, "recording_text")
    assert "has not yet released" in mother.get(read).content.decode()
    page = doctor.get(write).content.decode()
    assert "This recording is 12 minutes long." in page
    assert "call your care team now" in page
    assert doctor.post(write, release(recording)).status_code == 302
    hers = mother.get(read).content.decode()
    assert "Come on Friday." in hers
    assert "Helen Osei" in hers
    assert "call your care team now" in hers
    assert "Come on Friday." in doctor.get(url_of(recording)).content.decode()
    assert doctor.get(read)["Location"].endswith("#mother-text")
    gone = {"act": "withdraw", "seen_version": "1", "reason": "Wrong mother."}
    assert doctor.post(write, {**gone, "reason": ""}).status_code == 422
    assert doctor.post(write, gone).status_code == 302
    hers = mother.get(read).content.decode()
    assert "Come on Friday." not in hers
    assert "Wrong mother." not in hers
    assert "taken back" in hers
    assert "Wrong mother." in doctor.get(write).content.decode()


def test_a_release_on_an_older_analysis_is_refused_and_her_words_stay(
    ward: Ward, doctor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = recorded(ward.pregnancy)
    given = release(recording)
    newer = analysed_anew(recording, monkeypatch)
    answer = doctor.post(url_of(recording, "recording_plain"), given)
    page = answer.content.decode()
    assert (answer.status_code, texts().count()) == (422, 0)
    assert "There is a newer analysis than the one this text is about." in page
    assert "Come on Friday." in page
    assert str(newer.public_id) in page
    again = {**given, "analysis_id": str(newer.public_id)}
    assert doctor.post(url_of(recording, "recording_plain"), again).status_code == 302


def of_the_clinic(ward: Ward, minutes: float = 35) -> Recording:
    """A recording that the obstetrician brought in, said to be in labour, and analysed."""
    now = timezone.now()
    with accesses.collected():
        recording, _new = announce(
            ward.doctor,
            client_id=uuid4(),
            pregnancy_id=ward.pregnancy.public_id,
            started_at=now,
            at=now,
        )
        upload = Upload("trace.fhr", ctg.write_bytes(ctg.generate(minutes, 5), "trace.fhr"))
        store_file(ward.doctor, recording_id=recording.public_id, upload=upload, at=now)
        complete(ward.doctor, recording_id=recording.public_id, at=now)
        say_labour(ward.doctor, recording_id=recording.public_id, in_labour=True, at=now)
        analysis.run(recording.public_id, task_id="test", now=timezone.now)
    recording.refresh_from_db()
    return recording


def test_in_labour_the_rules_of_labour_are_shown(ward: Ward, doctor: Client) -> None:
    recording = of_the_clinic(ward)
    page = doctor.get(url_of(recording)).content.decode()
    assert 'id="verdict-figo2015"' in page
    assert 'id="verdict-nichd2008"' in page
    assert 'id="verdict-nst"' not in page
    assert "It was not made in labour" in page
    assert doctor.post(url_of(recording, "recording_labour"), {"in_labour": "0"}).status_code == 302
    recording.refresh_from_db()
    assert (recording.in_labour, recording.state) == (False, "complete")


def test_what_she_recorded_at_home_cannot_be_said_to_be_in_labour(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)
    assert "It was made in labour" not in doctor.get(url_of(recording)).content.decode()
    assert doctor.post(url_of(recording, "recording_labour"), {"in_labour": "1"}).status_code == 409


def test_the_score_is_offered_where_it_is_on_and_says_what_it_is_not_for(
    ward: Ward, doctor: Client, client_of: ClientOf, settings: Any
) -> None:
    recording = of_the_clinic(ward)
    ask = "Ask for the outcome score"
    assert ask not in doctor.get(url_of(recording)).content.decode()
    settings.OUTCOME_SCORE = True
    assert ask not in doctor.get(url_of(recording)).content.decode()
    assert switched(ward, client_of, is_on="on").status_code == 302
    assert ask in doctor.get(url_of(recording)).content.decode()
    assert ask not in client_of(ward.dietitian).get(url_of(recording)).content.decode()
    assert ask not in doctor.get(url_of(recorded(ward.pregnancy))).content.decode()
    told = doctor.get(url_of(recording, "recording_outcome")).content.decode()
    assert told.count("pH &lt;") == 3
    assert "It must not decide by itself" in told
    assert client_of(ward.dietitian).get(url_of(recording, "recording_outcome")).status_code == 403


def switched(ward: Ward, client_of: ClientOf, **typed: str) -> Any:
    """What an administrator is answered who sets the switch of the ward's team."""
    team = TeamMembership.objects.get(person=ward.midwife, ended_at=None).team
    address = reverse("console:team_score", args=[team.public_id])
    return client_of(ward.administrator).post(address, typed)


def test_the_switch_of_a_team_is_on_its_page_where_the_site_has_it_on(
    ward: Ward, client_of: ClientOf, settings: Any
) -> None:
    team = TeamMembership.objects.get(person=ward.midwife, ended_at=None).team
    address, browser = reverse("console:team_score", args=[team.public_id]), client_of(ward.administrator)
    team_page = reverse("console:team", args=[team.public_id])
    assert browser.get(address).status_code == 404
    assert address not in browser.get(team_page).content.decode()
    settings.OUTCOME_SCORE = True
    assert address in browser.get(team_page).content.decode()
    assert "checked" not in browser.get(address).content.decode()
    assert switched(ward, client_of, is_on="on").status_code == 302
    assert "checked" in browser.get(address).content.decode()
    assert switched(ward, client_of).status_code == 302
    assert "checked" not in browser.get(address).content.decode()


def test_the_page_says_that_a_result_is_of_an_older_method(
    ward: Ward, doctor: Client, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = recorded(ward.pregnancy)
    told = "An older method, or one with other weights, found this."
    assert told not in doctor.get(url_of(recording)).content.decode()
    monkeypatch.setenv("KAISHI_CTG_WEIGHTS", "own")
    for client in (doctor, client_of(ward.dietitian)):
        assert told in client.get(url_of(recording)).content.decode()
    analysed_anew(recording, monkeypatch, ctg.METHOD_VERSION)
    page = doctor.get(url_of(recording)).content.decode()
    assert told not in page
    assert "false-signal-own-1" in page[page.index('id="analyses"') :]


def test_the_page_names_the_scalp_electrode(ward: Ward, doctor: Client) -> None:
    recording = of_the_clinic(ward)
    assert "Scalp electrode" not in doctor.get(url_of(recording)).content.decode()
    Recording.objects.for_system("test").filter(pk=recording.pk).update(scalp_rates=2)
    page = doctor.get(url_of(recording)).content.decode()
    assert "<dt>Scalp electrode</dt><dd>second rate</dd>" in page


def test_a_newer_method_is_offered_and_asked_for(
    ward: Ward, doctor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = recorded(ward.pregnancy)
    offer = "Analyse again with the newer method"
    assert offer not in doctor.get(url_of(recording)).content.decode()
    monkeypatch.setattr("ml_models.ctg.METHOD_VERSION", "ctg-next", raising=False)
    assert offer in doctor.get(url_of(recording)).content.decode()
    assert doctor.post(url_of(recording, "recording_again")).status_code == 302
    recording.refresh_from_db()
    assert recording.state == "complete"
    assert doctor.post(url_of(recording, "recording_again")).status_code == 409


@pytest.mark.parametrize("language", ["ko", "zh-hans"])
def test_her_page_is_in_her_language(ward: Ward, doctor: Client, client_of: ClientOf, language: str) -> None:
    recording = recorded(ward.pregnancy)
    ward.mother.language = language
    ward.mother.save()
    hers = client_of(ward.mother).get(url_of(recording, "recording_text")).content.decode()
    assert "care team" not in hers
    with translation.override(language):
        from apps.recordings import plain_words

        assert plain_words.not_yet() in hers
