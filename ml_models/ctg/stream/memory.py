"""What a stream need not work out again at every look: the search for the baseline, and what the network said."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ml_models.ctg.cheapest_path import Search
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import ByteArray, FloatArray, Recording
from ml_models.ctg.sensors import Ask, ask_network

EVERY = int(30 * FS_HZ)
"""The network looks a quarter of an hour to either side, and half a minute more changes little of what it says."""


@dataclass(frozen=True)
class Said:
    """What the network said of one sensor from sample `start` of the trace on, in whole percent."""

    start: int
    percent: ByteArray

    @property
    def stop(self) -> int:
        return self.start + self.percent.size


class Doubts:
    """Asks the network whenever another half minute has come, and until then holds what it said last."""

    def __init__(self) -> None:
        self.said: dict[int, Said] = {}
        """By number of the sensor."""

    def of_window(self, start: int) -> Ask:
        """Return what answers for a recording that begins at sample `start` of the trace."""
        return lambda sensor, fhr_bpm, single: self._of(sensor, fhr_bpm, single, start)

    def forget(self, sample: int) -> None:
        """Ask again where something came from `sample` of the trace on that the network has been asked about."""
        self.said = {sensor: one for sensor, one in self.said.items() if one.stop <= sample}

    def _of(self, sensor: int, fhr_bpm: FloatArray, single: Recording, start: int) -> FloatArray:
        said, stop = self.said.get(sensor), start + fhr_bpm.size
        if said is None or said.start > start or said.stop <= start or said.stop // EVERY < stop // EVERY:
            likely = ask_network(sensor, fhr_bpm, single)
            said = self.said[sensor] = Said(start, np.rint(100 * likely).astype(np.uint8))
        known = said.percent[start - said.start :] / 100
        return _gone_on(known, fhr_bpm)


def _gone_on(known: FloatArray, fhr_bpm: FloatArray) -> FloatArray:
    """`known`, and behind it its last measured value wherever `fhr_bpm` (n,) is measured."""
    likely = np.zeros(fhr_bpm.size)
    likely[: known.size] = known
    measured = np.isfinite(fhr_bpm)
    last = np.flatnonzero(measured[: known.size])[-1:]
    if last.size:
        likely[known.size :][measured[known.size :]] = known[last[0]]
    return likely


@dataclass
class Memory:
    """Of one stream. Only `doubts` are saved with it: without `search` the same is found again."""

    search: Search = field(default_factory=Search)
    doubts: Doubts = field(default_factory=Doubts)
