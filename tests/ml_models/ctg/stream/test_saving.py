"""Another process takes over."""

import zlib

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.stream import saving
from tests.ml_models.ctg.stream.feeding import fed, pieces, whole_of


@pytest.fixture(scope="module")
def recording() -> ctg.Recording:
    return ctg.generate(34, 9, scenario="variable_decelerations")


def test_a_stream_that_changes_hands_says_the_same(recording):
    kept = ctg.Stream(gestation_weeks=30.0, in_labour=True, second_stage_s=900.0, source=recording.source)
    handed = ctg.Stream(gestation_weeks=30.0, in_labour=True, second_stage_s=900.0, source=recording.source)
    for number, piece in enumerate(pieces(whole_of(recording))):
        assert kept.push(piece).to_dict() == handed.push(piece).to_dict()
        if number % 5 == 3:
            handed = ctg.Stream.from_bytes(handed.to_bytes())
    assert kept.close().result_hash == handed.close().result_hash


def test_values_of_any_fineness_come_back(recording):
    stream = ctg.Stream()
    fed(stream, {"fhr1_bpm": recording.fhr1_bpm + 0.013, "toco": np.full(recording.samples, -3.7)}, 1000)
    again = ctg.Stream.from_bytes(stream.to_bytes())
    assert np.array_equal(again.recording.fhr1_bpm, stream.recording.fhr1_bpm, equal_nan=True)
    assert np.array_equal(again.recording.toco, stream.recording.toco)
    assert again.close().result_hash == stream.close().result_hash


def test_a_closed_stream_stays_closed():
    stream = ctg.Stream()
    stream.push({"fhr1_bpm": np.full(400, 140.0)})
    stream.close()
    assert ctg.Stream.from_bytes(stream.to_bytes()).closed


def test_another_method_looks_again_at_what_had_settled(recording, monkeypatch):
    stream = ctg.Stream(source=recording.source)
    fed(stream, whole_of(recording), 400)
    assert stream._trail.settled > 0
    monkeypatch.setattr(saving, "METHOD_VERSION", "older")
    data = stream.to_bytes()
    monkeypatch.undo()
    again = ctg.Stream.from_bytes(data)
    assert again._trail.settled == 0
    again.push({"fhr1_bpm": np.full(40, 140.0)})
    assert again._trail.settled > 0


def saved() -> bytes:
    stream = ctg.Stream()
    fed(stream, {"fhr1_bpm": np.full(4000, 140.0)}, 400)
    return stream.to_bytes()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: b"XXXX" + data[4:],
        lambda data: data[:4] + b"\x63" + data[5:],
        lambda data: data[:-9],
        lambda data: data[:40] + bytes([data[40] ^ 255]) + data[41:],
        lambda data: data[:5] + zlib.compress(b""),
        lambda data: data[:5] + zlib.compress(zlib.decompress(data[5:])[:-40]),
        lambda data: (
            data[:5] + zlib.compress(zlib.decompress(data[5:]).replace(b'"settled": ', b'"settled":7'))
        ),
        lambda data: data[:5] + zlib.compress(bytes(40_000_000)),
    ],
)
def test_spoiled_states_are_refused(spoil):
    with pytest.raises(ctg.FormatError) as caught:
        ctg.Stream.from_bytes(spoil(saved()))
    assert caught.value.field == "state"
