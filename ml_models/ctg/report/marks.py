"""What was found, on the paper: gaps, stretches that are not believed, brackets over events."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import Recording
from ml_models.ctg.report.findings import Found, Mark, rates_bpm
from ml_models.ctg.report.layout import LANE_MM, Layout
from ml_models.ctg.report.sheet import SOFT, Colour, Sheet
from ml_models.ctg.runs import runs_of

if TYPE_CHECKING:
    from ml_models.ctg.report.strip import Row

LEAST_GAP_S: Final = 5.0
GAP: Final = (230, 232, 236)
HATCH: Final = (120, 124, 136)
HATCH_EVERY_MM: Final = 2.0
RISING, FALLING, UPRIGHT = 1, -1, 0
SLANTS: Final = {"false_signal": FALLING, "repaired": UPRIGHT}
"""How the lines run over what was kept and is doubted, and over what was put right; over all else they rise."""
UP: Final = (14, 110, 60)
DOWN: Final = (176, 30, 30)
UTERINE: Final = (20, 70, 60)
LABEL_PT: Final = 6.5
DEVICE_BIT: Final = 2
SHAPES: Final = {
    1: ((-1.0, 1.0), (1.0, 1.0), (0.0, -1.0)),
    DEVICE_BIT: ((-1.0, 1.0), (1.0, 1.0), (0.0, -1.0)),
    8: ((-1.0, 0.0), (0.0, -1.0), (1.0, 0.0), (0.0, 1.0)),
    16: ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
}
"""By the bit of `Recording.movement_marks`: movement felt, movement found by the device (hollow), clinician's mark,
contraction felt."""


def gaps(sheet: Sheet, layout: Layout, row: Row, recording: Recording) -> None:
    """A bar at the lower edge under each stretch without any fetal rate; the paper above it stays empty."""
    channels = [values for fetus in range(1, recording.fetuses + 1) for values in rates_bpm(recording, fetus)]
    is_missing = np.all([np.isnan(values) for values in channels], axis=0)
    for first, last in zip(*runs_of(is_missing), strict=True):
        start_s, end_s = first / FS_HZ, last / FS_HZ
        if end_s - start_s >= LEAST_GAP_S and row.covers(start_s, end_s):
            left, right = _edges(layout, row, start_s, end_s)
            bottom = layout.rate.bottom_mm
            sheet.block(GAP, left, bottom - 3.2, right, bottom)
            _word(sheet, sheet.words("no_signal"), left, right, bottom - 1.6)


def left_out(sheet: Sheet, layout: Layout, row: Row, found: Found) -> None:
    """Hatch what was measured and not believed as it is, with its cause where there is room."""
    for stretch in found.left_out:
        if row.covers(stretch.start_s, stretch.end_s):
            left, right = _edges(layout, row, stretch.start_s, stretch.end_s)
            slant = SLANTS.get(stretch.cause, RISING)
            hatch(sheet, left, right, layout.rate.top_mm, layout.rate.bottom_mm, slant)
            _word(sheet, sheet.words.cause(stretch.cause), left, right, layout.rate.top_mm + 2.2, plate=True)


def events(sheet: Sheet, layout: Layout, row: Row, found: Found, lane: int) -> None:
    """Brackets of accelerations above the rate and of decelerations below it, each with its letter and number."""
    top, below = layout.ups_mm[lane], layout.downs_mm[lane]
    _brackets(sheet, layout, row, found.of_letter("A"), top, UP, opens_down=True)
    _brackets(sheet, layout, row, found.of_letter("D"), below, DOWN, opens_down=False)


def contractions(sheet: Sheet, layout: Layout, row: Row, found: Found) -> None:
    """Brackets of contractions below the tocogram."""
    _brackets(sheet, layout, row, found.of_letter("C"), layout.contractions_mm, UTERINE, opens_down=False)


def lane_names(sheet: Sheet, layout: Layout, found: Found, lane: int) -> None:
    """Write at the right of a lane whose events are in it."""
    labels = sheet.about.fetus_labels
    name = labels[found.fetus - 1] if found.fetus <= len(labels) else str(found.fetus)
    for top in (layout.ups_mm[lane], layout.downs_mm[lane]):
        sheet.write_at(name, layout.right_mm + 1.5, top + LANE_MM / 2, size_pt=7.5)


def pressed(sheet: Sheet, layout: Layout, row: Row, recording: Recording) -> None:
    """Draw at the upper edge of the tocogram what somebody or the device marked while recording, where it begins."""
    if recording.movement_marks is None:
        return
    given = recording.movement_marks.astype(np.int64)
    begins = given & ~np.concatenate(([0], given[:-1]))
    y = layout.toco.top_mm + 2.2
    for sample in np.flatnonzero(begins).tolist():
        second = sample / FS_HZ
        if row.covers(second, second):
            x = layout.x_mm(second, row.start_s)
            for bit in SHAPES:
                if begins[sample] & bit:
                    shape(sheet, bit, x, y)


def shape(sheet: Sheet, bit: int, x: float, y: float) -> None:
    """Draw the shape of one bit of `Recording.movement_marks` around a place."""
    sheet.pen(UTERINE, 0.2)
    sheet.set_fill_color(*((255, 255, 255) if bit == DEVICE_BIT else UTERINE))
    sheet.polygon([(x + right, y + down) for right, down in SHAPES[bit]], style="DF")


def _brackets(
    sheet: Sheet,
    layout: Layout,
    row: Row,
    shown: list[Mark],
    top_mm: float,
    ink: Colour,
    *,
    opens_down: bool,
) -> None:
    """A bracket lies at the panel's side of its lane; a label that would touch the one before it stays silent."""
    foot = top_mm + LANE_MM - 0.3 if opens_down else top_mm + 0.3
    back, middle = (foot - 1.2, top_mm + LANE_MM - 3.1) if opens_down else (foot + 1.2, top_mm + 3.1)
    free = 0.0
    for mark in shown:
        if not row.covers(mark.start_s, mark.end_s):
            continue
        left, right = _edges(layout, row, mark.start_s, mark.end_s)
        sheet.pen(ink, 0.25)
        sheet.polyline([(left, foot), (left, back), (right, back), (right, foot)])
        room = sheet.width_of(mark.label, LABEL_PT)
        if (left + right - room) / 2 >= free:
            sheet.write_at(mark.label, (left + right) / 2, middle, size_pt=LABEL_PT, ink=ink, align="centre")
            free = (left + right + room) / 2 + 0.8


