"""The mother is asked once for a closing, never after a loss; her team's lead reads no names."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.accounts.models import TeamMembership
from apps.consultations.models import Rating
from apps.consultations.services import closing, ratings
from apps.foundation.errors import Forbidden
from apps.foundation.models import OutboxMessage
from apps.foundation.outbox import deliver_due
from apps.pregnancies.models import Fetus
from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from tests.consultations.record.conftest import AT
from tests.factories import MotherFactory, PregnancyFactory, in_care

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(clinic, thread):
    closing.close_with_note(
        clinic.obstetrician, thread_id=thread.public_id, without_note="administrative", at=AT
    )
    return thread


def address(thread, tail=""):
    return f"/api/v1/consultations/{thread.public_id}/rating{tail}"


def give(client, thread, **body):
    return client.put(address(thread), {"stars": 4, **body}, content_type="application/json")


def asked(phone):
    """Whether her phone should ask, by rating, as the change feed tells."""
    changes = phone.get("/api/v1/changes?after=0").json()["changes"]
    return [change["object"]["is_asked"] for change in changes if change["kind"] == "consultation_rating"]


def test_she_is_asked_once_and_an_answer_ends_it(clinic, closed, client_of):
    phone = client_of(clinic.mother)
    assert asked(phone) == [True]
    assert phone.get(address(closed)).json()["is_asked"] is True
    first = give(phone, closed, words="Kind.")
    assert (first.status_code, first.json()["stars"], first.json()["words"]) == (201, 4, "Kind.")
    assert asked(phone) == [False]
    changed = give(phone, closed, stars=5)
    assert (changed.status_code, changed.json()["stars"], changed.json()["words"]) == (200, 5, "")
    assert Rating.objects.for_system("test").count() == 1


def test_she_may_decline_on_one_device_for_all_and_still_change_her_mind(clinic, closed, client_of):
    phone = client_of(clinic.mother)
    for _twice in range(2):
        assert phone.post(address(closed, "/decline")).json()["is_asked"] is False
    assert asked(phone) == [False]
    assert give(phone, closed).status_code == 201


@pytest.mark.parametrize(("days", "is_taken"), [(7, True), (8, False)])
def test_an_answer_can_be_changed_for_seven_days(clinic, closed, days, is_taken):
    about = {"thread_id": closed.public_id, "words": ""}
    ratings.rate(clinic.mother, stars=2, at=AT, **about)
    later = AT + timedelta(days=days)
    if is_taken:
        assert ratings.rate(clinic.mother, stars=3, at=later, **about)[0].stars == 3
    else:
        with pytest.raises(ratings.RatingFixed):
            ratings.rate(clinic.mother, stars=3, at=later, **about)
        assert Rating.objects.for_system("test").get().stars == 2


@pytest.mark.parametrize("body", [{"stars": 0}, {"stars": 6}, {"stars": None}, {"words": "x" * 1_001}])
def test_what_is_no_rating_is_refused(clinic, closed, client_of, body):
    assert give(client_of(clinic.mother), closed, **body).status_code == 400
    assert Rating.objects.for_system("test").get().stars is None


@pytest.mark.parametrize(
    ("who", "status"), [("obstetrician", 403), ("dietitian", 403), ("stranger", 404), ("other_mother", 404)]
)
def test_nobody_else_rates_or_reads_a_rating(clinic, closed, client_of, who, status):
    client = client_of(getattr(clinic, who))
    assert give(client, closed).status_code == status
    assert client.get(address(closed)).status_code == status
    assert client.post(address(closed, "/decline")).status_code == status


def test_nothing_is_rated_before_it_was_closed(clinic, thread, client_of):
    phone = client_of(clinic.mother)
    assert phone.get(address(thread)).status_code == 204
    assert give(phone, thread).json()["code"] == "not_closed"


def test_she_is_not_asked_about_a_consultation_opened_by_mistake(clinic, thread, client_of):
    closing.close_with_note(clinic.midwife, thread_id=thread.public_id, without_note="by_mistake", at=AT)
    assert asked(client_of(clinic.mother)) == []
    assert client_of(clinic.mother).get(address(thread)).status_code == 204


@pytest.mark.parametrize("state", ["miscarried", "stillborn", "terminated", "died"])
def test_she_is_not_asked_after_a_loss_but_may_speak(clinic, thread, client_of, state):
    Fetus.objects.for_system("test").filter(pregnancy=clinic.pregnancy).update(state=state)
    closing.close_with_note(clinic.midwife, thread_id=thread.public_id, without_note="administrative", at=AT)
    phone = client_of(clinic.mother)
    assert asked(phone) == []
    assert give(phone, thread, words="Thank you.").status_code == 201


def test_a_question_that_is_open_is_taken_back_when_the_pregnancy_is_lost(clinic, closed, client_of):
    phone = client_of(clinic.mother)
    record_outcome(
        clinic.obstetrician,
        pregnancy_id=clinic.pregnancy.public_id,
        at=AT + timedelta(days=1),
        new=NewOutcome("miscarriage", AT.date()),
    )
    assert asked(phone) == [True]
    later = OutboxMessage.objects.latest("due_at").due_at + timedelta(seconds=1)
    deliver_due(at=later)
    assert asked(phone) == [False]
    assert ratings.withdraw_after_loss(None, pregnancy_id=clinic.pregnancy.public_id, at=AT) == 0


# ── what the team's lead reads ──


def rated(clinic, opened, count, stars=(5, 4, 5, 1, 3, 2)):
    """Ratings of `count` mothers of the team in the first quarter of 2026."""
    for number in range(count):
        mother = MotherFactory(full_name=f"Secret {number}")
        in_care(mother, clinic.obstetrician, team=clinic.team)
        thread = opened(subject=mother, pregnancy=PregnancyFactory(mother=mother), opened_by=mother)
        closing.close_with_note(
            clinic.obstetrician, thread_id=thread.public_id, without_note="administrative", at=AT
        )
        ratings.rate(
            mother, thread_id=thread.public_id, stars=stars[number], words=f"word {9 - number}", at=AT
        )


def read(client, clinic, quarter="2026-Q1"):
    return client.get(f"/api/v1/care-teams/{clinic.team.public_id}/consultation-ratings?quarter={quarter}")


def lead(clinic):
    TeamMembership.objects.filter(person=clinic.obstetrician).update(is_lead=True)


def test_the_lead_reads_figures_and_words_without_names(clinic, opened, client_of):
    lead(clinic)
    rated(clinic, opened, 5)
    answer = read(client_of(clinic.obstetrician), clinic)
    assert answer.json() == {
        "quarter": "2026-Q1",
        "is_enough": True,
        "count": 5,
        "mean_stars": 3.6,
        "by_stars": [1, 0, 1, 1, 2],
        "words": ["word 5", "word 6", "word 7", "word 8", "word 9"],
    }
    assert "Secret" not in answer.content.decode()


def test_under_five_even_their_number_is_not_told(clinic, opened, client_of):
    lead(clinic)
    rated(clinic, opened, 4)
    none = {"count": None, "mean_stars": None, "by_stars": None, "words": None}
    for quarter in ("2026-Q1", "2025-Q4", "2026-Q2"):
        answer = read(client_of(clinic.obstetrician), clinic, quarter).json()
        assert answer == {"quarter": quarter, "is_enough": False, **none}


@pytest.mark.parametrize(
    ("who", "status"),
    [("obstetrician", 403), ("stranger", 404), ("mother", 403), ("administrator", 403), ("partner", 403)],
)
def test_only_the_lead_reads_them(clinic, client_of, who, status):
    assert read(client_of(getattr(clinic, who)), clinic).status_code == status


@pytest.mark.parametrize("quarter", ["", "2026-Q5", "2026", "1999-Q1", "2026-Q1x"])
def test_whole_quarters_only(clinic, client_of, quarter):
    lead(clinic)
    assert read(client_of(clinic.obstetrician), clinic, quarter).status_code == 400


def test_a_clinician_who_was_handed_a_service_is_refused_too(clinic, closed):
    with pytest.raises(Forbidden):
        ratings.rate(clinic.midwife, thread_id=closed.public_id, stars=5, words="", at=AT)
