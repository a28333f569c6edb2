"""A recording in hand: the same steps whatever came first, the same answer after somebody else took it over."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from apps.alerts.limits import resolve
from apps.foundation.severity import Severity
from apps.monitoring.alert_rules import RULES
from apps.monitoring.following.course import About, Course
from apps.monitoring.following.waiting import HOLE_WAITS_S, STEP, Waiting
from apps.monitoring.following.watching import in_json
from apps.recordings import channels
from apps.recordings.channels import Channel, Samples
from ml_models import ctg
from ml_models.ctg.errors import FormatError

SECOND = 4


def about(**other: Any) -> About:
    given = {
        "recording": UUID(int=3),
        "started_at": datetime(2026, 11, 30, tzinfo=UTC),
        "gestation_weeks": 38.0,
        "in_labour": False,
        "twins": False,
        "source": ctg.Source("memory"),
        **other,
    }
    return About(**given)


def course(**other: Any) -> Course:
    return Course(about(**other), {rule.id: resolve(rule.limits, []) for rule in RULES if rule.limits})


def falling(minutes: int = 13) -> Samples:
    """A healthy trace whose rate falls to 80 for its last four minutes."""
    rate = ctg.generate(minutes, 5).fhr1_bpm.copy()
    rate[-4 * 240 :] = np.nan_to_num(rate[-4 * 240 :], nan=140.0) - 60
    return channels.from_recording(ctg.Recording.from_channels({"fhr1_bpm": rate}))


def parts(samples: Samples, size: int) -> list[tuple[int, Samples]]:
    count = channels.length_of(samples)
    return [
        (start, {channel: values[start : start + size] for channel, values in samples.items()})
        for start in range(0, count, size)
    ]


def said(one: Course, steps: Any) -> list[dict[str, Any]]:
    return [
        in_json(new, facts)
        for step in steps
        for facts, of_fetus in zip(step.facts, step.new, strict=True)
        for new in of_fetus
    ]


@pytest.fixture(scope="module", name="alone")
def _alone() -> list[dict[str, Any]]:
    """What is said of the falling trace where it came at once."""
    one = course()
    one.put([(0, falling())])
    return said(one, one.steps(0.0))


def test_the_fall_is_told_once_and_lifted_once(alone: list[dict[str, Any]]) -> None:
    low = [told for told in alone if told["rule"] == "trace_low_rate"]
    assert [told["found"] for told in low] == [[["", Severity.URGENT.value]]]
    assert 3 * 60 <= low[0]["at_s"] - 9 * 60 <= 3 * 60 + 15


def test_pieces_of_a_second_in_any_order_within_the_wait_say_the_same(alone: list[dict[str, Any]]) -> None:
    one, told = course(), []
    shuffled = parts(falling(), SECOND)
    mixed = random.Random(1)
    for begin in range(0, len(shuffled), 5):
        few = shuffled[begin : begin + 5]
        mixed.shuffle(few)
        for part in few:
            one.put([part])
            told += said(one, one.steps(float(begin)))
    assert told == alone


def test_another_process_goes_on_without_saying_it_again(alone: list[dict[str, Any]]) -> None:
    whole = parts(falling(), 60 * SECOND)
    first = course()
    first.put(whole[:10])
    told = said(first, first.steps(0.0))
    first.put(whole[10:13])
    told += said(first, list(first.steps(0.0))[:34])
    state = first.to_bytes()
    second = course()
    second.take_over(state)
    second.put(whole)
    told += said(second, second.steps(0.0))
    assert [(one["rule"], one["found"]) for one in told] == [(one["rule"], one["found"]) for one in alone]


def test_a_state_of_another_recording_is_refused() -> None:
    with pytest.raises(FormatError):
        course().take_over(b"nothing of ours")
    with pytest.raises(FormatError):
        course(twins=True).take_over(course().to_bytes())


def test_labour_that_is_said_meanwhile_brings_its_rule_sets() -> None:
    one = course()
    one.put(parts(falling(12), 240))
    list(one.steps(0.0))
    one.is_in_labour(True)
    second = course(in_labour=True)
    second.take_over(one.to_bytes())
    assert [stream.context.in_labour for stream in (*one.streams, *second.streams)] == [True, True]


def test_what_a_device_is_known_to_be_now_holds_for_a_state_of_before() -> None:
    one = course()
    source = ctg.Source("memory", details={"fhr2_sensor": "scalp electrode"})
    second = course(source=source)
    second.take_over(one.to_bytes())
    assert [stream.source for stream in second.streams] == [source]


def rate(*values: int) -> Samples:
    return {Channel.FHR1: np.array(values, dtype="<u2")}


def test_a_step_waits_for_what_lies_before_it_but_not_for_ever() -> None:
    waiting = Waiting()
    waiting.put(STEP, rate(*[560] * STEP))
    assert list(waiting.steps(100.0)) == []
    assert list(waiting.steps(100.0 + HOLE_WAITS_S - 0.1)) == []
    steps = list(waiting.steps(100.0 + HOLE_WAITS_S))
    assert [start for start, _ in steps] == [0, STEP]
    assert not steps[0][1][Channel.FHR1].any()
    assert (steps[1][1][Channel.FHR1] == 560).all()
    late = waiting.put(0, rate(*[480] * STEP))
    assert late is not None
    assert (late[0], late[1][Channel.FHR1].size) == (0, STEP)


def test_what_fills_the_hole_in_time_is_taken_in_its_order() -> None:
    waiting = Waiting()
    waiting.put(STEP, rate(*[560] * STEP))
    assert list(waiting.steps(0.0)) == []
    assert waiting.put(0, rate(*[480] * STEP)) is None
    assert [int(samples[Channel.FHR1][0]) for _, samples in waiting.steps(1.0)] == [480, 560]


def test_a_piece_that_lies_over_the_border_is_parted() -> None:
    waiting = Waiting()
    waiting.put(0, rate(*[480] * 30))
    assert [start for start, _ in waiting.steps(0.0)] == [0]
    late = waiting.put(10, rate(*[400] * 30))
    assert late is not None
    assert (late[0], late[1][Channel.FHR1].size) == (10, 10)
    ((start, samples),) = waiting.steps(0.0)
    assert (start, samples[Channel.FHR1].size) == (STEP, STEP)
