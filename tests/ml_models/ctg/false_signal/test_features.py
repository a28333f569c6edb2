"""What the network sees, and what is done to it before it learns."""

from __future__ import annotations

import numpy as np
import pytest

from ml_models.ctg.false_signal.features import ROWS, rows
from ml_models.ctg.false_signal.training.measuring import of_samples
from ml_models.ctg.false_signal.training.spoiling import WINDOW, spoil, window
from ml_models.ctg.false_signal.training.traces import FALSE, TRUE, UNJUDGED, Trace


def _trace(samples: int = 2 * WINDOW, seed: int = 1) -> Trace:
    random = np.random.default_rng(seed)
    fhr_bpm = (140 + np.cumsum(random.normal(0, 0.3, samples)) % 20).astype(np.float32)
    fhr_bpm[1000:1200] = np.nan
    verdict = np.where(np.isfinite(fhr_bpm), TRUE, UNJUDGED).astype(np.int8)
    mhr_bpm = (85 + 3 * np.sin(np.arange(samples) / 200)).astype(np.float32)
    return Trace("t", fhr_bpm, mhr_bpm, np.full(samples, 20, np.float32), verdict)


def test_nothing_is_nan_and_what_is_missing_is_nought():
    fhr_bpm, nothing = np.array([140.0, np.nan, 141.0]), np.full(3, np.nan)
    seen = rows(fhr_bpm, nothing, nothing)
    assert seen.shape == (ROWS, 3)
    assert seen.dtype == np.float32
    assert np.isfinite(seen).all()
    assert seen[0].tolist() == [1, 0, 1]
    assert not seen[[1, 4, 5, 6, 7], 1].any()
    assert not seen[[2, 3, 4, 5]].any()


def test_close_rates_are_close():
    both = np.array([90.0, 90.0, 140.0])
    seen = rows(both, np.array([90.0, 93.0, 90.0]), np.zeros(3))
    assert seen[5].tolist() == pytest.approx([1, np.exp(-1), np.exp(-50 / 3)])
    assert seen[4, 2] == pytest.approx(40 / 15)  # no further than that counts


def test_a_recording_without_a_rate_has_rows_all_the_same():
    nothing = np.full(8, np.nan)
    assert not rows(nothing, nothing, nothing).any()


def test_a_short_trace_fills_a_window_with_what_is_not_judged():
    cut = window(np.random.default_rng(0), _trace(500))
    assert cut.fhr_bpm.size == WINDOW
    assert np.isnan(cut.fhr_bpm[500:]).all()
    assert (cut.verdict[500:] == UNJUDGED).all()


def test_spoiling_says_false_where_it_put_another_rate_in_and_never_judges_what_is_missing():
    random, source = np.random.default_rng(3), _trace()
    put_in = 0
    for _ in range(40):
        before = window(random, source)
        kept = before.fhr_bpm.copy()
        after = spoil(random, before, [source])
        judged = after.verdict != UNJUDGED
        assert np.isfinite(after.fhr_bpm[judged]).all()
        moved = np.nanmedian((after.fhr_bpm - kept)[after.verdict == TRUE])
        same = np.abs(after.fhr_bpm - kept - moved) < 1e-3
        assert same[after.verdict == TRUE].all()
        put_in += int((after.verdict == FALSE).sum())
    assert put_in > 1000


def test_figures_by_hand():
    found = of_samples(np.array([0.9, 0.8, 0.3, 0.1]), np.array([True, False, True, False]))
    assert (found.auc, found.accuracy, found.sensitivity, found.precision) == (0.75, 0.5, 0.5, 0.5)
    with pytest.raises(ValueError, match="true and false"):
        of_samples(np.array([0.5]), np.array([True]))
