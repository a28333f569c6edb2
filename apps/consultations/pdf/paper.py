"""A sheet of A4 and what is drawn on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from apps.consultations.pdf import fonts, wrapping

MARGIN_MM: Final = 18.0
FOOT_MM: Final = 18.0
TEXT_PT: Final = 10.0
SMALL_PT: Final = 8.0
HEADING_PT: Final = 13.0
TITLE_PT: Final = 17.0
INK: Final = (20, 24, 32)
SOFT: Final = (90, 96, 108)
LINE: Final = (190, 196, 206)
RIGHT_TO_LEFT: Final = ("R", "AL")


class Paper(FPDF):
    """A4 with our fonts. All text goes through `fonts.printable`; page numbers are laid on later (see binding)."""

    def __init__(self, *, language: str, title: str, made_at: datetime) -> None:
        super().__init__(format="A4")
        self._widths: dict[str, float] = {}
        fonts.load_into(self, language)
        self.set_margins(MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(True, margin=FOOT_MM)
        self.set_lang(language)
        self.set_title(title)
        self.set_creator("KAISHI")
        self.set_creation_date(made_at)
        self.add_page()

    def title_line(self, text: str) -> None:
        """Draw the title of the paper."""
        self._style(TITLE_PT, INK)
        self._block(text, height_mm=9)

    def heading(self, text: str) -> None:
        """Draw a heading; it never stands alone at the foot of a page."""
        self._keep_together(26)
        self.ln(4)
        self._style(HEADING_PT, INK)
        self._block(text, height_mm=7)
        self._rule()

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Draw label and value beside each other."""
        for label, value in rows:
            self._keep_together(6)
            top = self.get_y()
            self._style(SMALL_PT, SOFT)
            self._block(label, height_mm=5)
            self.set_y(top)
            self._style(SMALL_PT + 1, INK)
            self._block(value, height_mm=5, left_mm=MARGIN_MM + 48)

    def lead(self, text: str) -> None:
        """Draw the small line above a message or a part."""
        self._keep_together(14)
        self.ln(1.5)
        self._style(SMALL_PT, SOFT)
        self._block(text, height_mm=4.4)

    def words(self, text: str) -> None:
        """Draw what somebody wrote, line by line as it was written."""
        self._style(TEXT_PT, INK)
        for line in text.split("\n"):
            if line.strip():
                self._block(line, height_mm=5.2)
            else:
                self.ln(3)

    def note(self, text: str) -> None:
        """Draw a remark of ours."""
        self._style(SMALL_PT + 0.5, SOFT)
        self._block(text, height_mm=4.6)

    def _style(self, size_pt: float, ink: tuple[int, int, int]) -> None:
        self.set_font(fonts.LATIN, size=size_pt)
        self.set_text_color(*ink)

    def _block(self, text: str, *, height_mm: float, left_mm: float = MARGIN_MM) -> None:
        shown = fonts.printable(text)
        if fonts.NEEDS_SHAPING.search(shown):
            self._shaped(shown, height_mm, left_mm)
            return
        room_mm = self.w - MARGIN_MM - left_mm - 2 * self.c_margin
        for line in wrapping.lines(shown, self._width_of, room_mm):
            self.set_x(left_mm)
            self.cell(text=line, h=height_mm, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _shaped(self, shown: str, height_mm: float, left_mm: float) -> None:
        """Joined letters have no width of their own: the library breaks these lines, at spaces."""
        self.set_x(left_mm)
        self.set_text_shaping(True)
        self.multi_cell(
            self.w - MARGIN_MM - left_mm,
            height_mm,
            shown,
            align="R" if begins_right_to_left(shown) else "L",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.set_text_shaping(False)

    def _width_of(self, sign: str) -> float:
        """Return the width of a sign in mm at the present size."""
        at_one_point = self._widths.get(sign)
        if at_one_point is None:
            at_one_point = self._widths[sign] = self.get_string_width(sign) / self.font_size_pt
        return at_one_point * self.font_size_pt

    def _rule(self) -> None:
        self.set_draw_color(*LINE)
        self.set_line_width(0.2)
        self.line(MARGIN_MM, self.get_y(), self.w - MARGIN_MM, self.get_y())
        self.ln(1.5)

    def _keep_together(self, height_mm: float) -> None:
        if self.will_page_break(height_mm):
            self.add_page()


def begins_right_to_left(text: str) -> bool:
    """Say whether the first letter with a direction runs from right to left."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in RIGHT_TO_LEFT:
            return True
        if direction == "L":
            return False
    return False
