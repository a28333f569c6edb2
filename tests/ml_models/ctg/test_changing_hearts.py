"""One heart after another on one channel: told by a step of the level, or by the way the rate moves."""

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.generator.shapes import oscillation

MINUTE = 240
RISES_AT_MIN = (4, 9, 15, 21, 26)
CHANGES_AT = 30 * MINUTE


def a_rate(
    *, step_bpm: float = 0.0, swings: float = 1.0, gap_s: int = 0, rises_after: bool = False
) -> np.ndarray:
    """40 minutes with accelerations, and another level or other swings for the last ten."""
    random = np.random.default_rng(3)
    rate = 140 + 3.5 * oscillation(random, 40 * MINUTE, 3.6) + 0.6 * random.normal(size=40 * MINUTE)
    rate[CHANGES_AT:] = 140 + swings * (rate[CHANGES_AT:] - 140) - step_bpm
    hump = 24 * np.hanning(40 * 4)
    for minute in (*RISES_AT_MIN, *((33, 37) if rises_after else ())):
        rate[minute * MINUTE : minute * MINUTE + hump.size] += hump
    rate[CHANGES_AT : CHANGES_AT + 4 * gap_s] = np.nan
    return np.round(rate * 4) / 4


def nst(rate: np.ndarray, mhr_bpm: float | None = None) -> ctg.Verdict:
    channels = {"fhr1_bpm": rate}
    if mhr_bpm is not None:
        channels["mhr_bpm"] = mhr_bpm + np.round(oscillation(np.random.default_rng(1), rate.size, 9) * 4) / 4
    recording = ctg.Recording.from_channels(channels, source=ctg.Source("memory", 4.0, 0.25))
    return ctg.analyze(recording, gestation_weeks=38).verdicts["nst"]


def test_one_heart_is_told_reactive():
    assert nst(a_rate()).label == "reactive"


@pytest.mark.parametrize("gap_s", [0, 3])
@pytest.mark.parametrize("step_bpm", [7, 13])
def test_a_step_down_after_which_nothing_rises_calms_nobody(step_bpm, gap_s):
    assert nst(a_rate(step_bpm=step_bpm, gap_s=gap_s)).why_not == ["heart_changed"]


def test_a_heart_that_goes_on_to_accelerate_is_still_the_babys():
    assert nst(a_rate(step_bpm=7, rises_after=True)).label == "reactive"


def test_swings_that_end_at_once_calm_nobody():
    assert nst(a_rate(swings=0.05)).why_not == ["heart_changed"]


def test_swings_that_become_a_third_are_sleep():
    assert nst(a_rate(swings=0.33)).label == "reactive"


def test_where_her_own_rate_is_measured_and_far_it_is_not_hers():
    assert nst(a_rate(step_bpm=9), mhr_bpm=85.0).label == "reactive"
    assert "heart_changed" in nst(a_rate(step_bpm=9), mhr_bpm=124.0).why_not
