"""Every number comes back as it was; what is not one of ours is refused before it is unpacked."""

from __future__ import annotations

import numpy as np
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.recordings import channels, codec
from apps.recordings.channels import NO_TOCO, Channel
from ml_models import ctg


@st.composite
def samples(draw):
    mask = draw(st.integers(1, channels.ALL))
    count = draw(st.integers(1, 600))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    made = {}
    for channel in channels.in_mask(mask):
        kind = channels.type_of(channel)
        low, high = np.iinfo(kind).min, np.iinfo(kind).max
        made[channel] = random.integers(low, high, count, dtype=kind, endpoint=True)
    return made


@settings(max_examples=60, deadline=None)
@given(samples())
def test_any_samples_come_back_as_they_were(given_samples):
    blobs = codec.encode(given_samples)
    length = channels.length_of(given_samples)
    assert len(blobs) == -(-length // 240)
    back = codec.decode_minutes(enumerate(blobs), minutes=len(blobs), length=length)
    assert set(back) == set(given_samples)
    for channel, values in given_samples.items():
        assert back[channel].dtype == channels.type_of(channel)
        np.testing.assert_array_equal(back[channel], values)


def test_the_bytes_of_a_block_are_these():
    """Written out by hand: two samples of the first rate, 560 and 562, are the folded steps 1120 and 4."""
    blob = codec.encode({Channel.FHR1: np.array([560, 562], dtype="<u2")})[0]
    assert blob[:4] == bytes([1, 1, 2, 0])
    assert zstandard.ZstdDecompressor().decompress(blob[4:]) == bytes([1120 & 255, 4, 1120 >> 8, 0])


def test_a_minute_that_did_not_come_is_missing():
    blob = codec.encode({Channel.FHR1: np.full(240, 560, "<u2"), Channel.TOCO: np.full(240, -7, "<i2")})[0]
    back = codec.decode_minutes([(1, blob)], minutes=3, length=600)
    assert back[Channel.FHR1][[0, 239, 240, 479, 480, 599]].tolist() == [0, 0, 560, 560, 0, 0]
    assert back[Channel.TOCO][[0, 240, 480]].tolist() == [NO_TOCO, -7, NO_TOCO]


def test_blocks_of_different_channels_are_read_together():
    first = codec.encode({Channel.FHR1: np.full(240, 560, "<u2")})[0]
    second = codec.encode({Channel.MHR: np.full(120, 320, "<u2")})[0]
    back = codec.decode_minutes([(0, first), (1, second)], minutes=2, length=360)
    assert back[Channel.FHR1][[0, 240]].tolist() == [560, 0]
    assert back[Channel.MHR][[0, 240]].tolist() == [0, 320]


def test_only_wanted_channels_come_back():
    blob = codec.encode({Channel.FHR1: np.full(240, 560, "<u2"), Channel.MARKS: np.ones(240, "u1")})[0]
    assert list(codec.decode_minutes([(0, blob)], minutes=1, length=240, mask=Channel.MARKS)) == [
        Channel.MARKS
    ]


GOOD = codec.encode({Channel.FHR1: np.full(240, 560, "<u2")})[0]


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\x01",
        b"\x02" + GOOD[1:],
        b"\x01\x00" + GOOD[2:],
        b"\x01\x41" + GOOD[2:],
        GOOD[:2] + b"\xf1\x00" + GOOD[4:],
        GOOD[:2] + b"\xef\x00" + GOOD[4:],
        GOOD[:-3],
        GOOD[:4] + b"not a frame",
        GOOD + b"more",
        GOOD[:4] + zstandard.ZstdCompressor().compress(bytes(1 << 22)),
        GOOD[:4] + zstandard.ZstdCompressor(write_content_size=False).compress(bytes(480)),
    ],
)
def test_a_damaged_block_is_refused(blob):
    with pytest.raises(codec.Damaged):
        codec.decode(blob)


def test_an_hour_takes_less_than_28_kilobytes():
    for seed in (1, 2, 3):
        trace = channels.from_recording(ctg.generate(minutes=60, seed=seed))
        assert sum(map(len, codec.encode(trace))) < 28_000


def test_the_line_of_a_baseline_comes_back_in_tenths():
    line = np.array([[140.04, np.nan, 139.96, 60.0], [np.nan, 151.25, 151.3, 151.35]])
    back = codec.unpack_line(codec.pack_line(line))
    np.testing.assert_allclose(
        back, [[140.0, np.nan, 140.0, 60.0], [np.nan, 151.2, 151.3, 151.4]], atol=0.051
    )
    assert np.isnan(back).tolist() == np.isnan(line).tolist()


def test_quantising_keeps_unknown_unknown():
    recording = ctg.Recording.from_channels(
        {
            "fhr1_bpm": np.array([140.25, np.nan, 300.0]),
            "toco": np.array([np.nan, -3.5, 0.0]),
        }
    )
    made = channels.from_recording(recording)
    assert {channel.name: values.tolist() for channel, values in made.items()} == {
        "FHR1": [561, 0, 1200],
        "TOCO": [NO_TOCO, -7, 0],
    }
    back = channels.to_recording(made, source=ctg.Source("memory"))
    np.testing.assert_array_equal(back.fhr1_bpm, recording.fhr1_bpm)
    np.testing.assert_array_equal(back.toco, recording.toco)
    assert np.isnan(back.mhr_bpm).all()
