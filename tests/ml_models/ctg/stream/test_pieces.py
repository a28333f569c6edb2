"""Pieces that come late, twice, with holes, or wrong."""

import numpy as np
import pytest

from ml_models import ctg
from tests.ml_models.ctg.stream.feeding import PIECE, cut, fed, whole_of


@pytest.fixture(scope="module")
def recording() -> ctg.Recording:
    return ctg.generate(40, 6, scenario="variable_decelerations")


def test_the_order_of_pieces_does_not_matter(recording):
    channels = whole_of(recording)
    starts = np.arange(0, recording.samples, PIECE)
    mixed = np.random.default_rng(1).permutation(starts.reshape(-1, 8)[1:], axis=1).ravel()
    stream = ctg.Stream(source=recording.source)
    stream.push(cut(channels, 0, 8 * PIECE), 0)
    for start in mixed:
        stream.push(cut(channels, start, start + PIECE), int(start))
    for name, values in channels.items():
        assert np.array_equal(getattr(stream.recording, name), values, equal_nan=True)


def test_overlap_and_repetition_change_nothing(recording):
    channels = whole_of(recording)
    once, twice = (ctg.Stream(source=recording.source) for _ in range(2))
    updates = fed(once, channels)
    for start in range(0, recording.samples, PIECE):
        again = twice.push(cut(channels, max(0, start - 25), start + PIECE), max(0, start - 25))
        twice.push(cut(channels, start, start + PIECE), start)
    assert again.to_dict() == updates[-1].to_dict()
    assert twice.samples == recording.samples


def test_what_was_measured_stays():
    stream = ctg.Stream()
    stream.push({"fhr1_bpm": [140.0, np.nan, 141.0]})
    stream.push({"fhr1_bpm": [150.0, 151.0, 152.0, 153.0], "mhr_bpm": [80.0] * 4}, 0)
    assert stream.recording.fhr1_bpm.tolist() == [140.0, 151.0, 141.0, 153.0]
    assert stream.recording.mhr_bpm.tolist() == [80.0] * 4


def test_a_hole_is_missing_until_its_piece_comes(recording):
    channels = whole_of(recording)
    stream = ctg.Stream(source=recording.source)
    gap = slice(6000, 6960)
    fed(stream, cut(channels, 0, gap.start))
    fed_from = [
        stream.push(cut(channels, start, start + PIECE), start)
        for start in range(gap.stop, recording.samples - PIECE, PIECE)
    ]
    assert np.isnan(stream.recording.fhr1_bpm[gap]).all()
    assert fed_from[0].signal.lost_five_minutes > 0.7
    stream.push(cut(channels, gap.start, gap.stop), gap.start)
    stream.push(cut(channels, recording.samples - PIECE, recording.samples))
    plain = ctg.Stream(source=recording.source)
    fed(plain, channels)
    assert len(stream._following.all) == len(plain._following.all)
    for one, other in zip(stream._following.all, plain._following.all, strict=True):
        assert one.family == other.family
        assert abs(one.event.start_s - other.event.start_s) < 3
    assert stream.close().result_hash == plain.close().result_hash


GOOD = np.full(40, 140.0)


@pytest.mark.parametrize(
    ("piece", "start", "field"),
    [
        ({"fhr1_bpm": GOOD.reshape(4, 10)}, None, "fhr1_bpm"),
        ({"fhr1_bpm": GOOD, "toco": GOOD[:-1]}, None, "toco"),
        ({"fhr1_bpm": GOOD, "pulse": GOOD}, None, "pulse"),
        ({"fhr1_bpm": np.append(GOOD[1:], np.inf)}, None, "fhr1_bpm"),
        ({"fhr1_bpm": ["a"] * 40}, None, "fhr1_bpm"),
        ({"fhr1_bpm": []}, None, "fhr1_bpm"),
        ({"movement_marks": np.full(40, 0.5)}, None, "movement_marks"),
        ({}, None, "piece"),
        ([1, 2], None, "piece"),
        ({"fhr1_bpm": GOOD}, -1, "start_sample"),
        ({"fhr1_bpm": GOOD}, 1.5, "start_sample"),
        ({"fhr1_bpm": GOOD}, True, "start_sample"),
        ({"fhr1_bpm": GOOD}, 20_000 + 14_401, "start_sample"),
        ({"fhr1_bpm": GOOD}, 20_000 - 14_401, "start_sample"),
        ({"fhr1_bpm": np.full(340_000, 140.0)}, None, "start_sample"),
    ],
)
def test_a_wrong_piece_is_named_and_nothing_is_stored(piece, start, field):
    stream = ctg.Stream()
    stream.push({"fhr1_bpm": np.full(20_000, 141.0)})
    with pytest.raises(ctg.FormatError) as caught:
        stream.push(piece, start)
    assert caught.value.field == field
    assert stream.samples == 20_000
    assert stream.recording.fhr1_bpm.tolist() == [141.0] * 20_000
    assert not np.isfinite(stream.recording.toco).any()
    assert stream.recording.movement_marks is None


@pytest.mark.parametrize("value", [12.0, 29.9, 301.0, 1e30, -4.0])
def test_a_rate_that_no_device_means_is_noted_and_never_believed(value):
    stream = ctg.Stream()
    rate = 140 + np.arange(2400) % 5 / 4
    rate[2000:2080] = value
    noted = stream.push({"fhr1_bpm": rate})
    assert "impossible_values" in noted.signal.notes
    assert np.isnan(stream.close().fhr_bpm[2000:2080]).all()


def test_zero_is_no_value_and_no_fault():
    stream = ctg.Stream()
    rate = 140 + np.arange(2400) % 5 / 4
    rate[2000:2080] = 0
    assert "impossible_values" not in stream.push({"fhr1_bpm": rate}).signal.notes
    assert np.isnan(stream.recording.fhr1_bpm[2000:2080]).all()


def test_what_no_belt_tells_is_missing_and_the_callers_array_stays():
    stream = ctg.Stream()
    toco = np.full(2400, 10.0)
    toco[2000] = 1e30
    update = stream.push({"fhr1_bpm": 140 + np.arange(2400) % 5 / 4, "toco": toco})
    assert "impossible_values" in update.signal.notes
    assert np.isnan(stream.recording.toco[2000])
    assert toco[2000] == 1e30
    handed = ctg.Stream.from_bytes(stream.to_bytes())
    assert "impossible_values" in handed.push({"fhr1_bpm": np.full(40, 141.0)}).signal.notes
    for _ in range(6):
        later = handed.push({"fhr1_bpm": 140 + np.arange(240) % 5 / 4})
    assert "impossible_values" not in later.signal.notes
