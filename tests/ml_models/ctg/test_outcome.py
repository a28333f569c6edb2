"""The outcome score: when it may be told, what it says, and what its measures mean."""

import math

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.outcome.measures import Trace, blocks, capacity_ms, measured
from ml_models.ctg.outcome.score import PH_LIMITS, shipped

S = 4


def in_labour(recording: ctg.Recording) -> ctg.Analysis:
    return ctg.analyze(recording, gestation_weeks=39, in_labour=True)


@pytest.fixture(scope="module")
def calm() -> ctg.Analysis:
    return in_labour(ctg.generate(70, 4))


def test_outside_labour_there_is_no_outcome():
    with pytest.raises(ctg.NotInLabour, match="in labour only"):
        ctg.analyze(ctg.generate(40, 1)).outcome_score(ph_below=7.05)


@pytest.mark.parametrize("limit", [7.0, 7.1, 7.25, math.nan])
def test_a_limit_that_was_not_learned_is_refused(calm, limit):
    with pytest.raises(ValueError, match="ph_below must be one of"):
        calm.outcome_score(ph_below=limit)


@pytest.mark.parametrize("scenario", ["reactive", "variable_decelerations", "signal_loss", "tachycardia"])
def test_probabilities_are_in_order_and_inside_their_band(scenario):
    analysis = in_labour(ctg.generate(60, 8, scenario=scenario))
    told = [analysis.outcome_score(ph_below=limit) for limit in PH_LIMITS]
    assert all(0 < one.low <= one.probability <= one.high < 1 for one in told)
    assert told[0].probability < told[1].probability < told[2].probability
    assert all(one.interpretable and not one.why_not for one in told)


def test_a_trace_that_falls_deep_and_long_scores_worse_than_a_calm_one(calm):
    deep = np.array(ctg.generate(70, 4).fhr1_bpm)
    for start in range(10 * 60, 70 * 60, 240):
        deep[start * S : (start + 110) * S] -= 65
    worse = in_labour(ctg.Recording.from_channels({"fhr1_bpm": deep}))
    for limit in PH_LIMITS:
        assert (
            worse.outcome_score(ph_below=limit).probability
            > 1.5 * calm.outcome_score(ph_below=limit).probability
        )


@pytest.mark.parametrize(
    ("minutes", "lost_from", "lost_to", "why"),
    [
        (20, 0, 0, "shorter_than_30_min"),
        (60, 31, 59, "most_of_the_last_30_min_lost"),
        (60, 0, 47, "less_than_15_min_believed"),
    ],
)
def test_too_short_or_too_much_lost_is_not_interpretable(minutes, lost_from, lost_to, why):
    fhr = np.array(ctg.generate(minutes, 2).fhr1_bpm)
    fhr[lost_from * 60 * S : lost_to * 60 * S] = np.nan
    told = in_labour(ctg.Recording.from_channels({"fhr1_bpm": fhr})).outcome_score(ph_below=7.15)
    assert not told.interpretable
    assert why in told.why_not
    assert all(math.isnan(value) for value in (told.probability, told.low, told.high))


def test_a_record_without_any_signal_has_no_score():
    nothing = in_labour(ctg.Recording.from_channels({"fhr1_bpm": np.full(40 * 60 * S, np.nan)}))
    assert not nothing.outcome_score(ph_below=7.2).interpretable


def test_what_follows_the_last_believed_sample_does_not_count(calm):
    fhr = np.concatenate([ctg.generate(70, 4).fhr1_bpm, np.full(15 * 60 * S, np.nan)])
    longer = in_labour(ctg.Recording.from_channels({"fhr1_bpm": fhr}))
    assert longer.outcome_score(ph_below=7.05).probability == pytest.approx(
        calm.outcome_score(ph_below=7.05).probability, rel=0.1
    )


def test_swing_is_the_distance_of_short_means_from_their_median():
    rate = np.tile(np.repeat([120.0, 140.0], 60 * S), 30)
    found = measured(Trace(rate, np.full(rate.size, 130.0), np.full(60, 4.0), []))
    for minutes in (30, 45, 60):
        assert found[f"swing_{minutes}"] == pytest.approx(math.log(10 + 0.5), abs=0.03)
    assert found["area_below_60"] == pytest.approx(5.0)
    assert found["lost_60"] == 0.0


def test_blocks_are_counted_from_the_end_and_need_a_third():
    values = np.concatenate([[9.0], np.full(20, 1.0), np.full(20, 3.0), np.full(20, np.nan)])
    assert np.array_equal(blocks(values, 5.0), [1.0, 3.0, np.nan], equal_nan=True)


def test_deceleration_capacity_grows_with_the_swing():
    at = np.arange(30 * 60 * S) / S
    shallow, deep = (capacity_ms(140 + height * np.sin(2 * np.pi * at / 90)) for height in (5, 15))
    assert deep == pytest.approx(3 * shallow, rel=0.1)
    assert math.isnan(capacity_ms(np.full(1000, np.nan)))


def test_the_shipped_model_has_an_ensemble_and_says_where_it_comes_from():
    model = shipped()
    assert model.weights.shape == (61, len(model.names))
    assert model.cuts.shape == (61, 3)
    assert (np.diff(model.cuts, axis=1) > 0).all()
    assert (model.slopes > 0).all()
