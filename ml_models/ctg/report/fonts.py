"""The fonts of the report: Noto, out of packages, embedded as far as they are used; another script only where it occurs.

What no font has is printed as its number, never as nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont
from fpdf import FPDF

LATIN: Final = "latin"
HAN: Final = "han"
OTHERS: Final = (
    "Arabic", "Hebrew", "Devanagari", "Bengali", "Tamil", "Thai", "Lao", "Khmer", "Myanmar", "Ethiopic",
    "Armenian", "Georgian", "Sinhala", "Telugu", "Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Symbols",
)  # fmt: skip
FACES: Final = {"ko": 1, "zh-hans": 2}
"""Face of the collection that has a language's own shapes of the Chinese characters; 2 for any other."""
SHAPED: Final = re.compile("[\u0300-\u036f\u0590-\u08ff\u0900-\u0fff\u1000-\u109f\u1200-\u17ff]")
"""Right to left, joined or stacked letters: these are set by their own rules."""


class Fonts:
    """The fonts of one paper, added as their signs are met."""

    def __init__(self, pdf: FPDF, language: str) -> None:
        self._pdf, self._language, self._added = pdf, language, [LATIN]
        pdf.add_font(LATIN, fname=_noto("NotoSans"))
        pdf.set_font(LATIN, size=8)

    def ready(self, text: str) -> str:
        """Return a text that can be printed on one line, its fonts being there."""
        tidy = re.sub(r"\s", " ", unicodedata.normalize("NFC", text))
        return "".join(self._sign(sign) for sign in tidy)

    def _sign(self, sign: str) -> str:
        code = ord(sign)
        if code in _signs(LATIN):
            return sign
        for family in (HAN, *OTHERS):
            if code in _signs(family):
                self._add(family)
                return sign
        if unicodedata.category(sign) == "Cf" or unicodedata.combining(sign):
            return ""
        return f"[U+{code:04X}]"

    def _add(self, family: str) -> None:
        if family in self._added:
            return
        self._added.append(family)
        if family == HAN:
            self._pdf.add_font(
                HAN, fname=_path(HAN), collection_font_number=FACES.get(self._language, FACES["zh-hans"])
            )
        else:
            self._pdf.add_font(family, fname=_path(family))
        self._pdf.set_fallback_fonts(self._added[1:], exact_match=False)


def _path(family: str) -> Path:
    if family == HAN:
        return Path(str(files("noto_cjk_sans_otc").joinpath("NotoSansCJK-Regular.ttc")))
    return _noto("NotoSans" if family == LATIN else f"NotoSans{family}")


def _noto(name: str) -> Path:
    return Path(str(files("manimgx_fonts").joinpath(f"{name}[wght].ttf")))


@cache
def _signs(family: str) -> frozenset[int]:
    number = FACES["zh-hans"] if family == HAN else -1
    with TTFont(_path(family), fontNumber=number, lazy=True) as font:
        return frozenset(font.getBestCmap())
