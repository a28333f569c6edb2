"""What was found decides the place in the worklist; nothing that is said there reassures."""

from __future__ import annotations

import pytest

from apps.recordings import triage
from apps.ui.levels import LEVELS

CALM = {
    "notes": [],
    "signal_loss": 0.1,
    "mean_baseline_bpm": 140.0,
    "decelerations": [],
    "fetus": 1,
}


def dip(seconds, kind="variable"):
    return {"start_s": 100.0, "end_s": 100.0 + seconds, "kind": kind}


@pytest.mark.parametrize(
    ("about", "level", "code"),
    [
        ({}, "notice", "to_be_read"),
        ({"mean_baseline_bpm": 110.0}, "notice", "to_be_read"),
        ({"mean_baseline_bpm": 160.0}, "notice", "to_be_read"),
        ({"mean_baseline_bpm": 109.9}, "warning", "baseline_low"),
        ({"mean_baseline_bpm": 99.9}, "critical", "baseline_low"),
        ({"mean_baseline_bpm": 160.1}, "warning", "baseline_high"),
        ({"mean_baseline_bpm": None}, "unknown", "no_baseline"),
        ({"signal_loss": 0.51}, "unknown", "much_loss"),
        ({"signal_loss": None}, "unknown", "much_loss"),
        (
            {"notes": ["no_fetal_signal"], "mean_baseline_bpm": None, "signal_loss": 1.0},
            "unknown",
            "no_fetal_signal",
        ),
        ({"notes": ["maternal_rate_suspected"]}, "warning", "maternal_rate_suspected"),
        ({"decelerations": [dip(180)]}, "notice", "to_be_read"),
        ({"decelerations": [dip(181)]}, "warning", "long_deceleration"),
        ({"decelerations": [dip(301)]}, "critical", "long_deceleration"),
        ({"decelerations": [dip(40, "late")] * 2}, "notice", "to_be_read"),
        ({"decelerations": [dip(40, "late")] * 3}, "warning", "late_decelerations"),
    ],
)
def test_what_was_found_decides_the_place_in_the_worklist(about, level, code):
    need = triage.worst([{**CALM, **about}])
    assert (need.level, need.code) == (level, code)


def test_the_worse_twin_decides():
    assert triage.worst([CALM, {**CALM, "mean_baseline_bpm": 90.0}]).level == "critical"


def test_levels_are_those_of_the_design_system_in_its_order():
    assert {name: LEVELS[name].order for name in triage.ORDER} == triage.ORDER


def test_every_need_has_a_sentence_and_none_reassures():
    from apps.recordings import reasons

    values = {"percent": 60, "minutes": 4, "count": 3, "bpm": 95}
    for code in reasons.SENTENCES:
        sentence = reasons.sentence({"code": code, "values": values})
        assert sentence.endswith((".", "!"))
        assert not {"fine", "normal", "ok", "no concern"} & set(sentence.lower().rstrip(".").split())
