"""The whole analysis: on traces of known truth, and on signals that nothing can be read from."""

import json
import math
import pickle
import subprocess
import sys

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.notes import EXPLANATIONS
from ml_models.ctg.variability import short_term_variation_ms

MINUTE = 240


def with_fhr(fhr_bpm: np.ndarray, **channels: np.ndarray) -> ctg.Recording:
    return ctg.Recording.from_channels(
        {"fhr1_bpm": fhr_bpm, **channels}, source=ctg.Source("memory", 4.0, 0.25)
    )


def lost(recording: ctg.Recording, event: ctg.Event) -> float:
    return float(np.isnan(recording.fhr1_bpm[int(event.start_s * 4) : int(event.end_s * 4)]).mean())


def matched(true: list[ctg.Event], found: list[ctg.Event]) -> int:
    return sum(any(t.end_s > f.start_s + 5 and f.end_s > t.start_s + 5 for f in found) for t in true)


@pytest.mark.parametrize(
    "scenario",
    [
        "reactive",
        "late_decelerations",
        "variable_decelerations",
        "prolonged",
        "tachycardia",
        "low_variability",
    ],
)
def test_baseline_and_events_of_generated_traces(scenario):
    true_events = found_events = pairs = 0
    for seed in (11, 12, 13):
        recording, [truth] = ctg.generate_with_truth(60, seed, scenario=scenario)
        analysis = ctg.analyze(recording, gestation_weeks=38)
        error = analysis.baseline_bpm - truth.baseline_bpm
        assert np.sqrt(np.nanmean(error**2)) < 1.5
        for true, found in (
            (truth.accelerations, analysis.accelerations),
            (truth.decelerations, analysis.decelerations),
        ):
            true = [event for event in true if lost(recording, event) <= 1 / 3]
            found = [event for event in found if lost(recording, event) <= 1 / 3]
            true_events, found_events = true_events + len(true), found_events + len(found)
            pairs += matched(true, found)
    assert 2 * pairs >= 0.95 * (true_events + found_events)


@pytest.mark.parametrize("scenario", ["late_decelerations", "variable_decelerations"])
def test_decelerations_get_the_kind_that_they_were_made_with(scenario):
    recording, [truth] = ctg.generate_with_truth(60, 5, scenario=scenario)
    wanted = truth.decelerations[0].kind
    kinds = [event.kind for event in ctg.analyze(recording).decelerations]
    assert kinds.count(wanted) >= 0.8 * len(kinds) > 0


def test_contractions_of_a_generated_trace():
    recording, [truth] = ctg.generate_with_truth(60, 5, scenario="late_decelerations")
    found = ctg.analyze(recording).contractions
    assert len(found) == len(truth.contractions)
    assert matched(truth.contractions, found) == len(truth.contractions)


def test_short_term_variation_of_a_known_signal():
    interval_ms = np.tile(np.repeat([420.0, 430.0], 15), 16)
    assert short_term_variation_ms(60_000 / interval_ms, np.zeros(480, dtype=bool)) == pytest.approx(10.0)


def test_short_term_variation_survives_losses_and_leaves_decelerations_out():
    interval_ms = np.tile(np.repeat([420.0, 430.0], 15), 16)
    fhr_bpm = 60_000 / interval_ms
    fhr_bpm[3:9] = np.nan
    left_out = np.zeros(480, dtype=bool)
    assert short_term_variation_ms(fhr_bpm, left_out) == pytest.approx(10.0)
    left_out[[10, 250]] = True
    assert math.isnan(short_term_variation_ms(fhr_bpm, left_out))


def test_whole_beats_once_a_second_have_no_short_term_variation():
    rows = "".join(f"{t},{140 + round(5 * math.sin(t / 9))}\n" for t in range(1200))
    analysis = ctg.analyze(ctg.read_bytes(f"t_s,fhr1_bpm\n{rows}".encode(), "x.csv"))
    assert math.isnan(analysis.stv_ms)
    assert "variation_resolution_too_low" in analysis.notes
    assert analysis.mean_baseline_bpm == pytest.approx(140, abs=1)


@pytest.mark.parametrize(
    ("fhr_bpm", "note"),
    [
        (np.full(20 * MINUTE, np.nan), "no_fetal_signal"),
        (np.full(20 * MINUTE, 140.0), "signal_frozen"),
        (np.empty(0), "no_fetal_signal"),
        (np.full(1, 140.0), "nothing_believed"),
        (np.full(20 * MINUTE, 300.0), "nothing_believed"),
        (np.full(20 * MINUTE, 1e-9), "nothing_believed"),
        (np.random.default_rng(1).uniform(1, 300, 20 * MINUTE), "signal_loss_above_20_percent"),
        (np.where(np.arange(20 * MINUTE) % 2, 140.0, np.nan), "no_uterine_activity"),
    ],
)
def test_bad_signals_give_a_result_that_says_so(fhr_bpm, note):
    analysis = ctg.analyze(with_fhr(fhr_bpm))
    assert note in analysis.notes
    assert analysis.baseline_bpm.shape == analysis.fhr_bpm.shape == fhr_bpm.shape
    assert 0 <= analysis.signal_loss <= 1
    json.dumps(analysis.to_dict(), allow_nan=False)


