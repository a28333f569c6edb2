"""The search for the baseline against slow, plain versions of its parts, and that it may go on where it stopped."""

import itertools

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg import cheapest_path
from ml_models.ctg.cheapest_path import CELL, GRID_BPM, Search

MINUTE = 240


def cost_of(path: np.ndarray, loss: np.ndarray, most_price: float) -> float:
    price = np.minimum(cheapest_path.CHANGE_PRICE * np.abs(np.diff(path)), most_price)
    return float(loss[np.arange(path.size), path].sum() + price.sum())


def slow_loss(fhr_bpm: np.ndarray) -> np.ndarray:
    """Loss of every cell at every level, sample by sample."""
    loss = np.zeros((-(-fhr_bpm.size // CELL), GRID_BPM.size))
    for place, value in enumerate(fhr_bpm):
        for k, level in enumerate(GRID_BPM):
            if not np.isnan(value):
                away = (round(value) - level) ** 2
                loss[place // CELL, k] += (min(1, away / 36) + min(1, away / 256)) / 2 / 4
    return loss


@pytest.mark.parametrize("most_price", [12.0, 300.0])
@pytest.mark.parametrize("seed", range(5))
def test_best_path_is_the_cheapest_of_all(seed, most_price, monkeypatch):
    levels = 6
    monkeypatch.setattr(cheapest_path, "MOST_PRICE", most_price)
    for name in ("_SLOPE", "_PRICES"):
        part = getattr(cheapest_path, name)[..., :levels]
        monkeypatch.setattr(cheapest_path, name, np.minimum(part, most_price) if name == "_PRICES" else part)
    loss = np.random.default_rng(seed).uniform(0, 30, (5, levels))
    total = np.empty(loss.shape)
    cheapest_path._go_on(total, 0, loss)
    path = cheapest_path._way_back(total)
    every = itertools.product(range(levels), repeat=len(loss))
    cheapest = min(cost_of(np.array(one), loss, most_price) for one in every)
    assert cost_of(path, loss, most_price) == pytest.approx(cheapest)


def test_loss_is_that_of_every_sample():
    fhr_bpm = np.random.default_rng(3).normal(140, 15, 8 * CELL - 13)
    fhr_bpm[5:9] = np.nan
    loss = cheapest_path._loss(cheapest_path._counted(fhr_bpm))
    np.testing.assert_allclose(loss, slow_loss(fhr_bpm), atol=1e-9)


def test_a_search_that_goes_on_finds_the_path_of_a_new_one():
    fhr_bpm = ctg.generate(30, 5, scenario="variable_decelerations").fhr1_bpm
    late = fhr_bpm.copy()
    late[12 * MINUTE : 13 * MINUTE] -= 30
    search = Search()
    looks = [fhr_bpm[: 10 * MINUTE + 7], fhr_bpm[: 20 * MINUTE], late[: 21 * MINUTE], late[4 * MINUTE :]]
    looks += [late[4 * MINUTE : 15 * MINUTE], late[4 * MINUTE :]]
    for look in looks:
        assert np.array_equal(search.path_bpm(look), Search().path_bpm(look))


def test_a_search_goes_over_what_is_new_only(monkeypatch):
    fhr_bpm = ctg.generate(20, 5).fhr1_bpm
    searched = []
    go_on = cheapest_path._go_on
    monkeypatch.setattr(
        cheapest_path,
        "_go_on",
        lambda total, first, loss: (searched.append(len(loss)), go_on(total, first, loss)),
    )
    search = Search()
    search.path_bpm(fhr_bpm[: 19 * MINUTE])
    search.path_bpm(fhr_bpm[: 19 * MINUTE + 40])
    assert searched == [19 * MINUTE // CELL, 40 // CELL]
