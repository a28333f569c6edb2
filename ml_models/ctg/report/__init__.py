"""A cardiotocogram on paper, as it is filed: `pdf(analysis, recording, header)`, and the same as `png(...)`.

The strip at true scale, every length exact in mm; every ten minutes as a table; verdicts; method; signature. Pure of
Django: whose recording it is comes in a `Header`, words from a table for each language (`words/`). fpdf2 draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ml_models.ctg.recording import Recording
from ml_models.ctg.report.drawing import Given, pdf, strip_pages
from ml_models.ctg.report.findings import Found, found
from ml_models.ctg.report.header import Header, Signature
from ml_models.ctg.report.layout import Paper
from ml_models.ctg.report.raster import DPI
from ml_models.ctg.report.raster import png as _png
from ml_models.ctg.report.words import LANGUAGES

__all__ = [
    "LANGUAGES",
    "Found",
    "Header",
    "Paper",
    "Signature",
    "found",
    "pdf",
    "png",
]


def png(
    analysis: Given | Sequence[Given],
    recording: Recording,
    header: Header | None = None,
    *,
    whole: bool = False,
    dpi: int = DPI,
    **settings: Any,
) -> bytes:
    """Return the first page of `pdf(...)` as PNG, or with `whole` every row of the strip, one below the other."""
    drawn = pdf(analysis, recording, header, **settings)
    pages = strip_pages(recording, header, paper=settings.get("paper")) if whole else 1
    return _png(drawn, pages=pages, dpi=dpi)
