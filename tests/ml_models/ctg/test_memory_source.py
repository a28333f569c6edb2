"""What nobody told of a recording in memory is told from its samples, as `read` does."""

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.memory_source import sent_hz, with_known_source
from tests.ml_models.ctg.stream.feeding import fed

COARSE = "variation_resolution_too_low"


@pytest.fixture(scope="module")
def fine() -> np.ndarray:
    return ctg.generate(30, 3).fhr1_bpm


@pytest.fixture(scope="module")
def whole_beats(fine) -> np.ndarray:
    return np.repeat(np.round(fine[::4]), 4)


def test_whole_beats_once_a_second_tell_no_short_term_variation(whole_beats):
    found = ctg.analyze(ctg.Recording.from_channels({"fhr1_bpm": whole_beats}), gestation_weeks=38)
    assert np.isnan(found.stv_ms)
    assert COARSE in found.notes


def test_a_stream_without_a_source_says_the_same(whole_beats):
    stream = ctg.Stream(gestation_weeks=38.0)
    judged = [one for one in fed(stream, {"fhr1_bpm": whole_beats}) if one.verdicts]
    assert all(one.verdicts["antepartum_criteria"].label != "met" for one in judged)
    assert COARSE in stream.close().notes


def test_fine_values_once_a_second_tell_none_either(fine):
    held = ctg.Recording.from_channels({"fhr1_bpm": np.repeat(fine[::4], 4)})
    assert COARSE in ctg.analyze(held).notes


def test_quarters_four_times_a_second_do(fine):
    found = ctg.analyze(ctg.Recording.from_channels({"fhr1_bpm": fine}))
    assert found.stv_ms > 0


@pytest.mark.parametrize(("each", "hz"), [(4, 1.0), (2, 2.0), (1, 4.0)])
def test_the_pace_is_told_by_when_values_change(fine, each, hz):
    assert sent_hz([np.full(fine.size, np.nan), np.repeat(fine[::each], each)]) == hz


def test_what_was_told_stands(whole_beats):
    told = ctg.Recording.from_channels({"fhr1_bpm": whole_beats}, source=ctg.Source("memory", 4.0, 0.25))
    assert with_known_source(told) is told
