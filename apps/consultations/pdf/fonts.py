"""The fonts of our papers: Noto, open licence, out of packages; embedded in every file, so that it reads everywhere.

One font for Latin, one for Chinese and Korean, and others for scripts and signs that a mother may write in.
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
OTHERS: Final = {
    "emoji": "NotoEmoji",
    "symbols": "NotoSansSymbols",
    "arabic": "NotoSansArabic",
    "hebrew": "NotoSansHebrew",
    "devanagari": "NotoSansDevanagari",
    "bengali": "NotoSansBengali",
    "gurmukhi": "NotoSansGurmukhi",
    "gujarati": "NotoSansGujarati",
    "tamil": "NotoSansTamil",
    "telugu": "NotoSansTelugu",
    "kannada": "NotoSansKannada",
    "malayalam": "NotoSansMalayalam",
    "sinhala": "NotoSansSinhala",
    "thai": "NotoSansThai",
    "lao": "NotoSansLao",
    "khmer": "NotoSansKhmer",
    "myanmar": "NotoSansMyanmar",
    "ethiopic": "NotoSansEthiopic",
    "armenian": "NotoSansArmenian",
    "georgian": "NotoSansGeorgian",
}
FACES: Final = {"ko": 1, "zh-hans": 2}
"""Which face of the collection has a language's own shapes of the Chinese characters; 2 for any other."""

NEEDS_SHAPING: Final = re.compile(
    "[\u0300-\u036f\u0590-\u08ff\u0900-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u200c-\u200f\u202a-\u202e"
    "\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]"
)
"""Right-to-left, joined or stacked letters, and emoji of several signs. The rest is set three times faster without."""


def _noto(name: str) -> Path:
    return Path(str(files("manimgx_fonts").joinpath(f"{name}[wght].ttf")))


def _han() -> Path:
    return Path(str(files("noto_cjk_sans_otc").joinpath("NotoSansCJK-Regular.ttc")))


def load_into(pdf: FPDF, language: str) -> None:
    """Add every font to a paper; Latin first, then whatever has the sign."""
    pdf.add_font(LATIN, fname=_noto("NotoSans"))
    pdf.add_font(HAN, fname=_han(), collection_font_number=FACES.get(language, 2))
    for family, name in OTHERS.items():
        pdf.add_font(family, fname=_noto(name))
    pdf.set_fallback_fonts([HAN, *OTHERS], exact_match=False)


@cache
def covered() -> frozenset[int]:
    """Return every code point that one of the fonts has."""
    found: set[int] = set()
    for path in (_noto("NotoSans"), *(_noto(name) for name in OTHERS.values())):
        with TTFont(path, lazy=True) as font:
            found |= font.getBestCmap().keys()
    with TTFont(_han(), fontNumber=FACES["zh-hans"], lazy=True) as font:
        found |= font.getBestCmap().keys()
    return frozenset(found)


def printable(text: str) -> str:
    """Return text as it can be printed: a sign that no font has as its number, never as nothing."""
    tidy = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))
    return "".join(_shown(sign) for sign in tidy)


def _shown(sign: str) -> str:
    if sign == "\n" or ord(sign) in covered():
        return sign
    kind = unicodedata.category(sign)
    if kind == "Cf" or unicodedata.combining(sign) or "\ufe00" <= sign <= "\ufe0f":
        return ""  # joins or marks what stands beside it, and is not seen by itself
    return f"[U+{ord(sign):04X}]"