def _edges(layout: Layout, row: Row, start_s: float, end_s: float) -> tuple[float, float]:
    return (
        layout.x_mm(max(start_s, row.start_s), row.start_s),
        layout.x_mm(min(end_s, row.end_s), row.start_s),
    )


def hatch(
    sheet: Sheet,
    left: float,
    right: float,
    top: float,
    bottom: float,
    slant: int,
    *,
    every_mm: float = HATCH_EVERY_MM,
    ink: Colour = HATCH,
) -> None:
    """Lines at 45° or upright, in place whatever the stretch: neighbours join."""
    sheet.pen(ink, 0.1)
    if slant == UPRIGHT:
        for number in range(math.ceil(left / every_mm), math.floor(right / every_mm) + 1):
            sheet.line(number * every_mm, top, number * every_mm, bottom)
        return
    low = bottom if slant == RISING else top
    height = bottom - top
    number = int(left // every_mm) - 1
    while (foot := number * every_mm - height) < right:
        start, stop = max(left, foot), min(right, foot + height)
        if stop > start:
            begin, end = (low - slant * (x - foot) for x in (start, stop))
            sheet.line(start, begin, stop, end)
        number += 1


def _word(sheet: Sheet, text: str, left: float, right: float, y_mm: float, *, plate: bool = False) -> None:
    room = sheet.width_of(text, LABEL_PT)
    if right - left < room + 1.5:
        return
    middle = (left + right) / 2
    if plate:
        sheet.block((255, 255, 255), middle - room / 2 - 0.6, y_mm - 1.5, middle + room / 2 + 0.6, y_mm + 1.5)
    sheet.write_at(text, middle, y_mm, size_pt=LABEL_PT, ink=SOFT, align="centre")
