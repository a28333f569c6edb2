"""Plans to record: by her clock whatever the clocks do, each occurrence awaited, met by a recording around its hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from apps.accounts.models import Person
from apps.alerts.models import Alert
from apps.expectations.models import Expectation
from apps.expectations.services import looking
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.recordings.models import Recording, RecordingPlan
from apps.recordings.plan_days import Days, moment, occurrences
from apps.recordings.services import announcing, plans
from apps.recordings.services.plans import EVERY_DAY, NewPlan
from tests.factories import ClinicianFactory, MotherFactory, PregnancyFactory, in_care
from tests.recordings.conftest import agree

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
AT = datetime(2027, 3, 27, 9, 0, tzinfo=UTC)
"""The Saturday before the clocks of Berlin go forward: 10:00 there."""
DAILY = NewPlan(time(20, 0), weekdays=EVERY_DAY)


def hours(days: Days, start: datetime, count: int) -> list[str]:
    found = occurrences(days, BERLIN, from_at=start, to_at=start + timedelta(days=count))
    return [f"{day:%a} {due_at:%d %H:%M}" for day, due_at in found]


def test_daily_at_eight_stays_at_eight_by_her_clock_when_the_clocks_change() -> None:
    days = Days(time(20, 0), date(2027, 3, 1), weekdays=EVERY_DAY)
    assert hours(days, AT, 3) == ["Sat 27 19:00", "Sun 28 18:00", "Mon 29 18:00"]


def test_an_hour_that_is_left_out_or_shown_twice_gives_one_moment_and_the_later_one() -> None:
    assert moment(date(2027, 3, 28), time(2, 30), BERLIN) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert moment(date(2027, 10, 31), time(2, 30), BERLIN) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_only_the_days_of_the_plan_count() -> None:
    days = Days(time(8, 0), date(2027, 3, 29), date(2027, 4, 2), weekdays=0b0010101)
    assert hours(days, AT, 14) == ["Mon 29 06:00", "Wed 31 06:00", "Fri 02 06:00"]
    assert hours(Days(time(8, 0), date(2027, 3, 30), on_day=date(2027, 3, 30)), AT, 9) == ["Tue 30 06:00"]


@pytest.fixture
def mother(db: None) -> Person:
    mother = MotherFactory(time_zone="Europe/Berlin")
    agree(mother)
    return mother


@pytest.fixture
def pregnancy(mother: Person) -> Any:
    return PregnancyFactory(mother=mother)


@pytest.fixture
def midwife(mother: Person) -> Person:
    midwife = ClinicianFactory(profession="midwife")
    in_care(mother, midwife)
    return midwife


def awaited() -> list[str]:
    rows = Expectation.objects.for_system("a test looks").filter(kind="planned_recording")
    return [f"{row.due_at:%d %H:%M} {row.state}" for row in rows.order_by("due_at")]


def make(midwife: Person, pregnancy: Any, plan: NewPlan = DAILY) -> RecordingPlan:
    return plans.make(midwife, pregnancy_id=pregnancy.public_id, plan=plan, at=AT)


def record(midwife: Person, pregnancy: Any, started_at: datetime) -> Recording:
    given = {"pregnancy_id": pregnancy.public_id, "started_at": started_at, "at": started_at}
    return announcing.announce(midwife, client_id=uuid4(), **given)[0]


def alerts() -> list[tuple[str, bool]]:
    rows = Alert.objects.for_system("a test looks").order_by("pk")
    return [(row.rule_id, row.condition_ended_at is not None) for row in rows]


def test_each_occurrence_of_the_next_day_and_a_half_is_awaited_once(midwife: Person, pregnancy: Any) -> None:
    make(midwife, pregnancy)
    assert awaited() == ["27 19:00 waiting", "28 18:00 waiting"]
    assert plans.foresee(AT) == 0
    assert plans.foresee(AT + 24 * HOUR) == 1
    assert awaited()[2:] == ["29 18:00 waiting"]


def test_she_travels_and_the_hour_goes_with_her(midwife: Person, pregnancy: Any, mother: Person) -> None:
    make(midwife, pregnancy)
    Person.objects.filter(pk=mother.pk).update(time_zone="Asia/Seoul")
    plans.foresee(AT)
    assert awaited() == ["27 11:00 waiting", "28 11:00 waiting"]


def test_a_recording_around_its_hour_meets_it_and_one_that_was_deleted_does_not(
    midwife: Person, pregnancy: Any, mother: Person
) -> None:
    make(midwife, pregnancy)
    recording = record(midwife, pregnancy, datetime(2027, 3, 27, 19, 40, tzinfo=UTC))
    assert awaited() == ["27 19:00 met", "28 18:00 waiting"]
    announcing.withdraw(mother, recording_id=recording.public_id, at=AT + 12 * HOUR)
    assert awaited() == ["27 19:00 waiting", "28 18:00 waiting"]


def test_what_does_not_begin_in_time_is_an_alert_that_a_late_beginning_ends(
    midwife: Person, pregnancy: Any, mother: Person
) -> None:
    make(midwife, pregnancy)
    looking.sweep(at=datetime(2027, 3, 27, 19, 59, tzinfo=UTC))
    assert alerts() == []
    looking.sweep(at=datetime(2027, 3, 27, 20, 0, tzinfo=UTC))
    assert (alerts(), awaited()[0]) == ([("silence_planned_recording", False)], "27 19:00 late")
    record(midwife, pregnancy, datetime(2027, 3, 27, 21, 0, tzinfo=UTC))
    assert (alerts(), awaited()[0]) == ([("silence_planned_recording", True)], "27 19:00 met")


def test_a_recording_that_was_made_before_anybody_wrote_it_down_counts(
    midwife: Person, pregnancy: Any, mother: Person
) -> None:
    make(midwife, pregnancy, NewPlan(time(20, 0), on_day=date(2027, 3, 30)))
    assert awaited() == []
    due_at = datetime(2027, 3, 30, 18, 0, tzinfo=UTC)
    record(midwife, pregnancy, due_at - HOUR)
    plans.foresee(due_at)
    assert awaited() == ["30 18:00 met"]


def test_an_ended_plan_awaits_nothing_and_ends_once(midwife: Person, pregnancy: Any) -> None:
    plan = make(midwife, pregnancy)
    for later in (1, 2):
        ended = plans.end(midwife, plan_id=plan.public_id, at=AT + later * HOUR)
    assert (ended.ended_at, plans.foresee(AT + 24 * HOUR)) == (AT + HOUR, 0)
    assert awaited() == ["27 19:00 withdrawn", "28 18:00 withdrawn"]


def test_who_may_plan_and_what_is_refused(midwife: Person, pregnancy: Any, mother: Person) -> None:
    dietitian = ClinicianFactory(profession="dietitian")
    in_care(mother, dietitian)
    for person, refusal in ((mother, Forbidden), (dietitian, Forbidden), (ClinicianFactory(), NotVisible)):
        with pytest.raises(refusal):
            make(person, pregnancy)
    past = NewPlan(time(20, 0), on_day=date(2027, 3, 26))
    both = NewPlan(time(20, 0), weekdays=1, on_day=date(2027, 3, 29))
    for plan in (past, both, NewPlan(time(20, 0))):
        with pytest.raises(Invalid):
            make(midwife, pregnancy, plan)
    assert RecordingPlan.objects.for_system("a test looks").count() == 0


def test_twenty_plans_are_enough(midwife: Person, pregnancy: Any) -> None:
    for hour in range(plans.MOST):
        make(midwife, pregnancy, NewPlan(time(hour, 0), on_day=date(2027, 4, 30)))
    with pytest.raises(Conflict):
        make(midwife, pregnancy)


def test_what_was_begun_and_lies_unfinished_is_told(midwife: Person, pregnancy: Any, mother: Person) -> None:
    recording = record(midwife, pregnancy, AT)
    looking.sweep(at=AT + timedelta(minutes=59))
    assert alerts() == []
    looking.sweep(at=AT + timedelta(minutes=60))
    assert alerts() == [("silence_recording_upload", False)]
    announcing.withdraw(mother, recording_id=recording.public_id, at=AT + 2 * HOUR)
    assert alerts() == [("silence_recording_upload", True)]
