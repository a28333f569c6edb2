"""From traces to the file that serves: fitting is repeatable, and the served network says what the fitted one says."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from ml_models.ctg.false_signal import probability
from ml_models.ctg.false_signal.training import exporting, measuring
from ml_models.ctg.false_signal.training.fitting import Member, Recipe, fit
from ml_models.ctg.false_signal.training.network import Together
from tests.ml_models.ctg.false_signal.test_features import _trace

RECIPE = Recipe(seed=5, members=(Member(0, 3, 0.0), Member(7, 2, 0.5)), batch=2, report_every=3)


def _fit() -> Together:
    return fit(RECIPE, [_trace(seed=1)], [_trace(seed=2)], lambda *_: None)


@pytest.fixture(scope="module")
def fitted() -> Together:
    return _fit()


@pytest.fixture
def served(fitted, tmp_path, monkeypatch):
    exporting.export(fitted, tmp_path / "own", {"version": "test"})
    monkeypatch.setattr(probability, "WEIGHTS", tmp_path)
    probability.forget()
    yield tmp_path / "own"
    probability.forget()


def test_the_same_seed_gives_the_same_weights(fitted):
    again = _fit().state_dict()
    assert all(torch.equal(value, again[name]) for name, value in fitted.state_dict().items())


@pytest.mark.parametrize("samples", [1, 3, 4, 5_001])
def test_what_is_served_is_what_was_fitted(served, fitted, samples):
    trace = _trace(samples + 1300)
    cut = slice(1300, None)
    short = type(trace)("s", trace.fhr_bpm[cut], trace.mhr_bpm[cut], trace.toco[cut], trace.verdict[cut])
    told = probability.network("own").probability(short.fhr_bpm, short.mhr_bpm, short.toco)
    assert told.shape == (samples,)
    assert np.abs(told - measuring.of_network(fitted)(short)).max() < 1e-4


def test_missing_samples_have_no_probability(served):
    trace = _trace()
    told = probability.network("own").probability(trace.fhr_bpm, trace.mhr_bpm, trace.toco)
    assert not told[np.isnan(trace.fhr_bpm)].any()
    nothing = np.full(7, np.nan)
    assert probability.network("own").probability(nothing, nothing, nothing).tolist() == [0.0] * 7


def test_damaged_weights_are_refused(served):
    (served / "network.onnx").write_bytes(b"not these")
    with pytest.raises(probability.DamagedWeights, match="not those of their card"):
        probability.network("own")
    (served / "card.json").unlink()
    probability.forget()
    with pytest.raises(probability.DamagedWeights, match="cannot be read"):
        probability.network("own")


def test_the_card_tells_the_digest(served):
    card = json.loads((served / "card.json").read_text("utf-8"))
    assert set(card) == {"version", "sha256", "parity"}


def test_the_setting_chooses_and_refuses_what_there_is_not(monkeypatch):
    monkeypatch.delenv(probability.SETTING, raising=False)
    assert probability.chosen() == "fhrma"
    monkeypatch.setenv(probability.SETTING, "own")
    assert probability.chosen() == "own"
    monkeypatch.setenv(probability.SETTING, "mine")
    with pytest.raises(ValueError, match="fhrma, own"):
        probability.chosen()
