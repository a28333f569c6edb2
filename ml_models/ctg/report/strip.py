"""One row of the trace on one page: paper, pens, what was found. Every length exact in mm."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray, Recording
from ml_models.ctg.report import grid, marks
from ml_models.ctg.report.clock import Clock
from ml_models.ctg.report.findings import Found, rates_bpm
from ml_models.ctg.report.layout import LEFT_MM, Layout, Panel
from ml_models.ctg.report.pen import LIFT_BPM, strokes, thinned
from ml_models.ctg.report.sheet import SOFT, Colour, Sheet

FETUS_INK: Final = ((18, 28, 70), (150, 24, 84))
SENSOR_INK: Final = (96, 104, 140)
MOTHER_INK: Final = (110, 110, 110)
TOCO_INK: Final = (20, 70, 60)
BASELINE_INK: Final = ((24, 110, 190), (200, 90, 20))
PAPER: Final = (255, 255, 255)
FETUS_MM, MOTHER_MM, TOCO_MM, BASELINE_MM = 0.28, 0.18, 0.28, 0.3
HOLLOW_MM: Final = (0.7, 0.26)
"""The second fetus is a hollow line, so that it can be told from the first in black and white."""
RING_EVERY_MM: Final = 12.0
DOT_MM: Final = 0.05


@dataclass(frozen=True)
class Row:
    """A row: from `start_s` (before 0 where it begins on the full minute before) for the length of the paper."""

    number: int
    start_s: float
    end_s: float

    def covers(self, start_s: float, end_s: float) -> bool:
        """Say whether a stretch touches this row."""
        return end_s > self.start_s and start_s < self.end_s


def rows_of(recording: Recording, clock: Clock, layout: Layout) -> Iterator[Row]:
    """Yield the rows of a recording; at least one."""
    row_s, lead_s = layout.paper.row_s, clock.lead_s
    count = max(1, math.ceil((recording.duration_s + lead_s) / row_s))
    for number in range(count):
        start_s = number * row_s - lead_s
        yield Row(number, start_s, start_s + row_s)


def draw(
    sheet: Sheet, row: Row, recording: Recording, found: list[Found], layout: Layout, clock: Clock
) -> None:
    """Draw one row on the present page."""
    grid.draw(sheet, layout, clock, row, recording.duration_s)
    for one in found:
        marks.left_out(sheet, layout, row, one)
    marks.gaps(sheet, layout, row, recording)
    with sheet.local_context(stroke_join_style="round", stroke_cap_style="round"):
        _pens(sheet, layout, row, recording, found)
    for lane, one in enumerate(found):
        _baseline(sheet, layout, row, one, BASELINE_INK[lane])
        marks.events(sheet, layout, row, one, lane)
        if recording.twins:
            marks.lane_names(sheet, layout, one, lane)
    if found:
        marks.contractions(sheet, layout, row, found[0])
    marks.pressed(sheet, layout, row, recording)
    if recording.samples == 0:
        middle = (layout.rate.top_mm + layout.rate.bottom_mm) / 2
        sheet.write_at(
            sheet.words("no_samples"), LEFT_MM + layout.paper.width_mm / 2, middle, size_pt=12, align="centre"
        )


def _pens(sheet: Sheet, layout: Layout, row: Row, recording: Recording, found: list[Found]) -> None:
    toco = np.where(np.isfinite(recording.toco), recording.toco, np.nan)
    _curve(sheet, layout, row, layout.toco, toco, TOCO_INK, TOCO_MM, lift=math.inf)
    _curve(sheet, layout, row, layout.rate, recording.mhr_bpm, MOTHER_INK, MOTHER_MM)
    _rings(sheet, layout, row, recording.mhr_bpm)
    for fetus in range(recording.fetuses, 0, -1):
        channels = rates_bpm(recording, fetus)
        for sensor in channels[1:]:
            _curve(sheet, layout, row, layout.rate, sensor, SENSOR_INK, MOTHER_MM)
        if fetus == 1:
            _curve(sheet, layout, row, layout.rate, channels[0], FETUS_INK[0], FETUS_MM)
            continue
        _curve(sheet, layout, row, layout.rate, channels[0], FETUS_INK[1], HOLLOW_MM[0])
        _curve(sheet, layout, row, layout.rate, channels[0], PAPER, HOLLOW_MM[1])


def _curve(
    sheet: Sheet,
    layout: Layout,
    row: Row,
    panel: Panel,
    values: FloatArray,
    ink: Colour,
    width_mm: float,
    *,
    lift: float = LIFT_BPM,
) -> None:
    """Draw a channel (n,) with a pen that lifts where nothing was measured."""
    first = max(0, math.floor(row.start_s * FS_HZ))
    last = min(values.size, math.floor(row.end_s * FS_HZ) + 1)
    part = values[first:last]
    sheet.pen(ink, width_mm)
    x = LEFT_MM + ((np.arange(first, max(first, last)) / FS_HZ) - row.start_s) * layout.paper.mm_per_s
    kept = np.clip(part, panel.low, panel.high)
    y = panel.bottom_mm - (kept - panel.low) / (panel.high - panel.low) * (panel.bottom_mm - panel.top_mm)
    for start, stop in strokes(part, lift=lift):
        points = list(zip(x[start:stop].tolist(), y[start:stop].tolist(), strict=True))
        if len(points) == 1:
            points = [points[0], (points[0][0] + DOT_MM, points[0][1])]
        sheet.polyline(thinned(points))


def _rings(sheet: Sheet, layout: Layout, row: Row, mhr_bpm: FloatArray) -> None:
    """Rings on the mother's line: it is told from a fetus's by more than its colour."""
    sheet.set_fill_color(*PAPER)
    step_s = RING_EVERY_MM / layout.paper.mm_per_s
    for number in range(int(layout.paper.width_mm / RING_EVERY_MM)):
        second = row.start_s + (number + 0.5) * step_s
        sample = round(second * FS_HZ)
        if 0 <= sample < mhr_bpm.size and np.isfinite(mhr_bpm[sample]):
            x, y = layout.x_mm(sample / FS_HZ, row.start_s), layout.rate.y_mm(float(mhr_bpm[sample]))
            sheet.circle(x, y, 0.8, style="DF")


def _baseline(sheet: Sheet, layout: Layout, row: Row, one: Found, ink: Colour) -> None:
    sheet.pen(ink, BASELINE_MM)
    sheet.set_dash_pattern(dash=2.2, gap=1.2)
    first = max(0, math.floor(row.start_s / one.step_s))
    last = min(one.baseline_bpm.size, math.floor(row.end_s / one.step_s) + 1)
    part = one.baseline_bpm[first:last]
    for start, stop in strokes(part, lift=math.inf):
        points = [
            (layout.x_mm((first + at) * one.step_s, row.start_s), layout.rate.y_mm(float(part[at])))
            for at in range(start, stop)
        ]
        if len(points) > 1:
            sheet.polyline(thinned(points))
    sheet.set_dash_pattern()


def legend(sheet: Sheet, recording: Recording, found: list[Found], right_mm: float, y_mm: float) -> None:
    """Draw what each line is, from the right."""
    words, labels = sheet.words, sheet.about.fetus_labels
    keys: list[tuple[str, Colour, float, str]] = []
    for fetus in range(1, recording.fetuses + 1):
        name = words("fhr")
        if recording.twins:
            name = words("fetus", label=labels[fetus - 1] if fetus <= len(labels) else fetus)
        keys.append((name, FETUS_INK[fetus - 1], FETUS_MM, "hollow" if fetus == 2 else "line"))
    if not recording.twins and len(rates_bpm(recording, 1)) > 1:
        keys.append((words("second_sensor"), SENSOR_INK, MOTHER_MM, "line"))
    for lane, one in enumerate(found):
        if np.isfinite(one.baseline_bpm).any():
            name = words("baseline")
            if recording.twins:
                name = f"{name} {labels[one.fetus - 1] if one.fetus <= len(labels) else one.fetus}"
            keys.append((name, BASELINE_INK[lane], BASELINE_MM, "dashes"))
    if np.isfinite(recording.mhr_bpm).any():
        keys.append((words("mother"), MOTHER_INK, MOTHER_MM, "rings"))
    for name, ink, width_mm, kind in reversed(keys):
        room = sheet.width_of(name, 7)
        sheet.write_at(name, right_mm - room, y_mm, size_pt=7, ink=SOFT)
        right_mm -= room + 1.2
        _sample(sheet, right_mm - 7, right_mm, y_mm, ink, width_mm, kind)
        right_mm -= 7 + 4


def _sample(
    sheet: Sheet, left: float, right: float, y: float, ink: Colour, width_mm: float, kind: str
) -> None:
    sheet.pen(ink, HOLLOW_MM[0] if kind == "hollow" else width_mm)
    if kind == "dashes":
        sheet.set_dash_pattern(dash=2.2, gap=1.2)
    sheet.line(left, y, right, y)
    sheet.set_dash_pattern()
    if kind == "hollow":
        sheet.pen(PAPER, HOLLOW_MM[1])
        sheet.line(left, y, right, y)
    if kind == "rings":
        sheet.set_fill_color(*PAPER)
        sheet.circle((left + right) / 2, y, 0.8, style="DF")
