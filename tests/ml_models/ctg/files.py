"""Files in the formats that the product reads but does not write, made for tests."""

from datetime import datetime

import numpy as np
from edfio import Edf, EdfSignal

from ml_models import ctg

DAT = "r1.dat"


def wfdb_pair(
    rows: np.ndarray, *, fs_hz: str = "4", labels: tuple[str, ...] = ("FHR", "UC"), **changes: str
) -> tuple[bytes, dict[str, bytes]]:
    """Header and data of format 16 with gain 100; `changes` replace words of the first signal line."""
    stored = np.round(rows * 100).astype("<i2")
    lines = [f"r1 {rows.shape[1]} {fs_hz} {rows.shape[0]}"]
    for column, label in enumerate(labels):
        words = {
            "file": DAT,
            "format": "16",
            "gain": "100(0)/bpm",
            "bits": "12",
            "zero": "0",
            "first": str(stored[0, column]),
            "checksum": str(int(stored[:, column].sum(dtype=np.int16))),
            "block": "0",
        }
        words |= changes if column == 0 else {}
        lines.append(" ".join([*words.values(), label]))
    return "\n".join([*lines, "#-- Outcome", "#pH           7.14", ""]).encode(), {DAT: stored.tobytes()}


def edf_bytes(fhr_bpm: np.ndarray, toco: np.ndarray, *, fhr_hz: float = 4.0, toco_hz: float = 4.0) -> bytes:
    """An EDF file as another centre's software writes it; 0 is missing."""
    signals = [
        EdfSignal(fhr_bpm, fhr_hz, label="FHR 1", physical_dimension="bpm", physical_range=(0, 300)),
        EdfSignal(toco, toco_hz, label="TOCO", physical_dimension="units", physical_range=(0, 127)),
        EdfSignal(
            np.zeros(toco.size), toco_hz, label="Temp", physical_dimension="degC", physical_range=(0, 50)
        ),
    ]
    edf = Edf(signals, data_record_duration=1)
    edf.startdate = datetime(2024, 5, 6).date()
    return bytes(edf.to_bytes())


def short() -> ctg.Recording:
    """Two minutes with all channels, gaps and marks."""
    return ctg.generate(2, 7, scenario="signal_loss", twins=True)
