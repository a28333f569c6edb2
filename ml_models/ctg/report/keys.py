"""What the marks on the strip mean, each drawn as it is on the strip: only those that this recording has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from ml_models.ctg.recording import Recording
from ml_models.ctg.report import marks
from ml_models.ctg.report.findings import Found
from ml_models.ctg.report.sheet import SOFT, Sheet

SIZE_PT: Final = 6.5
LINE_MM: Final = 3.0
BOX_MM: Final = (5.0, 2.2)
SHAPE_MM: Final = 2.2
GAP_MM, AFTER_MM = 1.0, 4.0
BOX_EVERY_MM: Final = 0.9
SLANTS: Final = (
    (marks.RISING, "key_left_out"),
    (marks.FALLING, "key_false_signal"),
    (marks.UPRIGHT, "key_repaired"),
)
SHAPES: Final = (
    (1, "key_felt"),
    (marks.DEVICE_BIT, "key_device"),
    (8, "key_clinician"),
    (16, "key_contraction"),
)

Draw = Callable[[float, float], None]


def draw(
    sheet: Sheet, recording: Recording, found: Sequence[Found], left_mm: float, right_mm: float, y_mm: float
) -> None:
    """Draw the keys from left to right, and on into the next line where there is no room."""
    x = left_mm
    for drawn_mm, mark, word in _keys(sheet, recording, found):
        room = drawn_mm + GAP_MM + sheet.width_of(word, SIZE_PT)
        if x > left_mm and x + room > right_mm:
            x, y_mm = left_mm, y_mm + LINE_MM
        mark(x, y_mm)
        sheet.write_at(word, x + drawn_mm + GAP_MM, y_mm, size_pt=SIZE_PT, ink=SOFT)
        x += room + AFTER_MM


def _keys(sheet: Sheet, recording: Recording, found: Sequence[Found]) -> list[tuple[float, Draw, str]]:
    slants = {marks.SLANTS.get(one.cause, marks.RISING) for each in found for one in each.left_out}
    pressed = (
        0
        if recording.movement_marks is None
        else int(np.bitwise_or.reduce(recording.movement_marks, initial=0))
    )
    return [
        *((BOX_MM[0], _box(sheet, slant), sheet.words(code)) for slant, code in SLANTS if slant in slants),
        *((SHAPE_MM, _shape(sheet, bit), sheet.words(code)) for bit, code in SHAPES if pressed & bit),
    ]


def _box(sheet: Sheet, slant: int) -> Draw:
    def mark(x: float, y: float) -> None:
        top, bottom = y - BOX_MM[1] / 2, y + BOX_MM[1] / 2
        marks.hatch(sheet, x, x + BOX_MM[0], top, bottom, slant, every_mm=BOX_EVERY_MM, ink=SOFT)
        sheet.rect(x, top, BOX_MM[0], BOX_MM[1])

    return mark


def _shape(sheet: Sheet, bit: int) -> Draw:
    return lambda x, y: marks.shape(sheet, bit, x + SHAPE_MM / 2, y)
