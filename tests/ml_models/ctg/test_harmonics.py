"""Halved and doubled rates: put right where they plainly are the fetus's, and never where they may be the mother's."""

from __future__ import annotations

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.limits import FS_HZ


def _spoiled(
    start_s: float, length_s: float, factor: float, *, mother: str
) -> tuple[ctg.Recording, ctg.Recording]:
    """A calm trace, and the same with a stretch that the device counted wrongly."""
    made = ctg.generate(40, 3)
    fhr_bpm = made.fhr1_bpm.copy()
    part = slice(int(start_s * FS_HZ), int((start_s + length_s) * FS_HZ))
    fhr_bpm[part] *= factor
    mhr_bpm = {
        "apart": made.mhr_bpm + 12,
        "unknown": np.full(made.samples, np.nan),
        "there": made.fhr1_bpm / 2,
    }[mother]
    channels = {"fhr1_bpm": fhr_bpm, "mhr_bpm": mhr_bpm, "toco": made.toco}
    return made, ctg.Recording.from_channels(channels, source=made.source)


@pytest.mark.parametrize("length_s", [3, 10, 13])
@pytest.mark.parametrize("factor", [0.5, 2.0])
@pytest.mark.parametrize("mother", ["apart", "unknown"])
def test_short_stretches_are_put_right_and_marked(length_s, factor, mother):
    made, spoiled = _spoiled(600, length_s, factor, mother=mother)
    if factor == 2.0:  # what is doubled must be slow enough to be shown at all
        low = made.fhr1_bpm - 35
        fhr_bpm = low.copy()
        part = slice(2400, 2400 + int(length_s * FS_HZ))
        fhr_bpm[part] *= 2
        channels = {"fhr1_bpm": fhr_bpm, "mhr_bpm": spoiled.mhr_bpm - 40, "toco": made.toco}
        made = ctg.Recording.from_channels({"fhr1_bpm": low}, source=made.source)
        spoiled = ctg.Recording.from_channels(channels, source=spoiled.source)
    found = ctg.analyze(spoiled, gestation_weeks=38)
    part = slice(2400, 2400 + int(length_s * FS_HZ))
    measured = np.isfinite(made.fhr1_bpm[part])
    assert np.abs(found.fhr_bpm[part] - made.fhr1_bpm[part])[measured].max() <= 0.5
    facts = found.to_dict()
    seconds = sum(one["end_s"] - one["start_s"] for one in facts["repaired"])
    assert seconds == pytest.approx(length_s if length_s >= 5 else 0, abs=2)
    assert not [one for one in facts["left_out"] if 595 < one["start_s"] < 625]
    assert (
        found.signal_loss >= length_s * measured.mean() / spoiled.duration_s
    )  # what was put right was not measured


@pytest.mark.parametrize(
    ("length_s", "mother"), [(10, "there"), (16, "unknown"), (40, "apart")], ids=["hers", "unproven", "long"]
)
def test_what_may_be_the_mother_or_lasts_is_left_out(length_s, mother):
    _, spoiled = _spoiled(600, length_s, 0.5, mother=mother)
    found = ctg.analyze(spoiled, gestation_weeks=38)
    part = slice(2400 + 4, 2400 + int(length_s * FS_HZ) - 4)
    assert np.isnan(found.fhr_bpm[part]).all()
    assert found.to_dict()["repaired"] == []


def test_a_true_fall_to_half_is_no_harmonic():
    made = ctg.generate(40, 3)
    fhr_bpm = made.fhr1_bpm.copy()
    shape = np.interp(np.arange(480), [0, 60, 420, 480], [0, 70, 70, 0])
    fhr_bpm[2400:2880] -= shape
    channels = {"fhr1_bpm": fhr_bpm, "mhr_bpm": made.mhr_bpm + 30, "toco": made.toco}
    found = ctg.analyze(ctg.Recording.from_channels(channels, source=made.source), gestation_weeks=38)
    assert any(one.start_s < 660 < one.end_s for one in found.decelerations)
    assert found.to_dict()["repaired"] == []
