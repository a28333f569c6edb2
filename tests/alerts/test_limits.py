"""Limits: the table, a team's, a mother's; inside the safe range, with an end; nobody switches an emergency off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from apps.accounts.models import Care, TeamMembership
from apps.alerts import limits as pure
from apps.alerts.limits import BadTable, LimitTable, Override, resolve
from apps.alerts.models import MotherLimit, TeamLimit
from apps.alerts.selectors.limits import limits_for, limits_of_mother, limits_of_team
from apps.alerts.services import limits as services
from apps.alerts.services.limits import NewLimit
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from tests.alerts.conftest import AT, RULE, TABLE, House
from tests.factories import CareTeamFactory

NEW = NewLimit("tests.rule", "reading", 90, "She sleeps badly.", AT + timedelta(days=30))
LOOSE, STRICT = LimitTable.parse(TABLE), LimitTable.parse(TABLE.replace('"lower"', '"higher"'))


def value(table: LimitTable, *overrides: tuple[float, bool]) -> float:
    rows = [Override("reading", given, mine, str(number)) for number, (given, mine) in enumerate(overrides)]
    return resolve(table, rows)["reading"]


def test_a_mothers_own_counts_before_her_teams_and_those_before_the_table() -> None:
    assert value(LOOSE) == 100
    assert value(LOOSE, (110, False)) == 110
    assert value(LOOSE, (110, False), (115, True)) == 115
    assert value(LOOSE, (115, True), (110, False)) == 115


def test_of_several_teams_the_more_cautious_counts() -> None:
    assert value(LOOSE, (110, False), (105, False)) == 105
    assert value(LOOSE, (105, False), (110, False)) == 105
    assert value(STRICT, (110, False), (105, False)) == 110
    assert value(STRICT, (105, False), (110, False)) == 110


def test_a_row_outside_a_newer_tables_range_is_drawn_to_its_end() -> None:
    assert value(LOOSE, (9_999, True)) == 120
    assert value(LOOSE, (-1, False)) == 80


def test_a_row_for_a_limit_that_is_gone_changes_nothing() -> None:
    assert resolve(LOOSE, [Override("gone", 1, True, "x")]).to_json() == {
        "values": {"reading": 100},
        "set_by": {},
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value = 100", "value = 121"),
        ('unit = "points"', 'unit = ""'),
        ('cautious = "lower"', 'cautious = "both"'),
        ('checked = "seen"', 'checked = "perhaps"'),
        ("version = 1", ""),
        ("{ en =", "{ de ="),
    ],
)
def test_a_table_that_lacks_something_is_refused(old: str, new: str) -> None:
    assert old in TABLE
    with pytest.raises(BadTable):
        LimitTable.parse(TABLE.replace(old, new))


def test_an_id_stands_once_in_a_table() -> None:
    with pytest.raises(BadTable):
        LimitTable.parse(TABLE + TABLE)


def test_every_table_of_the_project_can_be_used() -> None:
    tables = sorted(Path(pure.__file__).parent.glob("rules/nobody_on_duty.toml"))
    assert [list(LimitTable.load(path).rows) for path in tables] == [["gap_minutes"]]


def applies(house: House, at: datetime = AT) -> tuple[float, list[str]]:
    found = limits_for(RULE.limits, RULE.id, house.mother.pk, at=at)  # type: ignore[arg-type]
    return found["reading"], list(found.set_by.values())


def test_a_teams_limit_is_set_ended_and_runs_out(house: House) -> None:
    row = services.set_team_limit(house.lead, team_id=house.team.public_id, new=NEW, at=AT)
    assert applies(house) == (90, [str(row.public_id)])
    assert applies(house, AT + timedelta(days=30)) == (100, [])
    services.end_team_limit(house.lead, team_id=house.team.public_id, limit_id=row.public_id, at=AT)
    assert applies(house) == (100, [])
    row.refresh_from_db()
    assert (row.ended_at, row.ended_by, row.reason, row.author) == (AT, house.lead, NEW.reason, house.lead)


def test_the_limit_of_a_team_that_cares_no_longer_does_not_count(house: House) -> None:
    services.set_team_limit(house.lead, team_id=house.team.public_id, new=NEW, at=AT)
    Care.objects.filter(mother=house.mother).update(ended_at=AT)
    assert applies(house) == (100, [])


def test_a_mothers_limit_counts_before_her_teams(house: House) -> None:
    services.set_team_limit(house.lead, team_id=house.team.public_id, new=NEW, at=AT)
    hers = services.set_mother_limit(
        house.midwife, mother_id=house.mother.public_id, new=replace(NEW, value=85), at=AT
    )
    assert applies(house) == (85, [str(hers.public_id)])
    services.end_mother_limit(house.midwife, mother_id=house.mother.public_id, limit_id=hers.public_id, at=AT)
    assert applies(house)[0] == 90


def test_a_new_limit_ends_the_one_before(house: House) -> None:
    for given in (90, 95):
        services.set_mother_limit(
            house.doctor, mother_id=house.mother.public_id, new=replace(NEW, value=given), at=AT
        )
    rows = MotherLimit.objects.for_system("test").order_by("pk")
    assert [(row.value, row.ended_at) for row in rows] == [(90, AT), (95, None)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"value": 79.9}, "value"),
        ({"value": 120.1}, "value"),
        ({"value": float("nan")}, "value"),
        ({"value": float("inf")}, "value"),
        ({"reason": " "}, "reason"),
        ({"until": AT}, "until"),
        ({"until": AT + timedelta(days=367)}, "until"),
        ({"rule_id": "none"}, "rule"),
        ({"limit_id": "none"}, "limit"),
    ],
)
def test_what_is_outside_the_safe_range_or_says_too_little_is_refused(
    house: House, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        services.set_team_limit(
            house.lead,
            team_id=house.team.public_id,
            new=replace(NEW, **changed),  # type: ignore[arg-type]
            at=AT,
        )
    assert refusal.value.errors[0].field == field
    assert TeamLimit.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "of_team", "of_mother"),
    [
        ("lead", None, None),
        ("doctor", Forbidden, None),
        ("midwife", Forbidden, None),
        ("dietitian", Forbidden, Forbidden),
        ("stranger", NotVisible, NotVisible),
        ("mother", NotVisible, Forbidden),
        ("administrator", Forbidden, NotVisible),
        ("partner", NotVisible, NotVisible),
    ],
)
def test_who_sets_limits(
    house: House, who: str, of_team: type[Exception] | None, of_mother: type[Exception] | None
) -> None:
    person = house.somebody(who)
    acts = [
        (of_team, lambda: services.set_team_limit(person, team_id=house.team.public_id, new=NEW, at=AT)),
        (
            of_mother,
            lambda: services.set_mother_limit(person, mother_id=house.mother.public_id, new=NEW, at=AT),
        ),
    ]
    for refusal, act in acts:
        if refusal is None:
            act()
        else:
            with pytest.raises(refusal):
                act()
    assert TeamLimit.objects.count() == (of_team is None)
    assert MotherLimit.objects.for_system("test").count() == (of_mother is None)


def test_pages_show_what_applies_and_who_set_it(house: House) -> None:
    second = CareTeamFactory()
    TeamMembership.objects.create(team=second, person=house.lead, is_lead=True, started_at=AT)
    Care.objects.create(mother=house.mother, team=second, started_at=AT)
    services.set_team_limit(house.lead, team_id=house.team.public_id, new=NEW, at=AT)
    services.set_team_limit(house.lead, team_id=second.public_id, new=replace(NEW, value=110), at=AT)
    of_team = {row.limit.id: row for row in limits_of_team(house.doctor, house.team.public_id, at=AT)}
    of_mother = {row.limit.id: row for row in limits_of_mother(house.doctor, house.mother, at=AT)}
    assert (of_team["reading"].value, of_team["reading"].set_by.author) == (90, house.lead)  # type: ignore[union-attr]
    assert (of_mother["reading"].value, of_mother["gap_minutes"].set_by) == (90, None)
    with pytest.raises(NotVisible):
        limits_of_team(house.stranger, house.team.public_id, at=AT)
