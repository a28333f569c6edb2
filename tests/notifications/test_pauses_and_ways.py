"""How long to wait before another attempt, and which way a notification takes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.foundation.severity import Severity
from apps.notifications.rules.pauses import MOST_ATTEMPTS, WORTH_FOR, pause
from apps.notifications.rules.routing import chosen, speaks


def seconds(attempt, *, is_urgent=False, chance=0.5, asked_s=None):
    wait = pause(attempt, is_urgent=is_urgent, chance=chance, asked_s=asked_s)
    return wait.total_seconds()


def test_pauses_grow_to_a_longest_one():
    assert [seconds(n) for n in range(1, 9)] == [30, 60, 120, 240, 480, 960, 1_800, 1_800]
    assert [seconds(n, is_urgent=True) for n in range(1, 9)] == [5, 10, 20, 40, 80, 120, 120, 120]


def test_chance_makes_them_a_quarter_shorter_or_longer():
    assert (seconds(1, chance=0.0), seconds(1, chance=1.0)) == (22.5, 37.5)


def test_what_the_other_side_asks_for_is_waited_for_but_not_for_ever():
    assert seconds(1, asked_s=90.0) == 90
    assert seconds(1, asked_s=1.0) == 30
    assert seconds(1, asked_s=1e9) == 3_600


def test_what_is_urgent_is_tried_often_before_it_is_old():
    total = sum(seconds(n, is_urgent=True, chance=1.0) for n in range(1, MOST_ATTEMPTS + 1))
    assert timedelta(seconds=total) < WORTH_FOR[Severity.EMERGENCY]
    assert list(WORTH_FOR.values()) == sorted(WORTH_FOR.values(), reverse=True)


@pytest.mark.parametrize(
    ("choices", "wanted"),
    [
        ({}, None),
        ({("", "email"): True}, True),
        ({("", "email"): True, ("message", "email"): False}, False),
        ({("", "email"): False, ("message", "email"): True}, True),
        ({("alert", "email"): False, ("message", "sms"): False}, None),
    ],
)
def test_the_choice_for_a_kind_outweighs_the_one_for_all(choices, wanted):
    assert chosen(choices, kind="message", channel="email") is wanted


@pytest.mark.parametrize(
    ("choice", "severity", "does"),
    [
        (None, Severity.WARN, False),
        (None, Severity.URGENT, True),
        (True, Severity.INFO, True),
        (False, Severity.EMERGENCY, False),
    ],
)
def test_without_a_choice_severity_decides(choice, severity, does):
    assert speaks(choice, severity=severity, speaks_from=Severity.URGENT) is does
