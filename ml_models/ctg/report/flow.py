"""Text and tables that flow from page to page of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ml_models.ctg.report.fonts import LATIN
from ml_models.ctg.report.layout import FOOT_MM, PAGE_MM, SIDE_MM
from ml_models.ctg.report.sheet import INK, RULE, SOFT, Colour, Sheet

FIRST_MM: Final = 28.0
LAST_MM: Final = FOOT_MM - 5.0
LINE_MM: Final = 4.4
WIDTH_MM: Final = PAGE_MM[0] - 2 * SIDE_MM
HEAD_GROUND: Final = (240, 242, 246)


class Flow:
    """Writes downwards; a new page where what comes would not fit."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._turn()

    def room(self, height_mm: float) -> None:
        """Make sure that so much fits on this page."""
        if self.y_mm + height_mm > LAST_MM:
            self._turn()

    def heading(self, text: str, *, with_mm: float = 14.0) -> None:
        """Write a heading; it never stands alone at the foot of a page."""
        self.room(8 + with_mm)
        self.y_mm += 2.5
        self.sheet.write_at(text, SIDE_MM, self.y_mm + 2.5, size_pt=11)
        self.y_mm += 6
        self.sheet.rule(SIDE_MM, self.y_mm, PAGE_MM[0] - SIDE_MM, self.y_mm)
        self.y_mm += 1.5

    def words(self, text: str, *, size_pt: float = 8.5, ink: Colour = INK, indent_mm: float = 0.0) -> None:
        """Write a paragraph, broken where the line ends."""
        for line in self._lines(text, size_pt, WIDTH_MM - indent_mm):
            self.room(LINE_MM)
            self.sheet.write_at(line, SIDE_MM + indent_mm, self.y_mm + LINE_MM / 2, size_pt=size_pt, ink=ink)
            self.y_mm += LINE_MM

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write labels and values beside each other."""
        for label, value in rows:
            self.room(LINE_MM)
            middle = self.y_mm + LINE_MM / 2
            self.sheet.write_at(label, SIDE_MM, middle, ink=SOFT, width_mm=58)
            self.sheet.write_at(value, SIDE_MM + 60, middle, size_pt=8.5, width_mm=WIDTH_MM - 60)
            self.y_mm += LINE_MM

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths_mm: Sequence[float]) -> None:
        """Write a table; its head stands on every page that it reaches."""
        self._head(head, widths_mm)
        for row in rows:
            if self.y_mm + LINE_MM > LAST_MM:
                self._turn()
                self._head(head, widths_mm)
            self._cells(row, widths_mm, INK)
            self.sheet.pen(HEAD_GROUND, 0.15)
            self.sheet.line(SIDE_MM, self.y_mm, SIDE_MM + sum(widths_mm), self.y_mm)

    def _head(self, head: Sequence[str], widths_mm: Sequence[float]) -> None:
        self.sheet.block(HEAD_GROUND, SIDE_MM, self.y_mm, SIDE_MM + sum(widths_mm), self.y_mm + LINE_MM + 0.6)
        self._cells(head, widths_mm, SOFT)
        self.y_mm += 0.6

    def _cells(self, texts: Sequence[str], widths_mm: Sequence[float], ink: Colour) -> None:
        left = SIDE_MM
        for place, (text, width) in enumerate(zip(texts, widths_mm, strict=True)):
            self.sheet.write_at(
                text,
                left + 1,
                self.y_mm + LINE_MM / 2,
                size_pt=7.5,
                ink=ink,
                width_mm=width - 2,
                align="right" if place else "left",
            )
            left += width
        self.y_mm += LINE_MM

    def box(self, label: str, left_mm: float, width_mm: float, height_mm: float = 14.0) -> None:
        """Draw an empty box to write into by hand."""
        self.sheet.pen(RULE, 0.25)
        self.sheet.rect(left_mm, self.y_mm, width_mm, height_mm)
        self.sheet.write_at(label, left_mm + 1.5, self.y_mm + 2.4, size_pt=7, ink=SOFT, width_mm=width_mm - 3)

    def _turn(self) -> None:
        self.sheet.add_page()
        self.y_mm = FIRST_MM

    def _lines(self, text: str, size_pt: float, width_mm: float) -> list[str]:
        """Break at spaces, and between signs where there are none: Chinese has none."""
        shown = self.sheet.fonts_of.ready(text)
        self.sheet.set_font(LATIN, size=size_pt)
        lines, line, used = [], "", 0.0
        for piece in _pieces(shown):
            width = self.sheet.get_string_width(piece)
            if line and used + width > width_mm and not piece.isspace():
                lines.append(line.rstrip())
                line, used = "", 0.0
            line, used = line + piece, used + width
        return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for sign in text:
        starts = not pieces or sign.isspace() or pieces[-1].isspace()
        own = ord(sign) >= 0x2E80 and sign not in "，。、；：？！）」』】》〉"
        if starts or own:
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces
