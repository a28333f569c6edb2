"""Who reads now, what a mother is told while nobody does, and who may set it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from apps.consultations import clock, emergency
from apps.consultations.models import ServiceHours
from apps.consultations.selectors.hours import availability_of, hours_of_team
from apps.consultations.services.hours import NewHours, set_hours
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from tests.consultations.clinic.conftest import AT, WEEK

pytestmark = pytest.mark.django_db
NIGHT = datetime(2027, 3, 2, 22, tzinfo=UTC)
NEXT_MORNING = datetime(2027, 3, 3, 8, tzinfo=UTC)


def test_while_the_team_reads_nothing_is_said_but_whom_to_ring_in_an_emergency(clinic, settings):
    settings.EMERGENCY_NUMBER, settings.SITE_COUNTRY = "", "kr"
    clinic.opens(phone="02-123")
    (shown,) = availability_of(clinic.mother, at=AT)
    assert (shown.reads_now, shown.changes_at) == (True, datetime(2027, 3, 2, 17, tzinfo=UTC))
    assert (shown.text, shown.phone, shown.emergency_number) == ("", "02-123", "119")
    assert shown.emergency_text == "In an emergency call 119 now. Do not wait for an answer here."


def test_out_of_hours_she_is_told_so_and_when_it_reads_again(clinic):
    clinic.opens()
    (shown,) = availability_of(clinic.mother, at=NIGHT)
    assert (shown.reads_now, shown.changes_at) == (False, NEXT_MORNING)
    assert shown.text == "Your care team does not read messages now. It will answer when it is back."


def test_the_teams_own_words_in_her_language_and_ours_where_it_has_none(clinic):
    clinic.opens(out_of_hours={"ko": "지금은 답하지 않습니다."})
    with translation.override("ko"):
        assert availability_of(clinic.mother, at=NIGHT)[0].text == "지금은 답하지 않습니다."
    with translation.override("en"):
        assert availability_of(clinic.mother, at=NIGHT)[0].text.startswith("Your care team does not read")


def test_nobody_has_said_when_it_reads_is_neither_yes_nor_no(clinic):
    (shown,) = availability_of(clinic.mother, at=AT)
    assert (shown.reads_now, shown.changes_at) == (None, None)
    assert shown.text.startswith("We do not know when your care team reads")


@pytest.mark.parametrize(
    ("team", "site", "country", "number"),
    [("110", "999", "cn", "110"), ("", "999", "cn", "999"), ("", "", "cn", "120"), ("", "", "", "")],
)
def test_the_nearest_emergency_number_counts_and_none_is_made_up(
    clinic, settings, team, site, country, number
):
    settings.EMERGENCY_NUMBER, settings.SITE_COUNTRY = site, country
    clinic.opens(emergency_number=team)
    (shown,) = availability_of(clinic.mother, at=AT)
    assert shown.emergency_number == number
    assert (number or "your emergency number") in shown.emergency_text


def test_every_number_of_the_table_is_one():
    assert emergency.numbers() == {"us": "911", "gb": "999", "eu": "112", "cn": "120", "kr": "119"}


def test_a_clinician_sees_her_own_teams_and_strangers_theirs(clinic):
    clinic.opens()
    assert [shown.team_id for shown in availability_of(clinic.midwife, at=AT)] == [clinic.team.public_id]
    assert clinic.team.public_id not in [shown.team_id for shown in availability_of(clinic.stranger, at=AT)]


def test_two_queries_whoever_asks(clinic, django_assert_num_queries):
    clinic.opens()
    with django_assert_num_queries(2):
        availability_of(clinic.mother, at=AT)


def test_an_administrator_sets_the_week_and_what_is_due_follows_at_once(
    clinic, django_capture_on_commit_callbacks
):
    friday = datetime(2027, 3, 5, 10, tzinfo=UTC)
    assert clock.answer_due_at(clinic.team.pk, "routine", friday) == datetime(2027, 3, 6, 10, tzinfo=UTC)
    with django_capture_on_commit_callbacks(execute=True):
        set_hours(
            clinic.administrator,
            team_id=clinic.team.public_id,
            new=NewHours(WEEK, "UTC", phone=" 02-1 ", out_of_hours={"en": " Later. ", "ko": " "}),
            at=AT,
        )
    row = hours_of_team(clinic.midwife, clinic.team.public_id)
    assert (row.phone, row.out_of_hours, row.set_by) == ("02-1", {"en": "Later."}, clinic.administrator)
    assert clock.answer_due_at(clinic.team.pk, "routine", friday) == datetime(2027, 3, 8, 10, tzinfo=UTC)


def test_setting_it_again_replaces_the_whole_week(clinic):
    for weekly in (WEEK, {"sat": [["10:00", "12:00"]], "sun": []}):
        set_hours(clinic.administrator, team_id=clinic.team.public_id, new=NewHours(weekly, "UTC"), at=AT)
    assert ServiceHours.objects.get().weekly == {"sat": [["10:00", "12:00"]]}


@pytest.mark.parametrize("who", ["obstetrician", "midwife", "mother", "partner"])
def test_nobody_else_sets_it(clinic, who):
    with pytest.raises(Forbidden):
        set_hours(getattr(clinic, who), team_id=clinic.team.public_id, new=NewHours(WEEK, "UTC"), at=AT)
    assert ServiceHours.objects.count() == 0


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewHours({"mon": [["12:00", "08:00"]]}, "UTC"), "weekly.mon"),
        (NewHours({"monday": [["08:00", "12:00"]]}, "UTC"), "weekly"),
        (NewHours(WEEK, "Mars/Olympus"), "time_zone"),
        (NewHours(WEEK, "UTC", out_of_hours={"de": "Später."}), "out_of_hours"),
    ],
)
def test_a_week_that_makes_no_sense_names_its_field_and_changes_nothing(clinic, new, field):
    with pytest.raises(Invalid) as refused:
        set_hours(clinic.administrator, team_id=clinic.team.public_id, new=new, at=AT)
    assert refused.value.errors[0].field == field
    assert ServiceHours.objects.count() == 0


def test_a_week_nobody_set_and_a_strangers_are_not_found(clinic):
    with pytest.raises(NotVisible):
        hours_of_team(clinic.midwife, clinic.team.public_id)
    clinic.opens()
    with pytest.raises(NotVisible):
        hours_of_team(clinic.stranger, clinic.team.public_id)
    assert hours_of_team(clinic.administrator, clinic.team.public_id).time_zone == "UTC"
