"""Sound of a known rate gives that rate, silence gives none, and what cannot be read is kept and named."""

import io
import struct
import wave
from itertools import pairwise

import numpy as np
import pytest

from ml_models.devices import Gatherer, adapter, joined
from ml_models.devices.doppler_sound import read as reading
from ml_models.devices.doppler_sound.generated import make
from ml_models.devices.doppler_sound.rate import RateFinder, autocorrelation, estimate


def decoded(data, profile=None, size=None):
    own = adapter("doppler_sound", profile)
    size = size or len(data)
    parts = [own.push(data[at : at + size], phone_ms=at) for at in range(0, len(data), size)]
    return joined([*parts, own.finish()])


def rates(found):
    return np.array([sample.values["fhr1_bpm"] or np.nan for sample in found.samples])


def wav(frames=b"\x80" * 8_000, *, channels=1, width=1, hz=1_000):
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(hz)
        file.writeframes(frames)
    return held.getvalue()


@pytest.mark.parametrize("bpm", [75, 110, 140, 180, 220])
@pytest.mark.parametrize(("bits", "fs_hz"), [(8, 1_000), (16, 4_000), (16, 11_025)])
def test_a_steady_heart_is_found_to_one_in_a_hundred(bpm, bits, fs_hz):
    made = make(np.full(60, float(bpm)), seed=bpm, fs_hz=fs_hz, signal_to_noise_db=10)
    found = rates(decoded(made.wav(bits)))
    assert found.size == 60 - 15 + 1
    assert np.isfinite(found).all()
    assert np.median(np.abs(found - bpm)) < bpm * 0.01
    assert np.abs(found - bpm).max() < bpm * 0.03


def test_lost_contact_gives_no_value_and_no_quality():
    made = make(np.full(120, 140.0), seed=4, silent=((10.0, 20.0),))
    found = decoded(made.wav())
    inside = [sample for sample in found.samples if 12_000 <= sample.device_ms <= 18_000]
    assert len(inside) == 24
    assert {(s.values["fhr1_bpm"], s.values["quality"]) for s in inside} == {(None, 0.0)}
    outside = [s.values for s in found.samples if s.device_ms < 8_000 or s.device_ms > 22_000]
    assert all(abs(values["fhr1_bpm"] - 140) < 4 and values["quality"] >= 2 for values in outside)


@pytest.mark.parametrize("sound", [np.zeros(8_000), np.full(8_000, 0.5)])
def test_silence_is_no_rate(sound):
    finder = RateFinder(1_000)
    found = [finder.push(sound[at : at + 250]) for at in range(0, 8_000, 250)]
    assert {estimate.bpm for estimate in found if estimate} == {None}


def test_noise_alone_is_no_rate():
    random = np.random.default_rng(8)
    found = decoded(wav(random.integers(0, 256, 60_000, dtype=np.uint8).tobytes()))
    assert len(found.samples) == 226
    assert np.isnan(rates(found)).all()


def test_autocorrelation_is_that_of_the_definition():
    values = np.random.default_rng(1).normal(0, 1, 200)
    centred = values - values.mean()
    slowly = [
        (centred[: 200 - lag] * centred[lag:]).sum()
        / np.sqrt((centred[: 200 - lag] ** 2).sum() * (centred[lag:] ** 2).sum())
        for lag in range(60)
    ]
    np.testing.assert_allclose(autocorrelation(values, 60), slowly, atol=1e-9)


@pytest.mark.parametrize("bpm", [61.3, 88.7, 141.3, 177.7, 238.9])
def test_the_place_between_two_shifts_is_found(bpm):
    envelope = (1.2 + np.cos(2 * np.pi * bpm / 60 * np.arange(938) / 250)) ** 2
    assert abs(estimate(envelope, 250).bpm - bpm) < 0.15


def test_how_much_sound_comes_at_a_time_changes_nothing():
    sound = make(np.full(40, 140.0), seed=6, fs_hz=11_025).sound
    quarters, whole = RateFinder(11_025), RateFinder(11_025)
    ends = [round(place * 11_025 / 4) for place in range(41)]
    found = [quarters.push(sound[begin:end]) for begin, end in pairwise(ends)]
    assert found[-1] == whole.push(sound)


def test_a_value_belongs_to_the_middle_of_its_window_live_and_stored():
    course = np.concatenate([np.full(60, 120.0), np.full(60, 160.0)])
    made = make(course, seed=2, fs_hz=1_000, signal_to_noise_db=20)
    for stored in (True, False):
        own = adapter("doppler_sound", {"container": "pcm", "rate_hz": 1_000, "bits": 16})
        gatherer = Gatherer.of(own, start_ms=50_000, stored=stored)
        data, pieces = made.samples(), []
        for at in range(0, len(data), 500):
            pieces += gatherer.add(own.push(data[at : at + 500], phone_ms=50_000 + (at + 500) // 2).samples)
        pieces += gatherer.finish()
        whole = np.full(120, np.nan)
        for piece in pieces:
            values = piece.channels["fhr1_bpm"]
            whole[piece.first_sample : piece.first_sample + values.size] = values
        first = int(np.flatnonzero(np.isfinite(whole))[0])
        crossing = int(np.flatnonzero(whole > 140)[0])
        assert first == 8, "the middle of the first window, 1.875 s, falls on the place at 2 s"
        assert abs(crossing - 60) <= 6, "the change of rate is seen where it was"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"ID3\x04 something else entirely", "not_wav"),
        (b"RIFF\x10\x00\x00\x00AVI LIST", "not_wav"),
        (wav()[:12] + wav()[36:], "not_wav"),
        (wav(channels=2), "channels"),
        (wav(width=3), "encoding"),
        (wav(hz=800), "rate"),
        (wav(hz=96_000), "rate"),
        (wav().replace(b"fmt \x10\x00\x00\x00\x01\x00", b"fmt \x10\x00\x00\x00\x03\x00"), "encoding"),
        (wav()[:12] + b"LIST" + struct.pack("<I", 9_000) + bytes(9_000), "too_long"),
        (wav()[:30], "cut_off"),
    ],
)
def test_a_head_that_cannot_be_read_is_named_and_every_byte_kept(data, reason):
    for size in (len(data), 7):
        found = decoded(data, size=size)
        assert found.samples == ()
        (stretch,) = found.rejected
        assert (stretch.reason, stretch.raw) == (reason, data)


def test_other_chunks_and_unknown_lengths_are_no_hindrance():
    made = make(np.full(24, 140.0), seed=3, fs_hz=1_000)
    plain, sound = made.wav(8), made.samples(8)
    note = b"LIST" + struct.pack("<I", 5) + b"abcde\0"
    before = plain[:36] + note + plain[36:]
    behind = plain + note
    growing = plain[:40] + struct.pack("<I", 0xFFFFFFFF) + sound
    wanted = [sample.values for sample in decoded(plain).samples]
    assert len(wanted) == 10
    for data in (before, behind, growing):
        found = decoded(data, size=333)
        assert [sample.values for sample in found.samples] == wanted
        assert found.rejected == ()
        assert b"".join(frame.raw for frame in found.frames) == data


def test_nothing_is_decoded_beyond_a_day(monkeypatch):
    monkeypatch.setattr(reading, "MOST_HOPS", 20)
    found = decoded(wav())
    assert len(found.samples) == 6
    assert [stretch.reason for stretch in found.rejected] == ["too_long"]
    assert len(found.rejected[0].raw) == 3_000
