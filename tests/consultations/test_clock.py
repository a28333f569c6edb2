"""The way in for posting: hours are kept for a moment, and asking for them costs next to nothing."""

from datetime import UTC, datetime
from time import perf_counter

import pytest

from apps.consultations import clock
from apps.consultations.models import ServiceHours
from tests.factories import AdministratorFactory, CareTeamFactory

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 6, 16, tzinfo=UTC)
WEEKLY = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture(autouse=True)
def _nothing_kept():
    clock.forget()
    yield
    clock.forget()


@pytest.fixture
def team():
    team = CareTeamFactory()
    ServiceHours.objects.create(
        team=team, weekly=WEEKLY, time_zone="UTC", set_by=AdministratorFactory(), set_at=FRIDAY
    )
    return team


def test_a_teams_own_hours_decide(team):
    assert clock.answer_due_at(team.pk, "routine", FRIDAY) == datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert clock.answer_due_at(CareTeamFactory().pk, "routine", FRIDAY) == datetime(
        2026, 3, 7, 16, tzinfo=UTC
    )


def test_hours_are_asked_for_once_and_again_after_half_a_minute(team, django_assert_num_queries, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(clock.time, "monotonic", lambda: now[0])
    with django_assert_num_queries(1):
        clock.answer_due_at(team.pk, "routine", FRIDAY)
        now[0] += 29.9
        clock.answer_due_at(team.pk, "urgent", FRIDAY)
    ServiceHours.objects.filter(team=team).update(holidays=["2026-03-09"])
    now[0] += 0.2
    with django_assert_num_queries(1):
        assert clock.answer_due_at(team.pk, "routine", FRIDAY) == datetime(2026, 3, 10, 16, tzinfo=UTC)


def test_a_team_without_hours_is_asked_for_once_too(django_assert_num_queries):
    team = CareTeamFactory()
    with django_assert_num_queries(1):
        for _ in range(3):
            clock.answer_due_at(team.pk, "routine", FRIDAY)


@pytest.mark.parametrize("urgency", ["urgent", "soon", "routine", "administrative"])
def test_posting_can_ask_at_every_message(team, urgency):
    clock.answer_due_at(team.pk, urgency, FRIDAY)
    best_s = min(_run(team.pk, urgency) for _ in range(20))
    assert best_s / 100 < 60e-6  # 20 µs on a quiet machine


def _run(team_id, urgency):
    begin = perf_counter()
    for _ in range(100):
        clock.answer_due_at(team_id, urgency, FRIDAY)
    return perf_counter() - begin
