"""The worklist: worst first, then longest waiting; the counts are those of the list."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.pregnancies.rules.dating import StatedDueDate
from apps.recordings.models import Recording
from apps.recordings.services import reviews
from apps.recordings.services.reviews import Reading
from tests.console.conftest import Ward, followed, recorded
from tests.factories import MotherFactory, in_care

URL = "/worklist/"


def rows_of(page: str) -> list[str]:
    return re.findall(r'class="table__link" href="([^"]+)"', page)


def url_of(recording: Recording) -> str:
    return reverse("console:recording", args=[recording.public_id])


def test_worst_comes_first_then_the_longest_waiting(ward: Ward, doctor: Client) -> None:
    newer = recorded(ward.pregnancy, seed=3, ago=timedelta(hours=1))
    older = recorded(ward.pregnancy, seed=4, ago=timedelta(hours=9))
    worst = recorded(ward.pregnancy, "bradycardia", seed=44, ago=timedelta(minutes=40))
    page = doctor.get(URL).content.decode()
    assert rows_of(page) == [url_of(worst), url_of(older), url_of(newer)]
    assert "The baseline is low" in page


def test_the_tabs_count_what_they_show(ward: Ward, doctor: Client) -> None:
    recorded(ward.pregnancy, seed=3)
    recorded(ward.pregnancy, "bradycardia", seed=44)
    assert counts(doctor.get(URL).content.decode()) == {
        "All": 2,
        "Critical": 1,
        "Needs attention": 0,
        "Unknown": 0,
        "For information": 1,
    }
    assert len(rows_of(doctor.get(f"{URL}?show=critical").content.decode())) == 1
    assert len(rows_of(doctor.get(f"{URL}?show=warning").content.decode())) == 0
    assert len(rows_of(doctor.get(f"{URL}?show=no-such-level").content.decode())) == 2


def counts(page: str) -> dict[str, int]:
    found = re.findall(r'class="tabs__tab"[^>]*>([^<]+?) <span class="soft">(\d+)</span>', page)
    return {words.strip(): int(number) for words, number in found}


def test_a_signed_recording_leaves_the_list(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)
    reading = Reading(recording.current_analysis.public_id, assessment="As expected.")
    reviews.sign(ward.midwife, recording_id=recording.public_id, reading=reading, at=recording.completed_at)
    page = doctor.get(URL).content.decode()
    assert rows_of(page) == []
    assert "Nothing waits for you." in page


def test_a_dietitian_is_told_who_reads_recordings(ward: Ward, client_of: Callable[[Any], Client]) -> None:
    recorded(ward.pregnancy)
    page = client_of(ward.dietitian).get(URL).content.decode()
    assert rows_of(page) == []
    assert "Recordings are read by obstetricians and midwives." in page


def test_another_teams_recordings_are_not_counted(ward: Ward, client_of: Callable[[Any], Client]) -> None:
    recorded(ward.pregnancy)
    assert counts(client_of(ward.stranger).get(URL).content.decode())["All"] == 0


def test_it_listens_to_every_mother_in_her_care_from_the_number_that_it_shows(
    ward: Ward, doctor: Client
) -> None:
    recorded(ward.pregnancy)
    heads = doctor.get(URL).context["heads"]
    assert list(heads) == [str(ward.mother.public_id)]
    assert heads[str(ward.mother.public_id)] > 0


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(
        [
            query
            for query in captured
            if "access_log" not in query["sql"].lower() and "accesslog" not in query["sql"]
        ]
    )


@pytest.mark.parametrize("url", [URL, "/mothers/"])
def test_the_number_of_queries_does_not_grow_with_the_list(url: str, ward: Ward, doctor: Client) -> None:
    """The access log is written for each mother by herself; everything else is asked once."""
    recording = recorded(ward.pregnancy)
    crowd(ward, recording, 5)
    few = queries_of(doctor, url)
    crowd(ward, recording, 45)
    assert queries_of(doctor, url) == few


def crowd(ward: Ward, recording: Recording, count: int) -> None:
    """So many more mothers, each with a recording that waits: a copy of one that was really analysed."""
    analysis = recording.current_analysis
    for number in range(count):
        mother = MotherFactory(full_name=f"Mother of a crowd {number}")
        in_care(mother, ward.doctor, team=ward.doctor.memberships.get().team)
        due = StatedDueDate((recording.started_at + timedelta(days=30)).date())
        pregnancy = followed(ward.doctor, mother, dating=due)
        copy = Recording.objects.create(
            subject=mother,
            pregnancy=pregnancy,
            client_id=mother.public_id,
            uploaded_by=mother,
            fetus=pregnancy.fetuses.get(),
            started_at=recording.started_at,
            utc_offset_minutes=0,
            recorded_at=recording.recorded_at,
            state=recording.state,
            completed_at=recording.completed_at,
            progress=100,
            need_order=recording.need_order,
        )
        copied = type(analysis).objects.create(
            subject=mother,
            recording=copy,
            method_version=analysis.method_version,
            input_sha256=analysis.input_sha256,
            result=analysis.result,
            baseline=analysis.baseline,
        )
        Recording.objects.for_system("a copy for a list").filter(pk=copy.pk).update(current_analysis=copied)
