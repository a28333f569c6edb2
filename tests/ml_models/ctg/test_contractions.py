"""Contractions among what a belt does."""

import numpy as np

from ml_models.ctg.contractions import contractions

S = 4
PEAKS_S = (300, 480, 660, 840, 1020, 1200)


def belt(seconds: int = 1500) -> np.ndarray:
    at = np.arange(seconds * S) / S
    return 12 + sum(30 * np.exp(-(((at - peak) / 22) ** 2)) for peak in PEAKS_S)


def peaks_s(toco: np.ndarray) -> list[float]:
    return [event.peak_s for event in contractions(toco)]


def placed(found: list[float]) -> bool:
    return len(found) == len(PEAKS_S) and np.allclose(found, PEAKS_S, atol=12)


def test_movements_are_no_contractions():
    toco = belt()
    for start in (60, 120, 180, 390, 570, 1350, 1420):
        toco[start * S : (start + 12) * S] += 40
    assert placed(peaks_s(toco))


def test_a_belt_that_slips_or_is_set_to_zero_brings_none():
    toco = belt()
    toco[400 * S :] += 15
    toco[900 * S :] -= 24
    assert placed(peaks_s(toco))


def test_pushing_on_top_of_a_contraction_leaves_it_one():
    at = np.arange(1500 * S) / S
    toco = belt()
    toco += 0.5 * (toco - 12) * np.abs(np.sin(2 * np.pi * at / 11)) ** 6
    assert placed(peaks_s(toco))


def test_lost_contact_is_bridged():
    toco = belt()
    toco[470 * S : 490 * S] = np.nan
    toco[1060 * S : 1130 * S] = np.nan
    assert placed(peaks_s(toco))


def test_what_barely_stands_out_of_a_restless_belt_is_left_out():
    random = np.random.default_rng(3)
    small = 14 * np.exp(-(((np.arange(1500 * S) / S - 750) / 22) ** 2))
    assert len(contractions(20 + small)) == 1
    spikes = np.repeat(random.normal(0, 14, 750), 2 * S)
    assert all(event.amplitude_units > 14 for event in contractions(40 + small + spikes))


def test_onset_and_end_lie_around_the_peak():
    for event in contractions(belt()):
        assert event.start_s < event.peak_s < event.end_s
        assert 30 <= event.duration_s <= 80
