"""Reads a PDF back: strokes in mm from the upper left corner with their colour and width, and the words."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdf
import pypdfium2
from pypdf.generic import ContentStream

MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class Stroke:
    """A path that was stroked."""

    points: tuple[tuple[float, float], ...]
    ink: tuple[int, ...]
    width_mm: float

    @property
    def is_upright(self) -> bool:
        return len(self.points) == 2 and abs(self.points[0][0] - self.points[1][0]) < 0.001

    @property
    def is_level(self) -> bool:
        return len(self.points) == 2 and abs(self.points[0][1] - self.points[1][1]) < 0.001


def opened(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def words(pdf: bytes, page: int | None = None) -> str:
    """What a reader would copy out of it."""
    document = pypdfium2.PdfDocument(pdf)
    numbers = range(len(document)) if page is None else [page]
    return "\n".join(document[number].get_textpage().get_text_range() for number in numbers).replace("\r", "")


def strokes(pdf: bytes, page: int) -> list[Stroke]:
    """Every stroked path of a page; the drawing knows no transformation but the page's own."""
    reader = opened(pdf)
    sheet = reader.pages[page]
    height = float(sheet.mediabox.height)
    found, stack, path = [], [], []
    ink, width = (0,), 1.0
    for operands, operator in ContentStream(sheet.get_contents(), reader).operations:
        if operator == b"q":
            stack.append((ink, width))
        elif operator == b"Q":
            ink, width = stack.pop()
        elif operator in (b"RG", b"G"):
            ink = tuple(round(float(value) * 255) for value in operands)
        elif operator == b"w":
            width = float(operands[0])
        elif operator in (b"m", b"l"):
            x, y = (float(value) for value in operands)
            path.append((x * MM_PER_PT, (height - y) * MM_PER_PT))
        elif operator in (b"S", b"s", b"B", b"f", b"n"):
            if operator == b"S" and path:
                found.append(Stroke(tuple(path), ink if len(ink) == 3 else ink * 3, width * MM_PER_PT))
            path = []
        assert operator != b"cm" or not path
    return found
