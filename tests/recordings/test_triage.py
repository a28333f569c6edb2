"""What was found decides the place in the worklist; nothing that is said there reassures."""

from __future__ import annotations

import numpy as np
import pytest

from apps.recordings import reasons, triage
from apps.ui.levels import LEVELS
from ml_models import ctg
from ml_models.ctg.rules import table
from ml_models.ctg.verdicts import WHY_NOT

CALM = {
    "notes": [],
    "signal_loss": 0.1,
    "mean_baseline_bpm": 140.0,
    "lowest_baseline": {"start_s": 0.0, "end_s": 600.0, "baseline_bpm": 138.0},
    "highest_baseline": {"start_s": 600.0, "end_s": 1200.0, "baseline_bpm": 142.0},
    "end_rate_bpm": 140.0,
    "end_upper_rate_bpm": 144.0,
    "left_out_parts": {},
    "near_mother_s": 0.0,
    "low_variability_minutes": 0,
    "decelerations": [],
    "numbers": {"sinusoidal": []},
    "verdicts": {"nst": {"why_not": []}},
    "fetus": 1,
}


def level(bpm, start_s=0.0):
    return {"start_s": start_s, "end_s": start_s + 600.0, "baseline_bpm": bpm}


def baseline(low_bpm, high_bpm=None):
    """The lowest level comes after the highest: the rate falls."""
    return {"highest_baseline": level(high_bpm or low_bpm), "lowest_baseline": level(low_bpm, 1200.0)}


def doubted(*codes):
    """One rule set doubts the trace, the other is not asked."""
    return {
        "verdicts": {
            "nst": {"why_not": ["too_short", *codes]},
            "figo2015": {"why_not": ["only_for_labour"]},
        }
    }


def waves(*spans):
    return {"numbers": {"sinusoidal": [list(span) for span in spans]}}


def dip(seconds, kind="variable", amplitude_bpm=25.0):
    return {"start_s": 100.0, "end_s": 100.0 + seconds, "kind": kind, "amplitude_bpm": amplitude_bpm}


@pytest.mark.parametrize(
    ("about", "level", "code"),
    [
        ({}, "notice", "to_be_read"),
        (baseline(110.0), "notice", "to_be_read"),
        (baseline(160.0), "notice", "to_be_read"),
        (baseline(109.9), "warning", "baseline_low"),
        (baseline(99.9), "critical", "baseline_low"),
        (baseline(150.0, 160.1), "warning", "baseline_high"),
        (baseline(121.0, 140.0), "notice", "to_be_read"),
        (baseline(120.0, 140.0), "warning", "baseline_moved"),
        (baseline(80.0, 140.0), "critical", "baseline_moved"),
        ({"lowest_baseline": None, "highest_baseline": None}, "unknown", "no_baseline"),
        ({"end_rate_bpm": 80.0, "end_upper_rate_bpm": 99.0}, "critical", "ends_low"),
        ({"end_rate_bpm": 95.0, "end_upper_rate_bpm": 100.0}, "notice", "to_be_read"),
        ({"signal_loss": 0.2}, "notice", "to_be_read"),
        ({"signal_loss": 0.21}, "unknown", "much_loss"),
        ({"signal_loss": None}, "unknown", "much_loss"),
        ({"left_out_parts": {"frozen": 0.3, "jump": 0.21}}, "unknown", "mostly_false"),
        ({"low_variability_minutes": 49}, "notice", "to_be_read"),
        ({"low_variability_minutes": 50}, "warning", "low_variability"),
        (waves((60.0, 659.0), (900.0, 1200.0)), "notice", "to_be_read"),
        (waves((60.0, 660.0)), "warning", "sinusoidal"),
        (doubted(), "notice", "to_be_read"),
        (doubted("end_lost"), "warning", "end_lost"),
        ({**doubted("end_lost"), "signal_loss": 0.3}, "warning", "end_lost"),
        (
            {**doubted("end_lost", "signal_lost"), "notes": ["no_fetal_signal"], "signal_loss": 1.0},
            "unknown",
            "no_fetal_signal",
        ),
        (doubted("end_lost", "twins_swapped"), "warning", "twins_swapped"),
        (doubted("twins_coincide"), "warning", "twins_coincide"),
        (doubted("end_lost", "heart_changed"), "warning", "heart_changed"),
        ({"notes": ["maternal_rate_near"], "near_mother_s": 660.0}, "warning", "maternal_rate_near"),
        ({"notes": ["ends_in_deceleration"], "decelerations": [dip(60)]}, "warning", "ends_in_deceleration"),
        ({"notes": ["ends_in_deceleration"], "decelerations": [dip(59)]}, "notice", "decelerations"),
        (
            {
                "notes": ["no_fetal_signal"],
                "lowest_baseline": None,
                "highest_baseline": None,
                "signal_loss": 1.0,
            },
            "unknown",
            "no_fetal_signal",
        ),
        ({"notes": ["maternal_rate_suspected"]}, "warning", "maternal_rate_suspected"),
        ({"decelerations": [dip(180)]}, "notice", "decelerations"),
        ({"decelerations": [dip(181)]}, "warning", "long_deceleration"),
        ({"decelerations": [dip(301)]}, "critical", "long_deceleration"),
        ({"decelerations": [dip(40, "late")] * 2}, "notice", "decelerations"),
        ({"decelerations": [dip(40)] * 3}, "warning", "decelerations"),
        ({"decelerations": [dip(40, "late")] * 3}, "warning", "late_decelerations"),
    ],
)
def test_what_was_found_decides_the_place_in_the_worklist(about, level, code):
    need = triage.worst([{**CALM, **about}])
    assert (need.level, need.code) == (level, code)


