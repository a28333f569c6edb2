"""Every adapter of ours passes the suite that outsiders use; adapters with a fault do not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from ml_models import devices
from ml_models.devices import csv_lines, doppler_sound, heart_rate_service, lepu, lmtp
from ml_models.devices.conformance import AdapterConformance, Case, Packet
from ml_models.devices.doppler_sound.generated import make

FRAMES = Path(__file__).parent / "frames"


class TestHeartRateService(AdapterConformance):
    adapter = heart_rate_service.Adapter
    frames = FRAMES / "heart_rate_service.json"


class TestLmtp(AdapterConformance):
    adapter = lmtp.Adapter
    frames = FRAMES / "lmtp.json"


class TestLepu(AdapterConformance):
    adapter = lepu.Adapter
    frames = FRAMES / "lepu.json"


class TestCsvLines(AdapterConformance):
    adapter = csv_lines.Adapter
    frames = FRAMES / "csv_lines.json"


@cache
def sounds() -> list[Case]:
    """Six seconds of a steady 140 bpm, as a file of 8 bit at 1 kHz and as bare samples of 16 bit."""
    made = make(np.full(24, 140.0), seed=1, fs_hz=1_000)
    told = [{"device_ms": 1_875 + 250 * place} for place in range(10)]
    return [
        Case("a file", (Packet(made.wav(8), 7),), told),
        Case(
            "bare samples",
            tuple(Packet(made.samples(16)[at : at + 700], at) for at in range(0, 12_000, 700)),
            told,
            profile={"container": "pcm", "rate_hz": 1_000, "bits": 16},
        ),
    ]


class TestDopplerSound(AdapterConformance):
    adapter = doppler_sound.Adapter

    def cases(self) -> list[Case]:
        return sounds()


def test_every_adapter_is_in_the_suite():
    tested = {kind.adapter.name for kind in AdapterConformance.__subclasses__() if "Test" in kind.__name__}
    assert tested >= set(devices.NAMES)
    folders = {path.parent.name for path in Path(devices.__file__).parent.glob("*/read.py")}
    assert folders == set(devices.NAMES)
