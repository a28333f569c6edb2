"""Opens a file as a photo: JPEG, PNG, WebP and HEIC, as phones make them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pillow_heif
from PIL import Image

FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
UNREADABLE: Final = (OSError, ValueError, SyntaxError, EOFError, RuntimeError, Image.DecompressionBombError)
"""What a file that is no photo, is cut short or claims too many pixels raises, whichever decoder it asked for."""


def opened(path: Path) -> Image.Image:
    """Return the photo in a file, decoded, as it lies there (`preparing.upright` turns it). Raises `UNREADABLE`."""
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    with Image.open(path, formats=FORMATS) as photo:
        photo.load()
        return photo.copy()