def test_a_flat_line_is_no_fetus_and_no_baseline():
    analysis = ctg.analyze(with_fhr(np.full(20 * MINUTE, 140.0)))
    assert analysis.signal_loss == 1.0
    assert np.isnan(analysis.baseline_bpm).all()
    assert analysis.to_dict()["mean_baseline_bpm"] is None
    assert analysis.accelerations == analysis.decelerations == []


def test_two_minutes_have_a_level_and_a_warning():
    analysis = ctg.analyze(ctg.generate(2, 3))
    assert "shorter_than_10_min" in analysis.notes
    assert 110 < analysis.mean_baseline_bpm < 160


def test_the_mothers_rate_for_the_last_ten_minutes_is_noted_and_left_out():
    recording = ctg.generate(40, 8)
    fhr_bpm = recording.fhr1_bpm.copy()
    fhr_bpm[30 * MINUTE :] = recording.mhr_bpm[30 * MINUTE :] + 1
    analysis = ctg.analyze(with_fhr(fhr_bpm, mhr_bpm=recording.mhr_bpm))
    assert "maternal_rate_suspected" in analysis.notes
    assert np.isnan(analysis.fhr_bpm[30 * MINUTE :]).mean() > 0.95
    assert np.nanmin(analysis.baseline_bpm) > 110


def test_a_second_sensor_of_the_same_fetus_fills_the_holes_of_the_first():
    whole = ctg.generate(30, 4)
    first, second = whole.fhr1_bpm.copy(), whole.fhr1_bpm.copy()
    first[2000:3000] = np.nan
    second[4000:5000] = np.nan
    analysis = ctg.analyze(with_fhr(first, fhr2_bpm=second))
    assert np.isnan(analysis.fhr_bpm[2000:5000]).mean() < 0.1


def test_twins_are_analysed_apart():
    recording, truths = ctg.generate_with_truth(30, 6, twins=True)
    for fetus, truth in enumerate(truths, start=1):
        analysis = ctg.analyze(recording, fetus=fetus)
        assert np.sqrt(np.nanmean((analysis.baseline_bpm - truth.baseline_bpm) ** 2)) < 1.5
        assert "second_fetus_not_analysed" in analysis.notes
    with pytest.raises(ValueError, match="fetus must be 1 to 2"):
        ctg.analyze(recording, fetus=3)


def test_without_the_maternal_channel():
    bare = ctg.generate(30, 6).without_mhr()
    assert np.isnan(bare.mhr_bpm).all()
    assert ctg.analyze(bare).accelerations


def test_early_weeks_count_lower_accelerations():
    recording = ctg.generate(60, 3, gestation_weeks=27)
    early, late = ctg.analyze(recording, gestation_weeks=27), ctg.analyze(recording, gestation_weeks=38)
    assert len(early.accelerations) > len(late.accelerations)
    assert "gestation_unknown" not in early.notes
    assert "gestation_unknown" in ctg.analyze(recording).notes


def test_same_samples_same_hash_and_any_other_sample_another():
    recording = ctg.generate(20, 3)
    changed = recording.fhr1_bpm.copy()
    changed[int(np.flatnonzero(np.isfinite(changed))[500])] += 0.25
    assert ctg.analyze(recording).result_hash == ctg.analyze(recording).result_hash
    assert ctg.analyze(with_fhr(changed)).result_hash != ctg.analyze(with_fhr(recording.fhr1_bpm)).result_hash
    assert ctg.analyze(recording, gestation_weeks=30).result_hash != ctg.analyze(recording).result_hash


def test_plain_values_for_json():
    plain = ctg.analyze(
        ctg.generate(20, 3, scenario="signal_loss"), gestation_weeks=36.5, in_labour=True
    ).to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["method_version"] == ctg.METHOD_VERSION
    assert len(plain["baseline_bpm"]) == 20 * 60 / 5
    assert plain["contractions"][0]["amplitude_bpm"] is None
    assert plain["contractions"][0]["amplitude_units"] > 0


def test_every_note_has_an_explanation():
    for recording in (
        with_fhr(np.full(10, np.nan)),
        ctg.generate(5, 1),
        ctg.generate(20, 1, scenario="twins"),
    ):
        assert set(ctg.analyze(recording).notes) <= set(EXPLANATIONS)


def test_a_recording_travels_between_processes():
    recording = ctg.generate(2, 1)
    assert (
        ctg.analyze(pickle.loads(pickle.dumps(recording))).result_hash == ctg.analyze(recording).result_hash
    )


def test_the_package_loads_neither_torch_nor_django():
    code = (
        "import sys; from ml_models import ctg; ctg.analyze(ctg.generate(5, 1)); "
        "print({'torch', 'django', 'edfio'} & set(sys.modules))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "set()"
    )
