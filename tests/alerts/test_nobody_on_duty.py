"""An urgent alert and nobody on duty: from the rota to the lead's notification."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from apps.accounts.models import TeamMembership
from apps.alerts import registry
from apps.alerts.findings import Ended, Finding, Missing
from apps.alerts.limits import resolve
from apps.alerts.models import Alert, MissingFacts
from apps.alerts.rules.nobody_on_duty import RULE, Cover, in_words, judge
from apps.alerts.selectors.cover import cover_of, mothers_to_look_at
from apps.alerts.services import covering, handling
from apps.alerts.tasks import look_at_cover
from apps.foundation.severity import Severity
from tests.alerts.conftest import AT, House, Say, finding, journal, nights, told

TABLE = resolve(RULE.limits, [])  # type: ignore[arg-type]
MORNING = AT + timedelta(hours=5)  # the nights end, nobody is on duty for twelve hours
OPEN_ALERT = UUID("01935d4c-0000-7000-8000-000000000007")
COVER = Cover(
    alert=OPEN_ALERT,
    severity=Severity.URGENT,
    has_rota=True,
    nobody_since=AT,
    somebody_at=AT + timedelta(hours=2),
    at=AT + timedelta(minutes=1),
)


def judged(**changed: object) -> object:
    return judge(replace(COVER, **changed), TABLE)  # type: ignore[arg-type]


@pytest.mark.parametrize(("minutes", "speaks"), [(29, False), (30, True), (None, True)])
def test_a_stretch_longer_than_the_limit_is_told(minutes: int | None, speaks: bool) -> None:
    somebody_at = None if minutes is None else AT + timedelta(minutes=minutes)
    assert isinstance(judged(somebody_at=somebody_at), Finding) is speaks


def test_it_is_urgent_for_an_emergency_and_names_alert_and_stretch() -> None:
    found = judged()
    assert isinstance(found, Finding)
    assert (found.severity, found.evidence[0].source_id) == (
        Severity.WARN,
        f"{OPEN_ALERT}:20270303T0300",
    )
    assert found.evidence[0].values == {
        "alert": str(OPEN_ALERT),
        "severity": "urgent",
        "gap_minutes": 120,
        "left_minutes": 119,
    }
    worse = judged(severity=Severity.EMERGENCY)
    assert isinstance(worse, Finding)
    assert worse.severity == Severity.URGENT


def test_it_ends_with_the_alert_or_the_stretch_and_no_rota_is_missing() -> None:
    assert judged(alert=None) == Ended()
    assert judged(nobody_since=None, somebody_at=None) == Ended()
    assert judged(has_rota=False) == Missing("rota")


def test_its_words_say_for_how_long() -> None:
    assert in_words({"left_minutes": 119}) == (
        "An urgent alert of hers was open, and nobody was on duty for the next 1 h 59 min."
    )
    assert in_words({"left_minutes": None}).endswith("the rota named nobody for the next 14 days.")


def test_every_registered_rule_says_what_a_person_must_know() -> None:
    assert "nobody_on_duty" in {rule.id for rule in registry.all_rules()}
    for rule in registry.all_rules():
        assert all(len(str(text)) > 10 for text in (rule.needs, rule.ends, rule.wrong_if, rule.source)), (
            rule.id
        )


def test_a_rule_without_its_texts_or_with_a_taken_id_is_refused() -> None:
    with pytest.raises(registry.BadRule):
        registry.register(replace(RULE, id="new", wrong_if=""))
    with pytest.raises(registry.BadRule):
        registry.register(replace(RULE, judge=lambda facts, limits: None))
    assert registry.rule("new") is None


def test_cover_is_that_of_all_her_teams_and_of_members_only(house: House) -> None:
    assert cover_of(house.mother.pk, AT).has_rota is False
    nights(house.team, house.midwife)
    assert cover_of(house.mother.pk, AT).nobody_since is None
    by_day = cover_of(house.mother.pk, MORNING)
    assert (by_day.nobody_since, by_day.somebody_at) == (MORNING, MORNING + timedelta(hours=12))
    TeamMembership.objects.filter(person=house.midwife).update(ended_at=AT)
    left = cover_of(house.mother.pk, AT)
    assert (left.has_rota, left.somebody_at) == (True, None)
    assert left.nobody_since == AT - timedelta(days=2)


def of_cover() -> list[Alert]:
    return list(Alert.objects.for_system("test").filter(rule_id="nobody_on_duty").order_by("pk"))


def test_the_lead_hears_once_of_a_stretch_and_it_ends_with_the_night(house: House, say: Say) -> None:
    nights(house.team, house.midwife)
    [alert] = say(finding(Severity.EMERGENCY), responsible=house.doctor)
    handling.acknowledge(house.doctor, alert_id=alert.public_id, at=AT)
    assert covering.look(at=AT) == 1
    assert of_cover() == []
    for minutes in (1, 6, 11):
        covering.look(at=MORNING + timedelta(minutes=minutes))
    [raised] = of_cover()
    assert (raised.severity, journal(raised)) == ("urgent", ["raised", "told Lea Lead"])
    assert told()[-1] == ("Lea Lead", "alert")
    covering.look(at=MORNING + timedelta(hours=12))
    raised.refresh_from_db()
    assert raised.condition_ended_at == MORNING + timedelta(hours=12)
    assert raised.state == "notified"


def test_it_ends_with_the_alert_and_is_not_asked_about_again(house: House, say: Say) -> None:
    nights(house.team, house.midwife)
    [alert] = say(finding(Severity.URGENT))
    covering.look(at=MORNING)
    handling.resolve(house.doctor, alert_id=alert.public_id, outcome="acted", at=MORNING)
    assert mothers_to_look_at() == [house.mother.pk]
    covering.look(at=MORNING + timedelta(minutes=5))
    assert of_cover()[0].condition_ended_at == MORNING + timedelta(minutes=5)
    assert mothers_to_look_at() == []


def test_what_is_not_urgent_waits_for_the_morning(house: House, say: Say) -> None:
    nights(house.team, house.midwife)
    say(finding(Severity.WARN))
    assert covering.look(at=MORNING) == 0
    assert of_cover() == []


def test_without_any_rota_nothing_is_raised_but_it_shows_until_there_is_one(house: House, say: Say) -> None:
    say(finding(Severity.URGENT))
    with time_machine.travel(MORNING, tick=False):
        look_at_cover()
    row = MissingFacts.objects.for_system("test").get(rule_id="nobody_on_duty")
    assert (row.what, row.ended_at) == ("rota", None)
    assert of_cover() == []
    nights(house.team, house.midwife)
    covering.look(at=MORNING)
    row.refresh_from_db()
    assert row.ended_at == MORNING
    assert len(of_cover()) == 1


def test_one_that_fails_does_not_hold_up_the_others(
    house: House, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights(house.team, house.midwife)
    say(finding(Severity.URGENT))
    say(finding(Severity.URGENT), subject_id=house.other_mother.pk, pregnancy=None)
    real = covering.cover_of

    def failing(mother_id: int, at: object) -> object:
        if mother_id == house.other_mother.pk:
            raise OSError("the outside edge fails")
        return real(mother_id, at)  # type: ignore[arg-type]

    monkeypatch.setattr(covering, "cover_of", failing)
    assert covering.look(at=MORNING) == 1
    assert len(of_cover()) == 1
