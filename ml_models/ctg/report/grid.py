"""The printed paper under the trace: fine and strong lines, the normal band, numbers of the scales, times."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from ml_models.ctg.report.clock import Clock
from ml_models.ctg.report.layout import LABEL_MINUTES, LEFT_MM, MINOR_S, NORMAL_BPM, Layout, Panel
from ml_models.ctg.report.sheet import INK, SOFT, Sheet

if TYPE_CHECKING:
    from ml_models.ctg.report.strip import Row

MINOR: Final = (246, 218, 208)
MAJOR: Final = (226, 160, 142)
FRAME: Final = (170, 104, 88)
BAND: Final = (240, 246, 240)
BEYOND: Final = (238, 239, 242)
MINOR_MM, MAJOR_MM, FRAME_MM = 0.1, 0.18, 0.25
MINOR_BPM: Final = 10
MINOR_UNITS, MAJOR_UNITS = 12.5, 25.0


def draw(sheet: Sheet, layout: Layout, clock: Clock, row: Row, duration_s: float) -> None:
    """Draw the empty paper of a row. What lies before the start or after the end is grey: nobody wrote on it."""
    rate, toco, right = layout.rate, layout.toco, layout.right_mm
    sheet.block(BAND, LEFT_MM, rate.y_mm(NORMAL_BPM[1]), right, rate.y_mm(NORMAL_BPM[0]))
    for start_s, end_s in ((row.start_s, 0.0), (duration_s, row.end_s)):
        left, stop = max(row.start_s, start_s), min(row.end_s, end_s)
        if stop > left:
            for panel in (rate, toco):
                sheet.block(
                    BEYOND,
                    layout.x_mm(left, row.start_s),
                    panel.top_mm,
                    layout.x_mm(stop, row.start_s),
                    panel.bottom_mm,
                )
    _lines(sheet, layout)
    _scales(sheet, layout)
    _times(sheet, layout, clock, row)


def _lines(sheet: Sheet, layout: Layout) -> None:
    width, minor_mm = layout.paper.width_mm, MINOR_S[layout.paper.cm_per_min] * layout.paper.mm_per_s
    major_bpm = layout.paper.bpm_per_cm
    sheet.pen(MINOR, MINOR_MM)
    _columns(sheet, layout, minor_mm, width)
    _rows(sheet, layout, layout.rate, _steps(layout.rate, MINOR_BPM))
    _rows(sheet, layout, layout.toco, _steps(layout.toco, MINOR_UNITS))
    sheet.pen(MAJOR, MAJOR_MM)
    _columns(sheet, layout, 60 * layout.paper.mm_per_s, width)
    _rows(sheet, layout, layout.rate, _steps(layout.rate, major_bpm))
    _rows(sheet, layout, layout.toco, _steps(layout.toco, MAJOR_UNITS))
    sheet.pen(FRAME, FRAME_MM)
    for panel in (layout.rate, layout.toco):
        sheet.rect(LEFT_MM, panel.top_mm, width, panel.bottom_mm - panel.top_mm)


def _columns(sheet: Sheet, layout: Layout, step_mm: float, width: float) -> None:
    for number in range(round(width / step_mm) + 1):
        x = LEFT_MM + number * step_mm
        for panel in (layout.rate, layout.toco):
            sheet.line(x, panel.top_mm, x, panel.bottom_mm)


def _rows(sheet: Sheet, layout: Layout, panel: Panel, values: Iterable[float]) -> None:
    for value in values:
        sheet.line(LEFT_MM, panel.y_mm(value), layout.right_mm, panel.y_mm(value))


def _steps(panel: Panel, step: float) -> list[float]:
    first = math.ceil(panel.low / step)
    return [number * step for number in range(first, math.floor(panel.high / step) + 1)]


def _scales(sheet: Sheet, layout: Layout) -> None:
    places = ((LEFT_MM - 1.5, "right"), (layout.right_mm + 1.5, "left"))
    for x, align in places:
        for bpm in _steps(layout.rate, layout.paper.bpm_per_cm):
            if min(abs(bpm - normal) for normal in NORMAL_BPM) * 10 / layout.paper.bpm_per_cm >= 3.5:
                sheet.write_at(f"{bpm:g}", x, layout.rate.y_mm(bpm), size_pt=7, ink=SOFT, align=align)
        for bpm in NORMAL_BPM:
            sheet.write_at(f"{bpm:g}", x, layout.rate.y_mm(bpm), size_pt=8.5, ink=INK, align=align)
        for units in _steps(layout.toco, MAJOR_UNITS):
            sheet.write_at(f"{units:g}", x, layout.toco.y_mm(units), size_pt=7, ink=SOFT, align=align)
    sheet.write_at(sheet.words("bpm"), LEFT_MM - 1.5, layout.rate.top_mm - 3, size_pt=7, align="right")
    below = layout.toco.bottom_mm + 3
    sheet.write_at(sheet.words("toco"), 2, below, size_pt=7, align="right", width_mm=LEFT_MM - 3.5)


def _times(sheet: Sheet, layout: Layout, clock: Clock, row: Row) -> None:
    """Times stand under their line between the two panels."""
    y, step = (layout.time_mm + layout.toco.top_mm) / 2, LABEL_MINUTES[layout.paper.cm_per_min]
    for number in range(round(layout.paper.row_s / 60) + 1):
        second = row.start_s + number * 60
        if number == 0 or clock.minute_of_day(second) % step == 0:
            x = layout.x_mm(second, row.start_s)
            if number and x - layout.x_mm(row.start_s, row.start_s) < 12:
                continue
            sheet.write_at(clock.minute(second), x, y, size_pt=8, align="centre")
