"""The baseline against slow, plain versions of its parts, and on signals whose baseline is plain to see."""

import numpy as np
import pytest

from ml_models.ctg import baseline

MINUTE = 240


def test_smooth_line_solves_its_equations():
    random = np.random.default_rng(1)
    total, weight = random.uniform(100, 150, 30), random.uniform(0.1, 1, 30)
    second = np.diff(np.eye(30), n=2, axis=0)
    stiffness = random.uniform(1, 1000, 28)
    plain = np.linalg.solve(np.diag(weight) + second.T @ np.diag(stiffness) @ second, total)
    np.testing.assert_allclose(baseline._penalised(total, weight, stiffness), plain, rtol=1e-6)


def test_a_deceleration_of_four_minutes_does_not_pull_the_path():
    fhr_bpm = np.full(40 * MINUTE, 140.0)
    fhr_bpm[18 * MINUTE : 22 * MINUTE] = 100.0
    assert set(baseline.path_bpm(fhr_bpm)) == {140.0}


def test_a_level_that_stays_is_followed():
    fhr_bpm = np.full(40 * MINUTE, 140.0)
    fhr_bpm[20 * MINUTE :] = 160.0
    path = baseline.path_bpm(fhr_bpm)
    cells = path.size
    assert set(path[: cells // 2 - 12]) == {140.0}
    assert set(path[cells // 2 + 12 :]) == {160.0}


def slow_filled(path: np.ndarray) -> np.ndarray:
    """Each cell at the lowest of the highest levels of all stretches of ten minutes that it lies in; a stretch may
    begin before the record does, but not end after it."""
    least = baseline.TEN_MINUTES
    return np.array(
        [
            min(
                path[max(0, k) : k + least].max()
                for k in range(at - least + 1, min(at, path.size - least) + 1)
            )
            for at in range(path.size)
        ]
    )


@pytest.mark.parametrize(
    ("minutes", "start", "is_kept"),
    [(9, 25, False), (11, 25, True), (9, 51, False), (11, 49, True), (9, 0, True)],
)
def test_a_fall_is_a_baseline_only_where_it_lasts_ten_minutes(minutes, start, is_kept):
    path = np.full(60 * 12, 140.0)
    path[start * 12 : (start + minutes) * 12] = 90.0
    filled = baseline.without_short_falls(path)
    assert (filled == path).all() if is_kept else (filled == 140).all()
    assert (filled == slow_filled(path)).all()


def test_a_shallow_or_lasting_step_of_the_path_stays():
    path = np.repeat([140.0, 128.0, 139.0, 120.0], [200, 60, 200, 200])
    assert (baseline.without_short_falls(path) == path).all()
    assert (baseline.without_short_falls(path[180:280]) == path[180:280]).all()


def test_a_slope_is_followed_to_the_beat():
    truth = np.linspace(130, 150, 40 * MINUTE)
    cells = baseline.smooth_line(truth, np.zeros(truth.size, dtype=bool), baseline.path_bpm(truth))
    assert np.abs(baseline.to_samples(cells, truth.size) - truth).max() < 1.0


def test_nothing_is_told_where_ten_minutes_hold_too_little():
    fhr_bpm = np.full(40 * MINUTE, np.nan)
    fhr_bpm[: 5 * MINUTE] = 140.0
    known = baseline.defined(fhr_bpm)
    assert known[: 5 * MINUTE].all()
    assert not known[11 * MINUTE :].any()
