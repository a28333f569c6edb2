"""What is new of what the rules say: a thing is said once, however often it is looked at, by whichever process."""

from __future__ import annotations

from dataclasses import replace

from apps.alerts.limits import resolve
from apps.foundation.severity import Severity
from apps.monitoring.alert_rules import prolonged_deceleration
from apps.monitoring.alert_rules.facts import TraceEvent
from apps.monitoring.following.watching import New, Told, judge_one
from tests.monitoring.alert_rules.test_rules import facts, fall

RULE = prolonged_deceleration.RULE


def looked(told: Told, *falls: TraceEvent) -> New | None:
    assert RULE.limits is not None
    return judge_one(RULE, replace(facts(), decelerations=falls), resolve(RULE.limits, []), told)


def severities(new: New | None) -> list[Severity]:
    return [one.severity for one in new.findings] if new else []


def test_a_fall_that_came_back_is_said_at_one_look_and_at_no_later_one() -> None:
    told = Told()
    first = looked(told, fall(200, before_s=60))
    assert severities(first) == [Severity.URGENT]
    assert first is not None and first.ended == ("",)
    assert looked(told, fall(200, before_s=60)) is None
    taken_over = Told.from_json(told.to_json())
    assert taken_over == told
    assert looked(taken_over, fall(200, before_s=60)) is None


def test_a_fall_that_was_said_while_it_went_on_is_not_said_again_when_it_has_come_back() -> None:
    told = Told()
    going_on = replace(fall(200, before_s=60), is_open=True)
    assert severities(looked(told, going_on)) == [Severity.URGENT]
    over = looked(told, fall(200, before_s=60))
    assert over is not None and (over.findings, over.ended) == ((), ("",))
    assert looked(told, fall(200, before_s=60)) is None


def test_the_next_fall_and_one_that_proves_longer_are_said() -> None:
    told = Told()
    looked(told, fall(200, before_s=400))
    assert severities(looked(told, fall(210, before_s=10))) == [Severity.URGENT]
    started = replace(fall(210, before_s=10), end_s=3_595.0, start_s=3_595.0 - 310)
    assert severities(
        looked(told, replace(started, start_s=fall(210, before_s=10).start_s, end_s=3_690.0))
    ) == [Severity.EMERGENCY]
