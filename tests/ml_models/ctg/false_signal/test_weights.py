"""The weights that ship: whole, as fitted, and good for what the product asks of them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg import sensors
from ml_models.ctg.false_signal import probability
from ml_models.ctg.limits import FS_HZ

MINUTE = int(60 * FS_HZ)


@pytest.fixture(params=probability.SETS)
def chosen(request, monkeypatch):
    monkeypatch.setenv(probability.SETTING, request.param)
    return request.param


def _with_mother(*, from_minute: int, to_minute: int, minutes: int = 40, seed: int = 5) -> ctg.Recording:
    """A calm trace in which the sensor finds the mother for a while; her own rate is measured."""
    made = ctg.generate(minutes, seed)
    fhr_bpm = made.fhr1_bpm.copy()
    there = slice(from_minute * MINUTE, to_minute * MINUTE)
    fhr_bpm[there] = made.mhr_bpm[there]
    channels = {"fhr1_bpm": fhr_bpm, "mhr_bpm": made.mhr_bpm, "toco": made.toco}
    return ctg.Recording.from_channels(channels, source=made.source)


def test_what_serves_says_what_was_fitted(chosen):
    card = json.loads((probability.WEIGHTS / chosen / "card.json").read_text("utf-8"))
    minutes, seed, scenario = card["parity"]["generated"]
    made = ctg.generate(minutes, seed, scenario=scenario)
    told = probability.network(chosen).probability(made.fhr1_bpm, made.mhr_bpm, made.toco)
    wanted = np.array(card["parity"]["probability"])
    assert np.abs(told[:: card["parity"]["every"]] - wanted).max() < 1e-3
    assert card["version"].startswith(f"false-signal-{chosen}-")


def test_weights_are_small_and_the_foreign_ones_carry_their_licence(chosen):
    folder = probability.WEIGHTS / chosen
    assert sum(file.stat().st_size for file in folder.iterdir()) < 4_000_000
    assert (folder / "LICENSE").is_file() == (chosen == "fhrma")


@pytest.mark.parametrize(("weights", "knows_her"), [("fhrma", True), ("fhrma", False), ("own", True)])
def test_minutes_of_her_rate_are_told_and_the_rest_is_not(monkeypatch, weights, knows_her):
    """Without her channel the set of generated traces knows only what their generator makes of a mother (card)."""
    monkeypatch.setenv(probability.SETTING, weights)
    recording = _with_mother(from_minute=18, to_minute=24)
    found = ctg.analyze(recording if knows_her else recording.without_mhr(), gestation_weeks=38)
    likely = found.false_signal_probability
    measured = np.isfinite(recording.fhr1_bpm)
    hers = np.zeros(recording.samples, dtype=bool)
    hers[18 * MINUTE : 24 * MINUTE] = True
    assert likely.shape == (recording.samples,)
    assert not likely[~measured].any()
    assert np.mean(likely[hers & measured] > 0.5) > 0.8
    assert np.mean(likely[~hers & measured] > 0.5) < 0.05


def test_a_calm_trace_is_the_baby_s(chosen):
    for seed in range(4):
        found = ctg.analyze(ctg.generate(40, seed), gestation_weeks=38)
        assert found.numbers.false_part < 0.01


def test_the_stretches_are_told_with_the_weights_that_told_them(chosen):
    found = ctg.analyze(_with_mother(from_minute=10, to_minute=15), gestation_weeks=38)
    facts = found.to_dict()
    assert facts["false_signal_weights"] == probability.network(chosen).version
    seconds = sum(one["end_s"] - one["start_s"] for one in facts["false_signal"])
    assert seconds == pytest.approx(300, abs=40)
    assert all(0.5 <= one["probability"] <= 1 for one in facts["false_signal"])


def test_accelerations_in_what_is_not_the_baby_are_not_counted(monkeypatch):
    made = ctg.generate(40, 6)
    whole = ctg.analyze(made, gestation_weeks=38)
    assert len(whole.accelerations) > 2
    real = sensors._of_sensor

    def doubting(single, number, ask):
        heard = real(single, number, ask)
        doubted = np.where(np.isfinite(single.fhr1_bpm), 0.9, 0.0)
        return sensors.Heard(heard.cleaned, doubted, heard.weights)

    monkeypatch.setattr(sensors, "_of_sensor", doubting)
    doubted = ctg.analyze(made, gestation_weeks=38)
    assert len(doubted.accelerations) == len(whole.accelerations)
    assert doubted.verdicts["nst"].label == "not interpretable"
    [asked] = [item for item in doubted.verdicts["nst"].reasons if item.code == "nst_reactive_32"]
    assert (asked.met, asked.value) == (False, 0)


def test_of_two_sensors_the_one_that_hears_the_baby_counts():
    made = ctg.generate(40, 5)
    hers = _with_mother(from_minute=10, to_minute=30)
    both = ctg.Recording.from_channels(
        {"fhr1_bpm": hers.fhr1_bpm, "fhr2_bpm": made.fhr1_bpm, "mhr_bpm": made.mhr_bpm, "toco": made.toco},
        source=made.source,
    )
    found = ctg.analyze(both, gestation_weeks=38)
    alone = ctg.analyze(made, gestation_weeks=38)
    assert found.mean_baseline_bpm == pytest.approx(alone.mean_baseline_bpm, abs=0.5)
    assert found.numbers.false_part < 0.01


def test_a_scalp_electrode_counts_before_a_doppler():
    made = ctg.generate(20, 5)
    low = ctg.Recording.from_channels(
        {"fhr1_bpm": made.fhr1_bpm + 6, "fhr2_bpm": made.fhr1_bpm, "toco": made.toco},
        source=ctg.Source("fhrm", details={"fhr2_sensor": sensors.SCALP}),
    )
    told = np.nanmedian(ctg.analyze(low).fhr_bpm)
    assert told == pytest.approx(np.nanmedian(made.fhr1_bpm), abs=0.5)


def test_an_unknown_set_is_refused(monkeypatch):
    monkeypatch.setenv(probability.SETTING, "another")
    with pytest.raises(ValueError, match="KAISHI_CTG_WEIGHTS is 'another'"):
        ctg.analyze(ctg.generate(5, 1))
