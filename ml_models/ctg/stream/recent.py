"""The last hour of a stream as it is known now, for rules that watch it."""

from __future__ import annotations

from dataclasses import dataclass

from ml_models.ctg.recording import ByteArray, FloatArray
from ml_models.ctg.stream.following import Followed


@dataclass(frozen=True, eq=False)
class Recent:
    """Arrays are (n,) at 4 Hz and begin at sample `start` of the trace; times of events count from its first sample."""

    start: int
    fhr_bpm: FloatArray
    """What is believed, NaN elsewhere."""
    baseline_bpm: FloatArray
    cause: ByteArray
    """Why a sample is missing, as `cleaning.Cause`."""
    doubt_percent: ByteArray
    """How likely a believed sample shows something else than this fetus."""
    events: list[Followed]
    """Those that end within these samples, and the open ones."""

    @property
    def stop(self) -> int:
        """Sample of the trace after the last one."""
        return self.start + self.fhr_bpm.size
