"""The page of one recording: strip, findings in words, its way there, and the reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.console import caveats
from apps.pregnancies.services.fetuses import add_fetus
from apps.recordings.models import Recording, Report, Review, ReviewState
from apps.recordings.services import report_making
from apps.recordings.services.announcing import GivenGap
from ml_models.ctg.notes import EXPLANATIONS
from tests.console.conftest import Ward, announced, recorded


def url_of(recording: Recording, name: str = "recording") -> str:
    return reverse(f"console:{name}", args=[recording.public_id])


def reading(recording: Recording, **given: Any) -> dict[str, Any]:
    """What the form sends that was opened just now."""
    found = recording.current_analysis
    signed = [review for review in stored(recording) if review.state == ReviewState.SIGNED]
    return {
        "analysis": str(found.public_id) if found else "",
        "amends": str(signed[-1].public_id) if signed else "",
        "baseline_bpm": "135",
        "variability": "normal",
        "assessment": "Accelerations, no decelerations.",
        "advice_to_mother": "",
        "act": "sign",
        **given,
    }


def stored(recording: Recording) -> list[Review]:
    return list(Review.objects.for_system("a test looks").filter(recording=recording).order_by("pk"))


def test_it_says_in_words_what_the_strip_shows(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy, "bradycardia", seed=44)
    page = doctor.get(url_of(recording)).content.decode()
    found = recording.current_analysis.result["fetuses"][0]
    assert f"The baseline is about {round(found['mean_baseline_bpm'])} bpm." in page
    assert "The baseline is low" in page
    assert f'data-trace-url="/api/v1/recordings/{recording.public_id}/trace"' in page
    assert page.count("data-strip-event=") == len(found["accelerations"]) + len(found["decelerations"]) + len(
        found["contractions"]
    )


def test_a_paper_is_asked_for_watched_and_opened(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)
    assert "No paper has been made yet." in doctor.get(url_of(recording)).content.decode()
    asked = doctor.post(
        url_of(recording, "recording_reports"), {"paper": "3/30"}, headers={"HX-Request": "true"}
    )
    told = asked.content.decode()
    assert "3 cm/min, 30 bpm/cm, English" in told
    assert 'hx-trigger="every 2s"' in told
    report = Report.objects.for_system("a test looks").get(recording=recording)
    opened = reverse("console:recording_report", args=[recording.public_id, report.public_id])
    assert opened not in told
    report_making.run(report.public_id, task_id="a", now=timezone.now)
    done = doctor.get(url_of(recording, "recording_reports")).content.decode()
    assert f'href="{opened}"' in done
    assert "every 2s" not in done
    assert b"".join(doctor.get(opened).streaming_content).startswith(b"%PDF")
    assert b"".join(doctor.get(f"{opened}?picture").streaming_content).startswith(b"\x89PNG")


@pytest.mark.parametrize("paper", ["4/20", "1/25", "x", ""])
def test_a_paper_that_does_not_exist_is_refused(paper: str, ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)
    assert doctor.post(url_of(recording, "recording_reports"), {"paper": paper}).status_code == 400
    assert not Report.objects.for_system("a test looks").exists()


def test_what_was_not_measured_is_a_question_mark_never_a_zero(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)
    result = recording.current_analysis.result
    result["fetuses"][0] |= {"mean_baseline_bpm": None, "stv_ms": None, "signal_loss": None}
    shown = findings_with(recording, doctor)
    assert shown.baseline_bpm is None
    from apps.console.selectors.findings import sentence

    assert sentence(result["fetuses"][0]).startswith("No baseline can be told.")
    assert sentence(result["fetuses"][0]).endswith("How much of the signal is missing is not known.")


def findings_with(recording: Recording, doctor: Client) -> Any:
    from apps.console.selectors.findings import finding

    return finding(
        recording.current_analysis.result["fetuses"][0], number=1, label="", started_at=recording.started_at
    )


def test_every_note_of_the_analysis_has_a_sentence() -> None:
    assert set(EXPLANATIONS) == set(caveats.SENTENCES) | caveats.SAID_ELSEWHERE
    assert caveats.sentences(["a_note_of_tomorrow"]) == ["The analysis notes: a_note_of_tomorrow."]


def test_each_twin_has_findings_and_marks_of_its_own(ward: Ward, doctor: Client) -> None:
    add_fetus(ward.doctor, pregnancy_id=ward.pregnancy.public_id, at=ward.pregnancy.created_at)
    recording = recorded(ward.pregnancy, "twins", seed=21)
    first, second = (doctor.get(url_of(recording) + f"?fetus={number}").content.decode() for number in (1, 2))
    assert "Fetus B" in first
    bpm = [found["mean_baseline_bpm"] for found in recording.current_analysis.result["fetuses"]]
    assert f"about {round(bpm[0])} bpm" in first
    assert f"about {round(bpm[1])} bpm" in second
    marks = [
        doctor.get(url_of(recording, "recording_marks") + f"?fetus={number}").json() for number in (1, 2)
    ]
    assert marks[0]["baseline_bpm"]["values"] != marks[1]["baseline_bpm"]["values"]


def test_gaps_stand_with_their_cause(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy, gaps=(GivenGap(60.0, 90.0, "network"),))
    page = doctor.get(url_of(recording)).content.decode()
    assert "There was no network" in page
    assert "1 gap, 30 s" in page


def test_on_its_way_it_asks_for_itself_and_then_comes_anew(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy, analysed=False, ago=timedelta(minutes=14))
    page = doctor.get(url_of(recording)).content.decode()
    assert "The analysis is under way." in page
    assert 'hx-trigger="every 2s, kaishi:changed from:body"' in page
    answer = doctor.get(url_of(recording, "recording_state"))
    assert "HX-Refresh" not in answer
    from django.utils import timezone

    from apps.recordings.services import analysis

    analysis.run(recording.public_id, task_id="test", now=timezone.now)
    assert doctor.get(url_of(recording, "recording_state"))["HX-Refresh"] == "true"


def test_what_never_completes_does_not_wait_for_ever(ward: Ward, doctor: Client) -> None:
    fresh = doctor.get(url_of(announced(ward.pregnancy, ago=timedelta(minutes=2)))).content.decode()
    assert "Samples are still arriving." in fresh
    assert "every 2s" in fresh
    silent = doctor.get(url_of(announced(ward.pregnancy, ago=timedelta(hours=8)))).content.decode()
    assert "Nothing has come <time" in silent
    assert "every 30s" in silent


def test_an_analysis_that_takes_far_too_long_is_told(ward: Ward, doctor: Client) -> None:
    page = doctor.get(url_of(recorded(ward.pregnancy, analysed=False))).content.decode()
    assert "The analysis takes far longer than usual." in page


def test_without_samples_it_is_empty_and_says_so(ward: Ward, doctor: Client) -> None:
    page = doctor.get(url_of(announced(ward.pregnancy))).content.decode()
    assert "No samples have arrived yet." in page
    assert "<ctg-strip" not in page


def test_a_newer_analysis_is_told_and_the_form_is_not_thrown_away(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)
    answer = doctor.get(
        url_of(recording, "recording_state") + "?analysis=0190f3f0-0000-7000-8000-000000000000"
    )
    assert "There is a newer analysis." in answer.content.decode()
    assert "HX-Refresh" not in answer


def test_an_obstetrician_signs_and_the_mother_reads_the_advice(
    ward: Ward, doctor: Client, client_of: Callable[[Any], Client]
) -> None:
    recording = recorded(ward.pregnancy)
    given = reading(recording, advice_to_mother="All is as it should be.", is_released="on")
    answer = doctor.post(url_of(recording), given)
    assert (answer.status_code, answer["Location"]) == (302, url_of(recording) + "?kept=1#reading")
    assert [(row.version, row.state, row.assessment) for row in stored(recording)] == [
        (1, ReviewState.SIGNED, "Accelerations, no decelerations.")
    ]
    told = client_of(ward.mother).get(f"/api/v1/recordings/{recording.public_id}/review").content.decode()
    assert "All is as it should be." in told


def test_an_amendment_leaves_the_first_version_on_the_page(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)
    doctor.post(url_of(recording), reading(recording, assessment="First words."))
    assert "Amend the reading" in doctor.get(url_of(recording)).content.decode()
    first = stored(recording)[0]
    further = reading(recording, assessment="Second words.", amends=str(first.public_id))
    doctor.post(url_of(recording), further)
    page = doctor.get(url_of(recording)).content.decode()
    assert page.index("Version 2, amended") < page.index("Version 1, signed")
    assert "First words." in page
    assert [row.version for row in stored(recording)] == [1, 2]


def test_who_signs_what_a_colleague_has_signed_meanwhile_reads_that_first(
    ward: Ward, doctor: Client, client_of: Callable[[Any], Client]
) -> None:
    recording = recorded(ward.pregnancy)
    doctor.post(url_of(recording), reading(recording, assessment="Pathological, deliver now."))
    midwife = client_of(ward.midwife)
    answer = midwife.post(url_of(recording), reading(recording, assessment="Normal trace.", amends=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Helen Osei has signed this recording meanwhile. Read that first." in page
    assert "Pathological, deliver now." in page
    assert "Normal trace." in page
    assert [row.version for row in stored(recording)] == [1]
    shown = {name: value or "" for name, value in answer.context["form"].data.items()}
    assert midwife.post(url_of(recording), {**shown, "act": "sign"}).status_code == 302
    assert [row.assessment for row in stored(recording)] == ["Pathological, deliver now.", "Normal trace."]


def test_an_open_page_is_told_of_a_signature(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)
    page = doctor.get(url_of(recording))
    asks = f"{url_of(recording, 'recording_state')}?analysis={page.context['seen']}&signed="
    assert "has signed this recording meanwhile" not in doctor.get(asks).content.decode()
    doctor.post(url_of(recording), reading(recording))
    assert "has signed this recording meanwhile" in doctor.get(asks).content.decode()


def test_of_twins_each_is_read_by_herself(ward: Ward, doctor: Client) -> None:
    add_fetus(ward.doctor, pregnancy_id=ward.pregnancy.public_id, at=ward.pregnancy.created_at)
    recording = recorded(ward.pregnancy, "twins", seed=21)
    missing = doctor.post(url_of(recording), reading(recording))
    assert missing.status_code == 422
    assert "Variability of fetus B" in missing.content.decode()
    both = reading(recording, second_baseline_bpm="150", second_variability="reduced")
    doctor.post(url_of(recording), both)
    read = stored(recording)[0]
    assert (read.baseline_bpm, read.second_baseline_bpm, read.second_variability) == (135.0, 150.0, "reduced")
    page = doctor.get(url_of(recording)).content.decode()
    assert page.index(">135 bpm") < page.index(">150 bpm")


def test_the_words_of_a_form_are_kept_for_one_person_and_dropped_when_they_have_arrived(
    ward: Ward, doctor: Client
) -> None:
    recording = recorded(ward.pregnancy)
    page = doctor.get(url_of(recording)).content.decode()
    assert f'data-unsent="{ward.doctor.public_id} {recording.public_id}"' in page
    assert "data-unsent-done" not in page
    answer = doctor.post(url_of(recording), reading(recording, act="draft"))
    assert "data-unsent-done" in doctor.get(answer["Location"]).content.decode()


def test_a_draft_is_kept_for_herself_alone(
    ward: Ward, doctor: Client, client_of: Callable[[Any], Client]
) -> None:
    recording = recorded(ward.pregnancy)
    answer = doctor.post(url_of(recording), reading(recording, assessment="Half a thou", act="draft"))
    assert answer.status_code == 302
    assert "Half a thou" in doctor.get(url_of(recording)).content.decode()
    assert "Half a thou" not in client_of(ward.midwife).get(url_of(recording)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"assessment": ""}, "This field is required."),
        ({"assessment": "  "}, "This field is required."),
        ({"baseline_bpm": "high"}, "Enter a number."),
        ({"variability": "splendid"}, "Select a valid choice."),
        ({"variability": ""}, "This field is required."),
        ({"is_released": "on"}, "Write what the mother should read before you release it."),
        (
            {"analysis": "0190f3f0-0000-7000-8000-000000000000"},
            "There is a newer analysis than the one you saw.",
        ),
    ],
)
def test_a_reading_that_cannot_be_signed_stores_nothing_and_keeps_her_words(
    wrong: dict[str, str], sentence: str, ward: Ward, doctor: Client
) -> None:
    recording = recorded(ward.pregnancy)
    answer = doctor.post(url_of(recording), reading(recording, advice_to_mother="", **wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert stored(recording) == []
    if "assessment" not in wrong:
        assert "Accelerations, no decelerations." in answer.content.decode()


def test_a_dietitian_reads_the_page_and_cannot_sign(ward: Ward, client_of: Callable[[Any], Client]) -> None:
    recording = recorded(ward.pregnancy)
    client = client_of(ward.dietitian)
    assert 'name="act"' not in client.get(url_of(recording)).content.decode()
    assert client.post(url_of(recording), reading(recording)).status_code == 403
    assert stored(recording) == []


def test_earlier_and_later_lead_through_the_recordings_of_this_mother(ward: Ward, doctor: Client) -> None:
    first = recorded(ward.pregnancy, seed=3, ago=timedelta(days=2))
    last = recorded(ward.pregnancy, seed=4, ago=timedelta(hours=3))
    page = doctor.get(url_of(first)).content.decode()
    assert f'href="{url_of(last)}" rel="next"' in page
    assert 'rel="prev"' not in page


def test_one_page_costs_the_same_number_of_queries_however_many_recordings_there_are(
    ward: Ward, doctor: Client
) -> None:
    shown = recorded(ward.pregnancy)
    doctor.get(url_of(shown))

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            doctor.get(url_of(shown))
        return len(captured)

    few = count()
    for seed in range(4):
        recorded(ward.pregnancy, seed=seed, ago=timedelta(hours=seed + 5))
    assert count() == few
