"""What each rule that watches a trace says of facts made by hand, on both sides of its limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from apps.alerts.findings import Ended, Finding, verdicts
from apps.alerts.limits import Override, resolve
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.monitoring.alert_rules import (
    RULES,
    high_rate,
    late_decelerations,
    low_rate,
    low_variation,
    maternal_rate,
    no_signal,
    prolonged_deceleration,
    sinusoidal,
    twins,
)
from apps.monitoring.alert_rules.facts import TraceEvent, TraceFacts
from apps.monitoring.alert_rules.lasting import is_over, lasting_s

A_MINUTE = 12
"""Cells."""


def facts(minutes: int = 60, bpm: float | None = 140.0) -> TraceFacts:
    """A quiet trace in which every rule finds nothing."""
    cells = minutes * A_MINUTE
    return TraceFacts(
        recording=UUID(int=7),
        fetus=1,
        started_at=datetime(2026, 11, 30, 3, tzinfo=UTC),
        seconds=minutes * 60.0,
        in_labour=False,
        rate_bpm=[bpm] * cells,
        measured=[1.0] * cells,
        other=[0.0] * cells,
        baseline_bpm=[bpm] * cells,
        bandwidth_bpm=[12.0] * minutes,
        decelerations=(),
    )


def ending(values: Sequence[float | None], last: Sequence[float | None]) -> list[float | None]:
    """The same cells with other ones at their end."""
    return [*values[: len(values) - len(last)], *last]


def found(rule: Rule, given: TraceFacts, **limits: float) -> list[Finding]:
    overrides = [Override(name, value, False, "team") for name, value in limits.items()]
    assert rule.limits is not None
    said = verdicts(rule.judge(given, resolve(rule.limits, overrides)))
    return [one for one in said if isinstance(one, Finding)]


def severity(rule: Rule, given: TraceFacts, **limits: float) -> Severity | None:
    return max(
        (one.severity for one in found(rule, given, **limits)), key=lambda one: one.order, default=None
    )


def ended(rule: Rule, given: TraceFacts) -> bool:
    assert rule.limits is not None
    return any(isinstance(one, Ended) for one in verdicts(rule.judge(given, resolve(rule.limits, []))))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_quiet_trace_raises_nothing(rule: Rule) -> None:
    assert found(rule, facts()) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_trace_that_has_just_begun_raises_nothing(rule: Rule) -> None:
    empty = replace(
        facts(0), rate_bpm=(), measured=(), other=(), baseline_bpm=(), bandwidth_bpm=(), seconds=0.0
    )
    assert found(rule, empty) == []


@pytest.mark.parametrize(
    ("bpm", "minutes", "says"),
    [
        (105, 9, None),
        (105, 10, Severity.WARN),
        (95, 2, None),
        (95, 3, Severity.URGENT),
        (95, 5, Severity.EMERGENCY),
        (110, 30, None),
    ],
)
def test_low_rate(bpm: float, minutes: int, says: Severity | None) -> None:
    given = replace(facts(), rate_bpm=ending(facts().rate_bpm, [bpm] * (minutes * A_MINUTE)))
    assert severity(low_rate.RULE, given) == says


def test_a_low_rate_that_is_mostly_lost_is_not_told_as_low() -> None:
    last = [95.0 if place % 3 == 0 else None for place in range(5 * A_MINUTE)]
    given = replace(facts(), rate_bpm=ending(facts().rate_bpm, last))
    assert severity(low_rate.RULE, given) is None


def test_one_wrong_cell_does_not_interrupt_a_low_rate() -> None:
    last = [95.0] * (5 * A_MINUTE)
    last[30] = 140.0
    given = replace(facts(), rate_bpm=ending(facts().rate_bpm, last))
    assert severity(low_rate.RULE, given) == Severity.EMERGENCY


def test_a_low_rate_that_may_be_hers_says_so_and_still_calls() -> None:
    last = 5 * A_MINUTE
    given = replace(
        facts(),
        rate_bpm=ending(facts().rate_bpm, [85.0] * last),
        other=ending(facts().other, [1.0] * last),
    )
    (finding,) = found(low_rate.RULE, given)
    assert finding.severity == Severity.EMERGENCY
    assert finding.evidence[0].values["may_be_hers"] is True
    assert "mother" in low_rate.in_words(finding.evidence[0].values)


@pytest.mark.parametrize(
    ("bpm", "minutes", "says"),
    [(165, 9, None), (165, 10, Severity.WARN), (185, 10, Severity.URGENT), (160, 30, None)],
)
def test_high_rate(bpm: float, minutes: int, says: Severity | None) -> None:
    given = replace(facts(), rate_bpm=ending(facts().rate_bpm, [bpm] * (minutes * A_MINUTE)))
    assert severity(high_rate.RULE, given) == says


def fall(lasted_s: float, *, kind: str = "prolonged", before_s: float = 0.0, number: int = 1) -> TraceEvent:
    end_s = 3600.0 - before_s
    return TraceEvent(number, kind, end_s - lasted_s, end_s, before_s == 0, 45.0)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (fall(179), None),
        (fall(180), Severity.URGENT),
        (fall(300), Severity.EMERGENCY),
        (fall(300, before_s=60), Severity.EMERGENCY),
        (fall(300, before_s=601), None),
    ],
)
def test_prolonged_deceleration(event: TraceEvent, says: Severity | None) -> None:
    assert severity(prolonged_deceleration.RULE, replace(facts(), decelerations=(event,))) == says


def test_a_fall_that_came_back_is_told_and_over() -> None:
    given = replace(facts(), decelerations=(fall(200, before_s=60),))
    assert found(prolonged_deceleration.RULE, given)
    assert ended(prolonged_deceleration.RULE, given)


def test_late_decelerations_count_within_their_minutes_only() -> None:
    late = [fall(50, kind="late", before_s=120 + 300 * place, number=place) for place in range(3)]
    assert severity(late_decelerations.RULE, replace(facts(), decelerations=late)) == Severity.URGENT
    assert severity(late_decelerations.RULE, replace(facts(), decelerations=late[:2])) is None
    assert severity(late_decelerations.RULE, replace(facts(), decelerations=late[:2]), count=2)
    old = [replace(one, start_s=one.start_s - 1800, end_s=one.end_s - 1800) for one in late]
    assert severity(late_decelerations.RULE, replace(facts(), decelerations=old)) is None
    variable = [replace(one, kind="variable") for one in late]
    assert severity(late_decelerations.RULE, replace(facts(), decelerations=variable)) is None


@pytest.mark.parametrize(("minutes", "says"), [(39, None), (40, Severity.WARN), (50, Severity.URGENT)])
def test_low_variation(minutes: int, says: Severity | None) -> None:
    given = replace(facts(), bandwidth_bpm=ending(facts().bandwidth_bpm, [3.0] * minutes))
    assert severity(low_variation.RULE, given) == says


def test_low_variation_of_which_most_is_lost_says_nothing() -> None:
    last = [3.0 if place % 3 == 0 else None for place in range(50)]
    given = replace(facts(), bandwidth_bpm=ending(facts().bandwidth_bpm, last))
    assert severity(low_variation.RULE, given) is None


@pytest.mark.parametrize(("minutes", "says"), [(9, None), (10, Severity.WARN), (20, Severity.URGENT)])
def test_sinusoidal(minutes: int, says: Severity | None) -> None:
    assert severity(sinusoidal.RULE, replace(facts(), sinusoidal_s=minutes * 60.0)) == says


@pytest.mark.parametrize(("minutes", "says"), [(2, None), (3, Severity.WARN), (15, Severity.URGENT)])
def test_no_signal(minutes: int, says: Severity | None) -> None:
    given = replace(facts(), measured=ending(facts().measured, [0.0] * (minutes * A_MINUTE)))
    assert severity(no_signal.RULE, given) == says


@pytest.mark.parametrize(("minutes", "says"), [(4, None), (5, Severity.WARN), (15, Severity.URGENT)])
def test_maternal_rate(minutes: int, says: Severity | None) -> None:
    given = replace(facts(), other=ending(facts().other, [0.9] * (minutes * A_MINUTE)))
    assert severity(maternal_rate.RULE, given) == says


def test_twins_are_spoken_of_once() -> None:
    given = replace(facts(), coincide_s=240.0, swapped_at_s=(900.0,))
    assert {one.direction for one in found(twins.RULE, given)} == {"coincide", "swapped"}
    assert found(twins.RULE, replace(given, fetus=2)) == []


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        (low_rate.RULE, {"rate_bpm": [90.0] * 720}),
        (high_rate.RULE, {"rate_bpm": [190.0] * 720}),
        (no_signal.RULE, {"measured": [0.0] * 720}),
        (maternal_rate.RULE, {"other": [1.0] * 720}),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_a_condition_is_over_after_two_good_minutes_only(rule: Rule, bad: dict[str, list[float]]) -> None:
    (field,) = bad
    good = getattr(facts(), field)[0]
    for cells, is_over_now in ((A_MINUTE, False), (2 * A_MINUTE, True)):
        assert ended(rule, replace(facts(), **{field: ending(bad[field], [good] * cells)})) is is_over_now


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_speaks_within_the_safe_range_only(rule: Rule) -> None:
    assert rule.limits is not None
    for limit in rule.limits.rows.values():
        assert limit.low <= limit.value <= limit.high
        assert set(limit.words) == {"en", "zh-hans", "ko"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_decided_can_be_said_in_a_sentence_with_numbers(rule: Rule) -> None:
    bad = replace(
        facts(),
        rate_bpm=[60.0] * 720 if rule is low_rate.RULE else [190.0] * 720,
        measured=[0.0 if rule is no_signal.RULE else 1.0] * 720,
        other=[1.0] * 720,
        bandwidth_bpm=[2.0] * 60,
        decelerations=[fall(60, kind="late", before_s=200 * n + 60, number=n) for n in range(4)]
        if rule is late_decelerations.RULE
        else (fall(400),),
        sinusoidal_s=1500.0,
        coincide_s=400.0,
        swapped_at_s=(100.0,),
    )
    said = found(rule, bad)
    assert said
    for finding in said:
        for one in finding.evidence:
            sentence = rule.in_words(one.values)
            assert sentence.endswith(".")
            assert re.search(r"\d", sentence) or finding.direction == "swapped"


def test_the_same_stretch_has_the_same_source_a_minute_later() -> None:
    first = replace(facts(), rate_bpm=ending(facts().rate_bpm, [95.0] * (3 * A_MINUTE)))
    later = replace(
        first, seconds=first.seconds + 60, rate_bpm=[*first.rate_bpm[A_MINUTE:], *[95.0] * A_MINUTE]
    )
    one, other = (found(low_rate.RULE, given)[0].evidence[0] for given in (first, later))
    assert one.source_id == other.source_id
    assert one.at == other.at


def test_lasting_is_counted_from_the_newest_cell() -> None:
    assert lasting_s([1, 1, 0, 0], bool) == 0
    assert lasting_s([0, 1, 1, 1], bool) == 15
    assert lasting_s([], bool) == 0
    assert lasting_s([None, None], bool) == 0
    assert not is_over([None] * 24, bool)
    assert is_over([0.0] * 24, bool)
