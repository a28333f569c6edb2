"""Sound of a Doppler with a known rate, for tests and for measuring: two bursts a beat, hum, noise, lost contact.

It is far simpler than a body: real sound has breath, bowels, the mother's arteries and a probe that moves. What is
reached on it is the best that can be hoped for.
"""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.signal import butter, sosfilt

from ml_models.devices.doppler_sound.rate import Floats

CARRIER_HZ: Final = (120.0, 380.0)
Bursts = tuple[tuple[float, float, float], ...]
BURSTS: Final[Bursts] = ((0.0, 0.035, 1.0), (0.38, 0.03, 0.6))
"""Place within a beat, width in seconds (standard deviation of a bell), strength."""
EVEN_BURSTS: Final[Bursts] = ((0.0, 0.035, 1.0), (0.5, 0.035, 0.9))
"""Two bursts that are nearly alike and half a beat apart: sound in which every method may count double."""
BEAT_SCATTER, STRENGTH_SCATTER, HUM_HZ = 0.006, 0.2, 50.0


@dataclass(frozen=True, eq=False)
class Made:
    """`sound` from -1 to 1 at `fs_hz`, and the rate at each quarter of a second, NaN where there was no contact."""

    sound: Floats
    fs_hz: int
    bpm: Floats

    def wav(self, bits: int = 16) -> bytes:
        """Return it as a WAV file."""
        held = io.BytesIO()
        with wave.open(held, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(bits // 8)
            file.setframerate(self.fs_hz)
            file.writeframes(self.samples(bits))
        return held.getvalue()

    def samples(self, bits: int = 16) -> bytes:
        """Return the bare samples: 8 bit unsigned or 16 bit signed, little-endian."""
        if bits == 8:
            return np.clip(np.rint(self.sound * 127 + 128), 0, 255).astype(np.uint8).tobytes()
        return np.rint(np.clip(self.sound, -1, 1) * 32_767).astype("<i2").tobytes()


def make(
    bpm: Floats,
    *,
    seed: int,
    fs_hz: int = 4_000,
    signal_to_noise_db: float = 10.0,
    silent: tuple[tuple[float, float], ...] = (),
    bursts: Bursts = BURSTS,
) -> Made:
    """Make sound for the rate `bpm`, given every quarter of a second; `silent` are stretches without contact, in s."""
    random = np.random.default_rng(seed)
    length = round(bpm.size * fs_hz / 4)
    t_s = np.arange(length) / fs_hz
    heart = _heart(random, _beats(random, bpm), t_s, fs_hz, bursts)
    quarters_s = np.arange(bpm.size) / 4
    told = bpm.astype(np.float64).copy()
    for begin_s, end_s in silent:
        heart[(t_s >= begin_s) & (t_s < end_s)] = 0
        told[(quarters_s >= begin_s) & (quarters_s < end_s)] = np.nan
    noise = random.normal(0, 1, length) * 10 ** (-signal_to_noise_db / 20)
    hum = 0.1 * np.sin(2 * np.pi * HUM_HZ * t_s)
    whole = heart + noise + hum
    return Made(0.9 * whole / np.abs(whole).max(), fs_hz, told)


def _beats(random: np.random.Generator, bpm: Floats) -> Floats:
    """Times of the beats in seconds, each a little beside its place."""
    phase = np.concatenate([[0.0], np.cumsum(bpm / 60 / 4)])
    places = np.interp(np.arange(1, int(phase[-1])), phase, np.arange(phase.size) / 4)
    return places + random.normal(0, BEAT_SCATTER, places.size)


def _heart(random: np.random.Generator, beats: Floats, t_s: Floats, fs_hz: int, bursts: Bursts) -> Floats:
    """Bursts of noise in a band, of root mean square 1 over the whole."""
    loudness = np.zeros(t_s.size)
    intervals = np.diff(beats, append=2 * beats[-1] - beats[-2])
    for place, width_s, strength in bursts:
        for centre, loud in zip(
            beats + place * intervals,
            strength * random.lognormal(0, STRENGTH_SCATTER, beats.size),
            strict=True,
        ):
            near = slice(*np.searchsorted(t_s, (centre - 4 * width_s, centre + 4 * width_s)))
            loudness[near] += loud * np.exp(-0.5 * ((t_s[near] - centre) / width_s) ** 2)
    carrier = sosfilt(
        butter(2, CARRIER_HZ, "bandpass", fs=fs_hz, output="sos"), random.normal(0, 1, t_s.size)
    )
    heart = loudness * carrier
    return heart / np.sqrt(np.mean(heart**2))