def test_the_worse_twin_decides():
    assert triage.worst([CALM, {**CALM, **baseline(90.0)}]).level == "critical"


def test_levels_are_those_of_the_design_system_in_its_order():
    assert {name: LEVELS[name].order for name in triage.ORDER} == triage.ORDER


def test_every_need_has_a_sentence_and_none_reassures():
    values = {"percent": 60, "minutes": 4, "count": 3, "bpm": 95, "from_bpm": 140, "to_bpm": 80}
    for code in reasons.SENTENCES:
        sentence = reasons.sentence({"code": code, "values": values})
        assert sentence.endswith((".", "!"))
        assert not {"fine", "normal", "ok", "no concern"} & set(sentence.lower().rstrip(".").split())


def swinging(level_bpm, seed):
    """A rate with variability around a level for each sample."""
    rough = np.convolve(np.random.default_rng(seed).normal(size=level_bpm.size), np.hanning(41), mode="same")
    return np.round((level_bpm + 3 * rough / rough.std()) * 4) / 4


def asked(fhr_bpm, **channels):
    recording = ctg.Recording.from_channels({"fhr1_bpm": fhr_bpm, **channels})
    need = triage.worst([ctg.analyze(recording).to_dict()])
    return need.level, reasons.sentence(need.to_json())


def test_a_fall_at_the_end_of_a_long_calm_recording_is_critical():
    minutes = np.arange(78 * 240) / 240
    assert asked(swinging(np.where(minutes < 60, 140.0, 80.0), 1)) == (
        "critical",
        "The baseline moved from 140 to 80 bpm.",
    )
    level, sentence = asked(swinging(np.where(minutes < 72, 140.0, 80.0), 2))
    assert level == "critical"
    assert sentence.startswith("The recording ends with a low heart rate: ")


def test_a_slow_glide_within_the_limits_is_told_from_where_to_where():
    level_bpm = np.interp(np.arange(60 * 240) / 240, [0, 20, 40, 60], [145.0, 145.0, 116.0, 116.0])
    level, sentence = asked(swinging(level_bpm, 3))
    assert level == "warning"
    assert sentence in {
        f"The baseline moved from {a} to {b} bpm." for a in (144, 145, 146) for b in (115, 116, 117)
    }


def test_a_trace_of_the_mother_is_no_calm_fetus():
    hers = swinging(np.full(30 * 240, 125.0), 4)
    assert asked(hers + 0.5, mhr_bpm=hers) == (
        "warning",
        "100 % of the trace may be the mother's own heart rate: it was left out.",
    )


def test_waves_of_ten_minutes_ask_for_a_reader():
    waved = 140 + 9 * np.sin(2 * np.pi * np.arange(40 * 240) / 60)
    level, sentence = asked(np.round(waved * 4) / 4)
    assert level == "warning"
    assert sentence.endswith("minutes the heart rate swung in even waves: a sinusoidal pattern.")
    assert table("product")["own_sinusoidal"].limit * 60 == triage.SINUSOIDAL_S


def test_an_end_that_nobody_saw_asks_for_a_reader():
    calm = swinging(np.full(40 * 240, 140.0), 7)
    calm[-6 * 240 :] = np.nan
    assert asked(calm) == (
        "warning",
        "Most of the last ten minutes is missing or not believed: how the recording ends is not known.",
    )


def test_one_heart_on_both_channels_of_twins_asks_for_a_reader():
    rate = swinging(np.full(40 * 240, 140.0), 8)
    recording = ctg.Recording.from_channels({"fhr1_bpm": rate, "fhr2_bpm": rate}, twins=True)
    need = triage.worst([ctg.analyze(recording, fetus=fetus).to_dict() for fetus in (1, 2)])
    assert (need.level, need.code) == ("warning", "twins_coincide")


def test_every_doubt_is_one_that_the_verdicts_know():
    assert set(triage.DOUBTS) <= WHY_NOT.keys()


def test_a_quarter_lost_cannot_be_judged():
    calm = swinging(np.full(40 * 240, 140.0), 5)
    lost = np.where(np.arange(calm.size) % 240 < 60, np.nan, calm)
    assert asked(lost) == ("unknown", "25 % of the fetal heart rate is missing: it cannot be judged.")


def test_a_calm_trace_only_waits_for_its_reader():
    assert asked(swinging(np.full(40 * 240, 140.0), 6)) == ("notice", "Nobody has read this recording yet.")
