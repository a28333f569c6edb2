"""Takes notes of place, time and camera out of photos that lie inside a document, without touching a pixel."""

from __future__ import annotations

from typing import Final

from apps.foundation.files.boxes import BrokenBox, boxes
from apps.foundation.files.headers import START_OF_SCAN, WITHOUT_LENGTH

# APP0 (size of a pixel), APP2 (colour profile) and APP14 (order of colours) say how to show it; the others are notes.
KEPT_APPLICATION_SEGMENTS: Final = frozenset({0xE0, 0xE2, 0xEE})
COMMENT: Final = 0xFE
NOTES_IN_JP2: Final = frozenset({b"uuid", b"xml ", b"uinf"})


def without_notes(jpeg: bytes) -> bytes:
    """Return a JPEG without EXIF, XMP, IPTC and comments; unchanged from where it cannot be followed."""
    if jpeg[:2] != b"\xff\xd8":
        return jpeg
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != START_OF_SCAN:
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        size = 2 if marker in WITHOUT_LENGTH else 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if not _is_note(marker):
            kept.append(jpeg[at : at + size])
        at += max(size, 2)
    return b"".join([*kept, jpeg[at:]])


def _is_note(marker: int) -> bool:
    return marker == COMMENT or (0xE0 <= marker <= 0xEF and marker not in KEPT_APPLICATION_SEGMENTS)


def without_notes_jp2(jp2: bytes) -> bytes:
    """Return a JPEG 2000 file without its boxes of notes; a bare code stream, or a broken one, is left as it is."""
    if jp2[4:8] != b"jP  ":
        return jp2
    try:
        found = list(boxes(jp2))
    except BrokenBox:
        return jp2
    return b"".join(jp2[box.start : box.end] for box in found if box.name not in NOTES_IN_JP2)
