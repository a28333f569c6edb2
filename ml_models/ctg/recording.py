"""A cardiotocogram in memory: what every format becomes and every analysis starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ml_models.ctg.limits import FS_HZ

FloatArray = NDArray[np.float64]
ByteArray = NDArray[np.uint8]

RATE_CHANNELS = ("fhr1_bpm", "fhr2_bpm", "mhr_bpm")
CHANNELS = (*RATE_CHANNELS, "toco")
MARK_CHANNELS = ("movement_marks", "quality")
SCALP = "scalp electrode"
"""In `Source.details` under "fhr1_sensor" or "fhr2_sensor", where the source tells so."""


@dataclass(frozen=True)
class Source:
    """Where a recording came from, as far as the file tells."""

    format: str
    """Name of the format in the registry, "generated" or "memory"."""
    fs_hz: float = FS_HZ
    """Sampling rate of the source, before it was put on the 4 Hz grid."""
    rate_resolution_bpm: float | None = None
    """Step of the heart rates (0.25, 0.5 or 1.0 bpm); None where finer or nothing was measured."""
    details: Mapping[str, str] = field(default_factory=dict)
    """Further header entries of the file, as text."""


@dataclass(frozen=True, eq=False)
class Recording:
    """Channels of one recording, all of shape (n,) at 4 Hz; sample `i` is at `i / 4` s.

    Heart rates are in bpm, `toco` in the device's relative units; NaN = not measured. A channel that the
    source does not have is NaN throughout. The arrays cannot be written to.
    """

    fhr1_bpm: FloatArray
    fhr2_bpm: FloatArray
    mhr_bpm: FloatArray
    toco: FloatArray
    movement_marks: ByteArray | None = None
    """Bits: 0 felt by her, 1 found by the device, 2 toco zeroed, 3 clinician's mark, 4 contraction felt."""
    quality: ByteArray | None = None
    """0 none, 1 poor, 2 fair, 3 good; of the fetal channel."""
    start: datetime | None = None
    """Aware time of sample 0, where the source knows it together with its zone."""
    twins: bool = False
    """True where `fhr2_bpm` is another fetus; False where it is a second sensor of the same one."""
    source: Source = Source("memory")
    fs_hz: float = FS_HZ

    def __post_init__(self) -> None:
        length = np.size(self.fhr1_bpm)
        for name in CHANNELS:
            _store(self, name, np.asarray(getattr(self, name), dtype=np.float64), length)
        for name in MARK_CHANNELS:
            if getattr(self, name) is not None:
                _store(self, name, np.asarray(getattr(self, name), dtype=np.uint8), length)
        if self.fs_hz != FS_HZ:
            raise ValueError(f"fs_hz must be {FS_HZ}, given {self.fs_hz}")
        if self.start is not None and self.start.tzinfo is None:
            raise ValueError("start needs a time zone")

    @classmethod
    def from_channels(
        cls,
        channels: Mapping[str, FloatArray | ByteArray],
        *,
        start: datetime | None = None,
        source: Source | None = None,
        twins: bool = False,
    ) -> Recording:
        """Build a recording from the channels at hand; the absent ones become NaN."""
        length = max((np.size(values) for values in channels.values()), default=0)
        full = {name: channels.get(name, np.full(length, np.nan)) for name in CHANNELS}
        marks = {name: channels[name] for name in MARK_CHANNELS if name in channels}
        return cls(**full, **marks, start=start, source=source or Source("memory"), twins=twins)  # type: ignore[arg-type]

    @property
    def samples(self) -> int:
        return int(self.fhr1_bpm.size)

    @property
    def duration_s(self) -> float:
        return self.samples / self.fs_hz

    @property
    def present_channels(self) -> tuple[str, ...]:
        """Names of the channels with at least one measured value."""
        return tuple(name for name in CHANNELS if np.isfinite(getattr(self, name)).any())

    @property
    def fetuses(self) -> int:
        return 2 if self.twins else 1

    def without_mhr(self) -> Recording:
        """The same recording as a device without a maternal channel would give it."""
        return replace(self, mhr_bpm=np.full(self.samples, np.nan))

    def as_twins(self) -> Recording:
        """The same recording, its second channel being another fetus."""
        return replace(self, twins=True)

    def of_fetus(self, fetus: int) -> Recording:
        """One fetus alone: of twins the channel of that number becomes `fhr1_bpm`."""
        if not 1 <= fetus <= self.fetuses:
            raise ValueError(f"fetus must be 1 to {self.fetuses}, given {fetus}")
        if not self.twins:
            return self
        own = self.fhr1_bpm if fetus == 1 else self.fhr2_bpm
        return replace(self, fhr1_bpm=own, fhr2_bpm=np.full(self.samples, np.nan), twins=False)


def _store(recording: Recording, name: str, values: NDArray[np.generic], length: int) -> None:
    if values.shape != (length,):
        raise ValueError(f"{name} must have shape ({length},), given {values.shape}")
    if values.flags.writeable:
        values = values.copy()
        values.flags.writeable = False
    object.__setattr__(recording, name, values)


def rate_resolution_bpm(rates: list[FloatArray]) -> float | None:
    """Largest of 1, 0.5 and 0.25 bpm of which all measured rates are multiples, else None."""
    measured = np.concatenate([values[np.isfinite(values)] for values in rates] or [np.empty(0)])
    if measured.size == 0:
        return None
    for step in (1.0, 0.5, 0.25):
        if np.all(np.abs(measured / step - np.round(measured / step)) < 1e-6):
            return step
    return None
