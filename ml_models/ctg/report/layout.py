"""Where things lie on a sheet of A4 across, in mm from its upper left corner. Paper speed and scale are exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PAGE_MM: Final = (297.0, 210.0)
LEFT_MM: Final = 24.0
"""Of the trace; the numbers of the scales stand left of it."""
SIDE_MM: Final = 12.0
TOP_MM: Final = 28.0
FOOT_MM: Final = 203.5
TOCO_UNITS_PER_CM: Final = 25.0
TOCO_RANGE: Final = (0.0, 100.0)
USUAL_BPM: Final = (50.0, 210.0)
WIDE_BPM: Final = (30.0, 240.0)
NORMAL_BPM: Final = (110.0, 160.0)
MINUTES_PER_ROW: Final = {1: 25, 2: 12, 3: 8}
MINOR_S: Final = {1: 30, 2: 15, 3: 10}
LABEL_MINUTES: Final = {1: 5, 2: 2, 3: 1}
LANE_MM: Final = 4.5
TIME_MM: Final = 5.5


@dataclass(frozen=True)
class Paper:
    """Speed in cm/min (1, 2 or 3) and scale in bpm/cm (20 or 30)."""

    cm_per_min: int = 1
    bpm_per_cm: int = 20

    def __post_init__(self) -> None:
        if self.cm_per_min not in MINUTES_PER_ROW:
            raise ValueError(f"paper speed must be 1, 2 or 3 cm/min, given {self.cm_per_min}")
        if self.bpm_per_cm not in (20, 30):
            raise ValueError(f"scale must be 20 or 30 bpm/cm, given {self.bpm_per_cm}")

    @property
    def mm_per_s(self) -> float:
        return self.cm_per_min / 6.0

    @property
    def row_s(self) -> float:
        """Seconds of one row."""
        return MINUTES_PER_ROW[self.cm_per_min] * 60.0

    @property
    def width_mm(self) -> float:
        return self.row_s * self.mm_per_s


@dataclass(frozen=True)
class Panel:
    """A band from `top_mm` to `bottom_mm` in which `low` to `high` is drawn."""

    top_mm: float
    bottom_mm: float
    low: float
    high: float

    def y_mm(self, value: float) -> float:
        """Return where a value lies; at the edge where it lies beyond: a pen stops at the edge of its paper."""
        kept = min(max(value, self.low), self.high)
        return self.bottom_mm - (kept - self.low) / (self.high - self.low) * (self.bottom_mm - self.top_mm)


@dataclass(frozen=True)
class Layout:
    """The panels of a row: lanes of events for each fetus, rate, lane of times, tocogram, lane of contractions."""

    paper: Paper
    ups_mm: tuple[float, ...]
    """Upper edges of the lanes of accelerations, one for each fetus."""
    rate: Panel
    downs_mm: tuple[float, ...]
    time_mm: float
    toco: Panel
    contractions_mm: float

    def x_mm(self, second: float, row_start_s: float) -> float:
        return LEFT_MM + (second - row_start_s) * self.paper.mm_per_s

    @property
    def right_mm(self) -> float:
        return LEFT_MM + self.paper.width_mm

    @property
    def bottom_mm(self) -> float:
        return self.contractions_mm + LANE_MM


def layout(paper: Paper, *, lowest_bpm: float, highest_bpm: float, fetuses: int = 1) -> Layout:
    """Return the panels: the usual range, or the wide one where a value lies outside it or the paper has 30 bpm/cm."""
    is_wide = paper.bpm_per_cm == 30 or lowest_bpm < USUAL_BPM[0] or highest_bpm > USUAL_BPM[1]
    low, high = WIDE_BPM if is_wide else USUAL_BPM
    ups = tuple(TOP_MM + LANE_MM * lane for lane in range(fetuses))
    top = TOP_MM + LANE_MM * fetuses
    rate = Panel(top, top + (high - low) / paper.bpm_per_cm * 10, low, high)
    downs = tuple(rate.bottom_mm + LANE_MM * lane for lane in range(fetuses))
    time = rate.bottom_mm + LANE_MM * fetuses
    toco_top = time + TIME_MM
    toco = Panel(toco_top, toco_top + (TOCO_RANGE[1] - TOCO_RANGE[0]) / TOCO_UNITS_PER_CM * 10, *TOCO_RANGE)
    return Layout(paper, ups, rate, downs, time, toco, toco.bottom_mm)
