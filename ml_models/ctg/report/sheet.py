"""A sheet of A4 across: whose it is at the head, page x of y at the foot, and the few ways to write and draw on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from fpdf import FPDF
from fpdf.enums import Align

from ml_models.ctg.report import clock
from ml_models.ctg.report.fonts import LATIN, SHAPED, Fonts
from ml_models.ctg.report.header import Header
from ml_models.ctg.report.layout import FOOT_MM, PAGE_MM, SIDE_MM
from ml_models.ctg.report.words import Words

Colour = tuple[int, int, int]
INK: Final = (20, 24, 32)
SOFT: Final = (92, 98, 110)
RULE: Final = (176, 182, 192)
EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
MM_PER_PT: Final = 25.4 / 72
ALIGN: Final = {"left": Align.L, "right": Align.R, "centre": Align.C}


class Sheet(FPDF):
    """The paper. All text goes through `write`, which has every font."""

    def __init__(self, header: Header, words: Words) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.about, self.words = header, words
        self.fonts_of = Fonts(self, words.language)
        self.set_auto_page_break(False)
        self.set_margins(SIDE_MM, SIDE_MM)
        self.c_margin = 0.0
        self.set_lang(words.language)
        self.set_title(words("title"))
        self.set_creator("KAISHI")
        self.set_creation_date(header.made_at or header.start or EPOCH)

    def header(self) -> None:
        """Write whose recording it is. Called by the library for every page."""
        words, about = self.words, self.about
        unknown = words("unknown")
        name = about.name or unknown
        self.write_at(name, SIDE_MM, 11, size_pt=12, width_mm=130)
        facts = [
            (words("number"), about.number),
            (words("week"), self.week(about.gestation_days)),
            (words("device"), about.device),
        ]
        self.write_at(_joined(facts, unknown), SIDE_MM, 16.5, size_pt=8, width_mm=180)
        self.write_at(_joined(self._when(), unknown), SIDE_MM, 20.5, size_pt=8, width_mm=200)
        right = {"align": "right", "width_mm": 120.0}
        edge = PAGE_MM[0] - SIDE_MM - 120
        self.write_at(words("title"), edge, 11, size_pt=11, ink=SOFT, **right)  # type: ignore[arg-type]
        number = _joined([(words("recording"), about.recording)], unknown) if about.recording else ""
        self.write_at(number, edge, 16.5, size_pt=7, ink=SOFT, **right)  # type: ignore[arg-type]
        if about.findings_are_older:
            self.write_at(words("findings_older"), edge, 20.5, size_pt=8, **right)  # type: ignore[arg-type]
        self.rule(SIDE_MM, 22.8, PAGE_MM[0] - SIDE_MM, 22.8)

    def footer(self) -> None:
        """Write the page number, what made it and what it is. Called by the library for every page."""
        words, about = self.words, self.about
        made = ""
        if about.made_at is not None:
            made = f" · {words('made')} {clock.moment(about.made_at, about.zone)}"
        self.write_at(words("disclaimer") + made, SIDE_MM, FOOT_MM, size_pt=7, ink=SOFT, width_mm=220)
        page = words("page", page=self.page_no(), count="{nb}")
        self.write_at(
            page, PAGE_MM[0] - SIDE_MM - 45, FOOT_MM, size_pt=7, ink=SOFT, width_mm=45, align="right"
        )

    def week(self, days: int | None) -> str:
        """Return days of pregnancy as weeks and days."""
        return self.words("unknown") if days is None else "{}+{}".format(*divmod(days, 7))

    def _when(self) -> list[tuple[str, str]]:
        words, about = self.words, self.about
        if about.start is None:
            return [(words("start"), words("unknown")), (words("zone"), words("unknown"))]
        local = about.start.astimezone(about.zone) if about.zone else about.start
        zone = " ".join(part for part in (about.zone_name, clock.offset(local)) if part)
        return [(words("start"), f"{local:%Y-%m-%d %H:%M:%S}"), (words("zone"), zone)]

    def write_at(
        self,
        text: str,
        x_mm: float,
        middle_mm: float,
        *,
        size_pt: float = 8.0,
        ink: Colour = INK,
        align: str = "left",
        width_mm: float = 0.0,
    ) -> None:
        """Write one line whose middle lies at `middle_mm`, within `width_mm` from `x_mm` where a width is given.

        Where it does not fit it is written smaller, and then cut, with an ellipsis.
        """
        shown = self.fonts_of.ready(text)
        if not shown:
            return
        self.set_font(LATIN, size=size_pt)
        self.set_text_color(*ink)
        if width_mm:
            shown = self._fitted(shown, width_mm, size_pt)
        room = width_mm or self.get_string_width(shown)
        left = x_mm if width_mm or align == "left" else x_mm - room * {"centre": 0.5, "right": 1.0}[align]
        self.set_xy(left, middle_mm - 2)
        self.set_text_shaping(SHAPED.search(shown) is not None)
        self.cell(room, 4, shown, align=ALIGN[align])
        self.set_text_shaping(False)

    def width_of(self, text: str, size_pt: float) -> float:
        """Return how wide a text is, in mm."""
        shown = self.fonts_of.ready(text)
        self.set_font(LATIN, size=size_pt)
        return float(self.get_string_width(shown))

    def _fitted(self, shown: str, width_mm: float, size_pt: float) -> str:
        needed = self.get_string_width(shown)
        if needed <= width_mm:
            return shown
        self.set_font(LATIN, size=max(size_pt * width_mm / needed, size_pt * 0.75))
        if self.get_string_width(shown) <= width_mm + 0.01:
            return shown
        while shown and self.get_string_width(shown + "…") > width_mm:
            shown = shown[:-1]
        return shown + "…"

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, width_mm: float = 0.2) -> None:
        """Draw a thin line."""
        self.pen(RULE, width_mm)
        self.line(x1, y1, x2, y2)

    def pen(self, ink: Colour, width_mm: float) -> None:
        """Take a pen."""
        self.set_draw_color(*ink)
        self.set_line_width(width_mm)

    def block(self, ink: Colour, x1: float, y1: float, x2: float, y2: float) -> None:
        """Fill a rectangle."""
        self.set_fill_color(*ink)
        self.rect(x1, y1, x2 - x1, y2 - y1, style="F")


def _joined(facts: Sequence[tuple[str, str]], unknown: str) -> str:
    return "   ".join(f"{label}: {value or unknown}" for label, value in facts)
