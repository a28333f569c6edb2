"""The first hour as it is known: what has settled, and behind it what the last look at the window said.

After it no verdict is given, and only the last hour is kept, for whoever watches how the trace goes on.
"""

from __future__ import annotations

import numpy as np

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.stream.window import Window

HOUR = int(3600 * FS_HZ)
PER_BPM = 100
"""The settled baseline is kept in hundredths of a bpm: so it is saved in little room, and without a difference."""


class Trail:
    """Rate, causes of holes and baseline while verdicts may need them.

    Sample 0 of the arrays is sample `start` of the trace.
    """

    def __init__(self) -> None:
        self.start = 0
        self.settled = 0
        """What lies before this sample of the trace is not looked at again."""
        self.fhr_bpm: FloatArray = np.empty(0)
        self.baseline_bpm: FloatArray = np.empty(0)
        self.cause = np.empty(0, dtype=np.uint8)
        self.doubt_percent = np.empty(0, dtype=np.uint8)
        """How likely a sample shows something else, in whole percent."""

    @property
    def stop(self) -> int:
        return self.start + self.fhr_bpm.size

    def take(self, window: Window, lag: int) -> None:
        """Replace what had not settled by `window`; what lies `lag` samples behind its end settles."""
        keep, skip = self.settled - self.start, self.settled - window.start
        self.fhr_bpm = np.concatenate((self.fhr_bpm[:keep], window.fhr_bpm[skip:]))
        self.cause = np.concatenate((self.cause[:keep], window.cause[skip:]))
        self.baseline_bpm = np.concatenate((self.baseline_bpm[:keep], window.baseline_bpm[skip:]))
        percent = np.rint(window.false_signal_probability * 100).astype(np.uint8)
        self.doubt_percent = np.concatenate((self.doubt_percent[:keep], percent[skip:]))
        settles = max(self.settled, window.stop - lag)
        fresh = slice(keep, settles - self.start)
        self.baseline_bpm[fresh] = np.round(self.baseline_bpm[fresh] * PER_BPM) / PER_BPM
        self.settled = settles

    def unsettle(self, sample: int) -> None:
        """Have everything from `sample` of the trace on looked at again."""
        if sample >= self.settled:
            return
        self.settled = sample
        if sample < self.start:
            self._drop(self.fhr_bpm.size)
            self.start = sample

    def forget(self) -> None:
        """Keep the last hour: older verdicts have been told, and no rule that watches looks further back."""
        if self.stop - self.start > HOUR:
            self._drop(min(self.settled, self.stop - HOUR) - self.start)

    def _drop(self, samples: int) -> None:
        self.start += samples
        self.fhr_bpm, self.cause = self.fhr_bpm[samples:], self.cause[samples:]
        self.baseline_bpm = self.baseline_bpm[samples:]
        self.doubt_percent = self.doubt_percent[samples:]
