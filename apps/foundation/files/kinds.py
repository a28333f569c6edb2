"""What a file is, by its content. Neither its name nor the type that the sender claims is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused


class Kind(StrEnum):
    """What a person calls it."""

    IMAGE = "image"
    DOCUMENT = "document"
    SOUND = "sound"


@dataclass(frozen=True)
class Format:
    """A way to write a file. `decoder` is the name by which the library that reads it is told so."""

    kind: Kind
    media_type: str
    decoder: str

    def most_bytes(self, limits: Limits) -> int:
        """Return how many bytes a file of this kind may have."""
        return int(getattr(limits, f"{self.kind.value}_bytes"))


JPEG: Final = Format(Kind.IMAGE, "image/jpeg", "JPEG")
PNG: Final = Format(Kind.IMAGE, "image/png", "PNG")
WEBP: Final = Format(Kind.IMAGE, "image/webp", "WEBP")
HEIC: Final = Format(Kind.IMAGE, "image/heic", "HEIF")
PDF: Final = Format(Kind.DOCUMENT, "application/pdf", "pdf")
M4A: Final = Format(Kind.SOUND, "audio/mp4", "mov")
AAC: Final = Format(Kind.SOUND, "audio/aac", "aac")
MP3: Final = Format(Kind.SOUND, "audio/mpeg", "mp3")
OGG: Final = Format(Kind.SOUND, "audio/ogg", "ogg")
WEBM: Final = Format(Kind.SOUND, "audio/webm", "matroska")
WAV: Final = Format(Kind.SOUND, "audio/wav", "wav")

FORMATS: Final = {
    known.media_type: known for known in (JPEG, PNG, WEBP, HEIC, PDF, M4A, AAC, MP3, OGG, WEBM, WAV)
}
HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
SOUND_BRANDS: Final = frozenset(
    {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6"}
)
STARTS: Final = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"%PDF-1.", PDF),
    (b"%PDF-2.", PDF),
    (b"OggS\x00", OGG),
    (b"ID3", MP3),
)
LOOKED_AT: Final = 1_024
ACTIVE_TEXT: Final = re.compile(rb"<\s*(?:!doctype|html|script|svg|iframe|body)\b", re.I)
ZIP_END: Final = b"PK\x05\x06"
ZIP_END_BYTES: Final = 22
LONGEST_ZIP_COMMENT: Final = 65_535


def recognise(content: bytes) -> Format:
    """Return what these bytes are. Raises Refused: empty, nothing that is taken, or two things at once."""
    if not content:
        raise Refused(Reason.EMPTY)
    found = _by_start(content) or _by_riff(content) or _by_brand(content) or _by_frame(content)
    if found is None:
        raise Refused(Reason.UNSUPPORTED)
    if _is_something_else_too(content, found):
        raise Refused(Reason.TWO_KINDS)
    return found


def _by_start(content: bytes) -> Format | None:
    if content.startswith(b"\x1a\x45\xdf\xa3") and re.search(rb"webm|matroska", content[:64]):
        return WEBM
    return next((known for start, known in STARTS if content.startswith(start)), None)


def _by_riff(content: bytes) -> Format | None:
    if content[:4] != b"RIFF":
        return None
    return {b"WEBP": WEBP, b"WAVE": WAV}.get(content[8:12])


def _by_brand(content: bytes) -> Format | None:
    """ISO base media files name what they are compatible with in their first box."""
    if content[4:8] != b"ftyp":
        return None
    length = min(int.from_bytes(content[:4], "big"), 256)
    brands = [content[at : at + 4] for at in (8, *range(16, length, 4))]
    if HEIC_BRANDS & set(brands):
        return HEIC
    return M4A if SOUND_BRANDS & set(brands) else None


def _by_frame(content: bytes) -> Format | None:
    """MPEG sound may begin with its first frame: eleven bits that are set, then version, layer and rates."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0:
        return None
    if content[1] & 0xF6 == 0xF0:
        return AAC
    is_layer_3, version = content[1] & 0x06 == 0x02, content[1] & 0x18
    rates_exist = content[2] >> 4 not in (0, 15) and content[2] & 0x0C != 0x0C
    return MP3 if is_layer_3 and version != 0x08 and rates_exist else None


def _is_something_else_too(content: bytes, found: Format) -> bool:
    """A file that another program would take for a page, a document or an archive is nobody's photo."""
    head = content[:LOOKED_AT]
    if ACTIVE_TEXT.search(head) or (found is not PDF and b"%PDF-" in head):
        return True
    return _ends_as_archive(content)


def _ends_as_archive(content: bytes) -> bool:
    """A ZIP is read from its end: a record there whose comment reaches exactly to the end of the file."""
    start = max(0, len(content) - ZIP_END_BYTES - LONGEST_ZIP_COMMENT)
    at = content.rfind(ZIP_END, start)
    if at < 0 or at + ZIP_END_BYTES > len(content):
        return False
    return at + ZIP_END_BYTES + int.from_bytes(content[at + 20 : at + 22], "little") == len(content)
