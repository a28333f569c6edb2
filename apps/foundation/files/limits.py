"""How large a file may be. Without Django: `words.limits()` fills this from the settings."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of what is taken, and of what looking at it may cost."""

    image_bytes: int = 15 * MEGABYTE
    document_bytes: int = 20 * MEGABYTE
    sound_bytes: int = 30 * MEGABYTE
    pixels: int = 64_000_000
    side_px: int = 16_383
    """The longest side that WebP can hold."""
    pages: int = 200
    sound_s: int = 300
    large_px: int = 1_280
    small_px: int = 320
    cpu_s: int = 40
    wall_s: int = 60
    memory_bytes: int = 1_536 * MEGABYTE
    """Addresses, not pages in use: the libraries alone map 300 MB, and a picture is held up to three times."""

    @property
    def most_bytes(self) -> int:
        """What any file may have."""
        return max(self.image_bytes, self.document_bytes, self.sound_bytes)

    @property
    def result_bytes(self) -> int:
        """What a child may answer: a file rewritten without loss may grow."""
        return 2 * self.most_bytes + 8 * MEGABYTE
