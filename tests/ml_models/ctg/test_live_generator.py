"""Endless traces: the same from the same seed wherever one begins, believable, and analysed as what their name says."""

from collections import Counter
from itertools import islice

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.generator import SCENARIOS, Live
from ml_models.ctg.generator.fetus import EDGE_S
from ml_models.ctg.generator.live import BLOCK_S, OVERLAP_S
from ml_models.ctg.generator.probe import by_beats

MINUTES = 40


@pytest.fixture(scope="module")
def seen() -> dict[str, tuple[ctg.Recording, ctg.Analysis]]:
    pieces = {name: Live(name, 3).piece(0, MINUTES * 60) for name in SCENARIOS}
    return {name: (piece, ctg.analyze(piece, gestation_weeks=38.0)) for name, piece in pieces.items()}


def kinds(analysis: ctg.Analysis) -> Counter[str]:
    return Counter(event.kind for event in analysis.decelerations)


def test_seconds_and_pieces_are_the_same_samples_wherever_one_begins():
    whole = Live("twins", 7).piece(BLOCK_S - 30, 60)
    late = Live("twins", 7)
    assert late.piece(2 * BLOCK_S).samples == 4
    for name in ("fhr1_bpm", "fhr2_bpm", "mhr_bpm", "toco", "movement_marks", "quality"):
        there = getattr(whole, name)[140:160]
        assert np.array_equal(getattr(late.piece(BLOCK_S + 5, 5), name), there, equal_nan=True)
    first = [second.fhr1_bpm for second in islice(Live("reactive", 1), 3)]
    assert np.array_equal(np.concatenate(first), Live("reactive", 1).piece(0, 3).fhr1_bpm, equal_nan=True)
    assert not np.array_equal(
        Live("reactive", 2).piece(0, 3).mhr_bpm, Live("reactive", 1).piece(0, 3).mhr_bpm
    )


def test_blocks_meet_without_a_step():
    assert OVERLAP_S < EDGE_S  # so no event lies where two blocks are blended
    piece = Live("reactive", 5).piece(BLOCK_S - 60, 120)
    steps = np.abs(np.diff(piece.mhr_bpm[::4]))
    assert steps[55:75].max() <= 4.0
    assert np.nanmax(np.abs(np.diff(piece.toco[::4]))) <= 6.0


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_values_are_those_of_a_device(scenario, seen):
    recording, _ = seen[scenario]
    rates = recording.fhr1_bpm[np.isfinite(recording.fhr1_bpm)]
    assert recording.samples == MINUTES * 240
    assert ((rates >= 50) & (rates <= 240)).all()
    assert np.array_equal(rates * 4, np.round(rates * 4))
    assert np.isfinite(recording.mhr_bpm).all()
    assert ((recording.toco >= 0) & (recording.toco <= 100)).all()
    assert np.array_equal(recording.quality == 0, np.isnan(recording.fhr1_bpm))


def test_the_analysis_finds_what_each_name_says(seen):
    found = {name: analysis for name, (_, analysis) in seen.items()}
    assert len(found["reactive"].accelerations) >= 6
    assert kinds(found["reactive"]) == {}
    late = kinds(found["late_decelerations"])
    assert late["late"] >= 6 and late["late"] > 2 * (late.total() - late["late"])
    assert found["late_decelerations"].accelerations == []
    variable = kinds(found["variable_decelerations"])
    assert variable["variable"] >= 5 and variable["variable"] > 2 * (variable.total() - variable["variable"])
    assert kinds(found["prolonged"])["prolonged"] == 1
    assert found["bradycardia"].mean_baseline_bpm < 110
    assert found["tachycardia"].mean_baseline_bpm > 160
    assert found["low_variability"].variability_bpm < 5
    assert found["low_variability"].accelerations == []
    assert found["signal_loss"].signal_loss > 0.25
    assert "signal_loss_above_20_percent" in found["signal_loss"].notes


def test_only_the_sinusoidal_one_waves_for_long(seen):
    for name, (_, analysis) in seen.items():
        longest_s = max((stop - start for start, stop in analysis.numbers.sinusoidal), default=0.0)
        assert (longest_s >= 1800) == (name == "sinusoidal"), name


def test_the_mothers_heart_is_told_where_the_probe_hears_it_and_nowhere_else(seen):
    for name, (_, analysis) in seen.items():
        suspected = "maternal_rate_suspected" in analysis.notes
        assert suspected == (name == "maternal_rate"), name
    assert seen["maternal_rate"][1].left_out_parts["maternal"] > 0.3


def test_twins_are_two_hearts(seen):
    recording, _ = seen["twins"]
    assert recording.twins
    second = ctg.analyze(recording, gestation_weeks=38.0, fetus=2)
    assert len(second.accelerations) >= 4
    both = np.isfinite(recording.fhr1_bpm) & np.isfinite(recording.fhr2_bpm)
    assert abs(np.corrcoef(recording.fhr1_bpm[both], recording.fhr2_bpm[both])[0, 1]) < 0.5


def test_a_stream_hears_late_decelerations_while_they_come():
    live, stream = Live("late_decelerations", 3), ctg.Stream(gestation_weeks=38.0)
    closed: list[str] = []
    for start_s in range(0, 1200, 30):
        piece = live.piece(start_s, 30)
        update = stream.push({"fhr1_bpm": piece.fhr1_bpm, "mhr_bpm": piece.mhr_bpm, "toco": piece.toco})
        closed += [one.event.kind for one in update.closed if one.family == "deceleration"]
    assert closed.count("late") >= 3


def test_beats_keep_the_rate_and_differ_from_beat_to_beat():
    steady = by_beats(np.random.default_rng(1), np.full(2400, 140.0), 1.0)
    assert abs(steady.mean() - 140.0) < 0.3
    assert 0.3 < steady.std() < 1.5
    held = np.flatnonzero(np.diff(steady) == 0)
    assert held.size > 600  # 560 beats in 2,400 samples: most samples repeat the beat before
    assert np.allclose(by_beats(np.random.default_rng(1), np.full(2400, 140.0), 0.0), 140.0)


def test_what_cannot_be_asked():
    with pytest.raises(ValueError, match="scenario must be one of"):
        Live("easy")
    with pytest.raises(ValueError, match="a piece begins at 0 or later"):
        Live().piece(-1)
