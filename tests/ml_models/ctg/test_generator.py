"""Generated traces: the same from the same seed, believable, and what their name says."""

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.generator import SCENARIOS


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_same_seed_same_samples(scenario):
    first, second, other = (ctg.generate(20, seed, scenario=scenario) for seed in (5, 5, 6))
    assert np.array_equal(first.fhr1_bpm, second.fhr1_bpm, equal_nan=True)
    assert np.array_equal(first.toco, second.toco)
    assert not np.array_equal(first.fhr1_bpm, other.fhr1_bpm, equal_nan=True)


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_values_are_those_of_a_device(scenario):
    recording = ctg.generate(30, 9, scenario=scenario)
    rates = recording.fhr1_bpm[np.isfinite(recording.fhr1_bpm)]
    assert recording.samples == 7200
    assert ((rates >= 55) & (rates <= 235)).all()
    assert np.array_equal(rates * 4, np.round(rates * 4))
    assert recording.source.format == "generated"
    assert ((recording.toco >= 0) & (recording.toco <= 100)).all()


def events(scenario: str, kind: str) -> list[ctg.Event]:
    return [
        event
        for seed in (1, 2, 3)
        for truth in ctg.generate_with_truth(40, seed, scenario=scenario)[1]
        for event in getattr(truth, kind)
    ]


def test_each_scenario_holds_what_its_name_says():
    assert len(events("reactive", "accelerations")) >= 15
    assert events("reactive", "decelerations") == []
    assert {event.kind for event in events("late_decelerations", "decelerations")} == {"late"}
    assert events("late_decelerations", "accelerations") == []
    assert {event.kind for event in events("variable_decelerations", "decelerations")} == {"variable"}
    assert [event.kind for event in events("prolonged", "decelerations")] == ["prolonged"] * 3
    assert events("low_variability", "accelerations") == []
    assert ctg.generate(30, 1, scenario="twins").twins


def test_levels_and_losses():
    def of(scenario: str) -> tuple[float, float]:
        recording, [truth] = ctg.generate_with_truth(40, 2, scenario=scenario)
        return float(truth.baseline_bpm.mean()), float(np.isnan(recording.fhr1_bpm).mean())

    assert of("bradycardia")[0] < 110
    assert of("tachycardia")[0] > 160
    assert 0.28 < of("signal_loss")[1] < 0.5
    assert of("reactive")[1] < 0.06


def test_late_decelerations_come_after_their_contractions():
    _, [truth] = ctg.generate_with_truth(60, 4, scenario="late_decelerations")
    assert len(truth.decelerations) >= 5
    for event in truth.decelerations:
        assert min(abs(event.peak_s - c.peak_s - 40) for c in truth.contractions) < 30


def test_early_weeks_have_lower_accelerations():
    heights = [
        np.mean(
            [
                event.amplitude_bpm
                for event in ctg.generate_with_truth(60, 3, gestation_weeks=weeks)[1][0].accelerations
            ]
        )
        for weeks in (27, 38)
    ]
    assert heights[0] < heights[1]


@pytest.mark.parametrize("minutes", [1.9, 1441, float("nan"), -5])
def test_lengths_out_of_range(minutes):
    with pytest.raises(ValueError, match="minutes must be 2 to 1440"):
        ctg.generate(minutes, 1)


def test_unknown_scenario():
    with pytest.raises(ValueError, match="scenario must be one of"):
        ctg.generate(10, 1, scenario="easy")
