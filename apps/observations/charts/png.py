"""A chart as PNG, drawn with Pillow: for reports and whoever cannot draw by herself. Two times supersampled."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from apps.observations.charts import words
from apps.observations.charts.layout import Layout, Point, lay_out
from apps.observations.selectors.series import Series
from apps.ui import words as ui_words

SCALE: Final = 2
HAN_FACES: Final = {"ko": 1, "zh-hans": 2}
MARGINS: Final = (58, 46, 18, 58)
"""Left, top, right, bottom, in pixels of the picture."""


@dataclass(frozen=True)
class Style:
    """How large, and for which ground."""

    width: int = 800
    height: int = 400
    is_dark: bool = False


@dataclass(frozen=True)
class Palette:
    """The colours of the design system's tokens, in which a chart is drawn."""

    ground: str
    ink: str
    soft: str
    line: str
    band: str
    edge: str
    pen: str
    second: str
    limit: str


LIGHT: Final = Palette(
    "#ffffff", "#132030", "#435165", "#d6dde5", "#e1f3e8", "#569372", "#0b5a70", "#8a2391", "#b0131d"
)
DARK: Final = Palette(
    "#161e28", "#e9eef4", "#b6c2d0", "#2b3846", "#11321f", "#43865f", "#63c7db", "#e8a2f2", "#f4807c"
)


@lru_cache(maxsize=16)
def _font(size: int, language: str) -> ImageFont.FreeTypeFont:
    if language in HAN_FACES:
        path = Path(str(files("noto_cjk_sans_otc").joinpath("NotoSansCJK-Regular.ttc")))
        return ImageFont.truetype(str(path), size, index=HAN_FACES[language])
    return ImageFont.truetype(str(Path(str(files("manimgx_fonts").joinpath("NotoSans[wght].ttf")))), size)


def draw(found: Series, style: Style, *, time_zone: str) -> bytes:
    """Return a PNG with title, unit, axes, band, points and the source of the band, in the language that is active."""
    layout = lay_out(found, ui_words.zone_of(time_zone))
    canvas = _Canvas(style)
    canvas.frame(layout)
    canvas.bands(layout)
    canvas.lines(layout)
    canvas.words(found, layout)
    return canvas.png()


class _Canvas:
    """Draws shares of the chart's field on a picture twice its size."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.palette = DARK if style.is_dark else LIGHT
        self.image = Image.new("RGB", (style.width * SCALE, style.height * SCALE), self.palette.ground)
        self.pen = ImageDraw.Draw(self.image)
        self.language = (get_language() or "en").lower()
        left, top, right, bottom = (side * SCALE for side in MARGINS)
        self.left, self.top = left, top
        self.width = style.width * SCALE - left - right
        self.height = style.height * SCALE - top - bottom

    def at(self, point: Point) -> Point:
        """Return pixels of a place in the field."""
        return self.left + point[0] * self.width, self.top + point[1] * self.height

    def frame(self, layout: Layout) -> None:
        """Lines of the grid and the axis."""
        for tick in layout.y_ticks:
            self.pen.line([self.at((0, tick.place)), self.at((1, tick.place))], self.palette.line, SCALE)
        self.pen.line([self.at((0, 1)), self.at((1, 1))], self.palette.soft, SCALE)

    def bands(self, layout: Layout) -> None:
        """What is shaded, its edges, the curves."""
        for area in layout.areas:
            self.pen.polygon([self.at(point) for point in area.outline], self.palette.band)
            half = len(area.outline) // 2
            for edge in (area.outline[:half], area.outline[half:]):
                self.pen.line([self.at(point) for point in edge], self.palette.edge, SCALE)
        for _centile, curve in layout.curves:
            self.pen.line([self.at(point) for point in curve], self.palette.edge, SCALE)

    def lines(self, layout: Layout) -> None:
        """Marks, then what was measured on top: round for the first figure, square for the second."""
        for _code, place in layout.marks:
            self._dashed(place)
        for points, colour, is_round in (
            (layout.second_points, self.palette.second, False),
            (layout.points, self.palette.pen, True),
        ):
            self._path(points, colour, is_round=is_round, is_joined=layout.is_joined)

    def _dashed(self, place: float) -> None:
        dash = 8 * SCALE
        for start in range(0, self.width, 2 * dash):
            end = min(start + dash, self.width)
            y = self.top + place * self.height
            self.pen.line([(self.left + start, y), (self.left + end, y)], self.palette.limit, SCALE)

    def _path(self, points: Sequence[Point], colour: str, *, is_round: bool, is_joined: bool) -> None:
        pixels = [self.at(point) for point in points]
        if len(pixels) > 1 and is_joined:
            self.pen.line(pixels, colour, SCALE, joint="curve")
        if is_joined and len(pixels) > self.style.width // 4:
            return  # so many points are a line
        size = 3 * SCALE
        for x, y in pixels:
            box = (x - size, y - size, x + size, y + size)
            (self.pen.ellipse if is_round else self.pen.rectangle)(box, colour)

    def words(self, found: Series, layout: Layout) -> None:
        """Title, unit, figures, days, source."""
        title = f"{words.title(found)} ({words.unit(found)})" if words.unit(found) else words.title(found)
        self._text((12 * SCALE, 10 * SCALE), title, 16, self.palette.ink)
        for tick in layout.y_ticks:
            place = self.left - 8 * SCALE, self.at((0, tick.place))[1]
            self._text(place, words.figure(tick.value), 12, self.palette.soft, anchor="rm")
        for day in layout.x_ticks:
            x, y = self.at((day.place, 1))
            self._text(
                (x, y + 6 * SCALE), ui_words.day_without_year(day.day), 12, self.palette.soft, anchor="ma"
            )
        for centile, curve in layout.curves:
            if curve:
                self._text(self.at(curve[-1]), f"{centile:g}", 10, self.palette.soft, anchor="rs")
        for code, height in layout.marks:
            self._text(self.at((1, height)), words.mark(code), 10, self.palette.limit, anchor="rs")
        if layout.is_empty:
            empty = _("No readings in this time.")
            self._text(self.at((0.5, 0.5)), empty, 14, self.palette.soft, anchor="mm")
        bottom = (12 * SCALE, (self.style.height - 22) * SCALE)
        self._text(bottom, self._fitting(words.source(found), 11), 11, self.palette.soft)

    def _text(self, place: Point, text: str, size: int, colour: str, *, anchor: str = "la") -> None:
        self.pen.text(place, text, colour, font=_font(size * SCALE, self.language), anchor=anchor)

    def _fitting(self, text: str, size: int) -> str:
        """Cut a line that would run out of the picture."""
        font, most = _font(size * SCALE, self.language), (self.style.width - 24) * SCALE
        if font.getlength(text) <= most:
            return text
        while text and font.getlength(text + "…") > most:
            text = text[:-1]
        return text + "…"

    def png(self) -> bytes:
        """Return the picture in its size."""
        size = (self.style.width, self.style.height)
        out = io.BytesIO()
        self.image.resize(size, Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
        return out.getvalue()
