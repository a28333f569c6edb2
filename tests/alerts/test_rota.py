"""The duty rota: weeks that survive a change of the clocks, single dates, gaps, and who has left."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from apps.accounts.models import CareTeam, Person, TeamMembership
from apps.alerts import rota
from apps.alerts.models import Shift, ShiftChange, ShiftPattern
from apps.alerts.rota import Duty, Gap, Single, Weekly
from apps.alerts.selectors import is_anybody_on_duty, on_duty
from apps.alerts.selectors.rota import rota_of
from apps.alerts.services import rota as services
from apps.alerts.services.rota import NewPattern
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from tests.alerts.conftest import AT, House, nights

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)  # the days of the change in Berlin, both Sundays
SUNDAY, SATURDAY = 6, 5


def weekly(weekday: int, starts: time, ends: time, person_id: int = 1, key: int = 1) -> Weekly:
    return Weekly(key, person_id, weekday, starts, ends, BERLIN, date(2027, 1, 1), None)


def found(*patterns: Weekly, day: date, changes: rota.Changes | None = None) -> list[Duty]:
    start = datetime.combine(day, time(), tzinfo=BERLIN).astimezone(UTC)
    return rota.duties(patterns, changes or {}, [], from_at=start, to_at=start + timedelta(days=1))


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def test_a_week_is_told_by_the_clock_on_the_wall() -> None:
    """08:00 in Berlin is 07:00 UTC in winter and 06:00 UTC in summer."""
    shift = weekly(SUNDAY, time(8), time(16))
    winter, summer = found(shift, day=date(2027, 3, 21)), found(shift, day=SPRING)
    assert [(duty.starts_at, duty.ends_at) for duty in winter] == [
        (utc(date(2027, 3, 21), 7), utc(date(2027, 3, 21), 15))
    ]
    assert [(duty.starts_at, duty.ends_at) for duty in summer] == [(utc(SPRING, 6), utc(SPRING, 14))]


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 11), (AUTUMN, 13), (date(2027, 5, 2), 12)])
def test_the_night_of_the_change_is_an_hour_shorter_or_longer(day: date, hours: int) -> None:
    [duty] = [one for one in found(weekly(SATURDAY, time(20), time(8)), day=day) if one.ends_at > utc(day, 3)]
    assert duty.ends_at - duty.starts_at == timedelta(hours=hours)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("minute", [0, 30, 59])
def test_a_handover_in_the_hour_of_the_change_leaves_no_gap(day: date, minute: int) -> None:
    handover = time(2, minute)
    night = weekly(SATURDAY, time(20), handover, person_id=1, key=1)
    morning = weekly(SUNDAY, handover, time(20), person_id=2, key=2)
    duties = found(night, morning, day=day)
    start = datetime.combine(day, time(), tzinfo=BERLIN).astimezone(UTC)
    assert rota.gaps(duties, from_at=start, to_at=start + timedelta(hours=12)) == []
    assert rota.on_duty(duties, start + timedelta(minutes=30)) == [1]
    assert rota.on_duty(duties, start + timedelta(hours=6)) == [2]


def test_who_begins_takes_over_at_that_very_moment() -> None:
    early, late = (
        Single(1, 1, utc(SPRING, 6), utc(SPRING, 14)),
        Single(2, 2, utc(SPRING, 14), utc(SPRING, 22)),
    )
    duties = rota.duties([], {}, [early, late], from_at=utc(SPRING, 0), to_at=utc(SPRING, 23))
    assert rota.on_duty(duties, utc(SPRING, 13, 59)) == [1]
    assert rota.on_duty(duties, utc(SPRING, 14)) == [2]
    assert rota.on_duty(duties, utc(SPRING, 22)) == []


def test_gaps_are_what_nobody_covers_overlaps_counted_once() -> None:
    singles = [
        Single(1, 1, utc(SPRING, 2), utc(SPRING, 8)),
        Single(2, 2, utc(SPRING, 4), utc(SPRING, 6)),
        Single(3, 3, utc(SPRING, 9), utc(SPRING, 12)),
    ]
    duties = rota.duties([], {}, singles, from_at=utc(SPRING, 0), to_at=utc(SPRING, 14))
    assert rota.gaps(duties, from_at=utc(SPRING, 0), to_at=utc(SPRING, 14)) == [
        Gap(utc(SPRING, 0), utc(SPRING, 2)),
        Gap(utc(SPRING, 8), utc(SPRING, 9)),
        Gap(utc(SPRING, 12), utc(SPRING, 14)),
    ]


def test_a_single_date_names_somebody_else_or_nobody() -> None:
    shift = weekly(SUNDAY, time(8), time(16), person_id=1)
    [swapped] = found(shift, day=SPRING, changes={(1, SPRING): 2})
    assert (swapped.person_id, swapped.instead_of, swapped.day) == (2, 1, SPRING)
    assert found(shift, day=SPRING, changes={(1, SPRING): None}) == []
    assert len(found(shift, day=SPRING, changes={(1, SPRING - timedelta(days=7)): None})) == 1


def test_on_duty_knows_members_only(house: House) -> None:
    nights(house.team, house.midwife)
    nights(house.team, house.stranger)
    assert on_duty(house.team, AT) == [house.midwife]
    assert on_duty(house.team, AT + timedelta(hours=9)) == []
    assert is_anybody_on_duty(house.mother.pk, AT)
    assert not is_anybody_on_duty(house.mother.pk, AT + timedelta(hours=9))
    assert not is_anybody_on_duty(house.other_mother.pk, AT)


@pytest.mark.parametrize("change", ["left", "deactivated"])
def test_whoever_left_or_was_deactivated_is_on_duty_no_more(house: House, change: str) -> None:
    nights(house.team, house.midwife)
    if change == "left":
        TeamMembership.objects.filter(person=house.midwife).update(ended_at=AT)
    else:
        Person.objects.filter(pk=house.midwife.pk).update(is_active=False)
    assert on_duty(house.team, AT) == []
    shown = rota_of(house.doctor, house.team.public_id, at=AT, days=1)
    assert {duty.is_left for duty in shown.duties} == {True}
    assert [(gap.starts_at, gap.ends_at) for gap in shown.gaps] == [(AT, AT + timedelta(days=1))]


def test_a_zone_that_nobody_knows_is_refused(house: House) -> None:
    with pytest.raises(Invalid):
        add(house.lead, house, zone="Mars/Olympus")
    assert ShiftPattern.objects.count() == 0


def add(by: Person, house: House, *, zone: str = "Europe/Berlin", who: Person | None = None) -> ShiftPattern:
    new = NewPattern((who or house.midwife).public_id, SUNDAY, time(8), time(16), zone, date(2027, 1, 1))
    return services.add_pattern(by, team_id=house.team.public_id, new=new, at=AT)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("lead", None),
        ("administrator", None),
        ("doctor", Forbidden),
        ("dietitian", Forbidden),
        ("stranger", NotVisible),
        ("mother", NotVisible),
        ("partner", NotVisible),
    ],
)
def test_leads_and_administrators_keep_the_rota(
    house: House, who: str, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        add(house.somebody(who), house)
    else:
        with pytest.raises(refusal):
            add(house.somebody(who), house)
    assert ShiftPattern.objects.count() == (1 if refusal is None else 0)


def test_only_members_are_put_on_duty(house: House) -> None:
    with pytest.raises(Invalid):
        add(house.lead, house, who=house.stranger)
    assert ShiftPattern.objects.count() == 0


def swap(
    by: Person, house: House, pattern: ShiftPattern, to: Person | None, day: date = SPRING
) -> ShiftChange:
    return services.change_date(
        by,
        team_id=house.team.public_id,
        pattern_id=pattern.public_id,
        day=day,
        instead_id=to and to.public_id,
        reason="A wedding.",
        at=AT,
    )


def test_a_member_hands_over_her_own_shift(house: House) -> None:
    pattern = add(house.lead, house)
    swap(house.midwife, house, pattern, house.doctor)
    assert on_duty(house.team, utc(SPRING, 10)) == [house.doctor]
    assert on_duty(house.team, utc(SPRING + timedelta(days=7), 10)) == [house.midwife]
    swap(house.doctor, house, pattern, house.midwife)
    assert on_duty(house.team, utc(SPRING, 10)) == [house.midwife]


def test_but_not_to_nobody_and_not_somebody_elses(house: House) -> None:
    pattern = add(house.lead, house)
    for by, to in ((house.midwife, None), (house.doctor, house.doctor)):
        with pytest.raises(Forbidden):
            swap(by, house, pattern, to)
    with pytest.raises(Invalid):
        swap(house.midwife, house, pattern, house.doctor, day=SPRING + timedelta(days=1))
    swap(house.lead, house, pattern, None)
    assert on_duty(house.team, utc(SPRING, 10)) == []


def test_a_swap_to_somebody_who_left_leaves_a_gap(house: House) -> None:
    pattern = add(house.lead, house)
    swap(house.midwife, house, pattern, house.doctor)
    TeamMembership.objects.filter(person=house.doctor).update(ended_at=AT)
    assert on_duty(house.team, utc(SPRING, 10)) == []


def test_ending_a_pattern_keeps_what_was(house: House) -> None:
    pattern = add(house.lead, house)
    now = datetime(2027, 3, 28, 10, tzinfo=UTC)
    services.end_pattern(
        house.lead, team_id=house.team.public_id, pattern_id=pattern.public_id, last_day=SPRING, at=now
    )
    assert on_duty(house.team, utc(SPRING, 10)) == [house.midwife]
    assert on_duty(house.team, utc(SPRING + timedelta(days=7), 10)) == []


def test_a_single_shift_is_added_and_taken_out(house: House) -> None:
    shift = services.add_shift(
        house.lead,
        team_id=house.team.public_id,
        person_id=house.doctor.public_id,
        starts_at=AT,
        ends_at=AT + timedelta(hours=8),
        at=AT,
    )
    assert on_duty(house.team, AT) == [house.doctor]
    services.cancel_shift(house.lead, team_id=house.team.public_id, shift_id=shift.public_id, at=AT)
    assert on_duty(house.team, AT) == []


@pytest.mark.parametrize(
    ("starts", "ends"), [(5, 5), (5, 4), (0, 37), (-9, -1)], ids=["empty", "backwards", "too long", "over"]
)
def test_a_shift_that_cannot_be_is_refused(house: House, starts: int, ends: int) -> None:
    with pytest.raises(Invalid) as refusal:
        services.add_shift(
            house.lead,
            team_id=house.team.public_id,
            person_id=house.doctor.public_id,
            starts_at=AT + timedelta(hours=starts),
            ends_at=AT + timedelta(hours=ends),
            at=AT,
        )
    assert refusal.value.errors[0].field == "ends_at"
    assert Shift.objects.count() == 0


def test_what_belongs_to_another_team_is_not_found(house: House) -> None:
    other = CareTeam.objects.create(name="Other")
    pattern = add(house.lead, house)
    for team_id, pattern_id in ((other.public_id, pattern.public_id), (house.team.public_id, uuid4())):
        with pytest.raises(NotVisible):
            services.end_pattern(
                house.administrator, team_id=team_id, pattern_id=pattern_id, last_day=None, at=AT
            )


def test_fourteen_days_show_their_gaps_in_few_queries(
    house: House, django_assert_num_queries: object
) -> None:
    for person in (house.midwife, house.doctor):
        nights(house.team, person)
    with django_assert_num_queries(5):  # type: ignore[operator]
        shown = rota_of(house.doctor, house.team.public_id, at=AT)
        names = {duty.person.full_name for duty in shown.duties}
    assert names == {"Mina Park", "Helen Osei"}
    assert len(shown.gaps) == 14
    assert (shown.gaps[0].starts_at, shown.gaps[0].ends_at) == (
        AT + timedelta(hours=5),
        AT + timedelta(hours=17),
    )
    assert [person.full_name for person in shown.on_duty_now] == ["Helen Osei", "Mina Park"]
