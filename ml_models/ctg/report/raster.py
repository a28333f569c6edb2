"""Pages as pictures: the same drawing, so that what is seen on a screen is what is printed."""

from __future__ import annotations

import io
import math
from typing import Final

import pypdfium2
from PIL import Image

DPI: Final = 150
MOST_PIXELS: Final = 40_000_000
"""A longer strip is drawn coarser: the picture of 24 hours must be opened by somebody, too."""
POINTS_PER_INCH: Final = 72


def png(pdf: bytes, *, pages: int = 1, dpi: int = DPI) -> bytes:
    """Return the first `pages` of a PDF, one below the other, as PNG; its resolution tells its true size."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        shown = [document[number] for number in range(min(pages, len(document)))]
        area = sum(math.prod(page.get_size()) for page in shown) / POINTS_PER_INCH**2
        used = min(float(dpi), math.sqrt(MOST_PIXELS / area))
        pictures = [page.render(scale=used / POINTS_PER_INCH).to_pil().convert("RGB") for page in shown]
    finally:
        document.close()
    whole = Image.new(
        "RGB", (max(one.width for one in pictures), sum(one.height for one in pictures)), "white"
    )
    top = 0
    for one in pictures:
        whole.paste(one, (0, top))
        top += one.height
    out = io.BytesIO()
    whole.save(out, "PNG", dpi=(used, used), optimize=False)
    return out.getvalue()
