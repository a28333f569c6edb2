"""What the web process may ask of a file: its length, what it is, and how many pixels it claims. Decodes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from apps.foundation.files import headers
from apps.foundation.files.kinds import Format, Kind, recognise
from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused


@dataclass(frozen=True)
class Seen:
    """What is known of a file before it is decoded."""

    format: Format
    sha256: bytes
    size_bytes: int


def look(content: bytes, limits: Limits) -> Seen:
    """Return what a file is. Raises Refused, without having decoded anything."""
    if len(content) > limits.most_bytes:
        raise Refused(Reason.TOO_LARGE, limit=limits.most_bytes)
    known = recognise(content)
    most = known.most_bytes(limits)
    if len(content) > most:
        raise Refused(Reason.TOO_LARGE, limit=most)
    if known.kind is Kind.IMAGE:
        headers.require_size(headers.size_of(content, known), limits)
    return Seen(known, hashlib.sha256(content).digest(), len(content))
