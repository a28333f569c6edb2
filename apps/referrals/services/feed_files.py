"""Feeds on disk until they have been read: streamed in, bounded, removed when nobody needs them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from apps.referrals.catalogue.findings import FeedRefused


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is whole on disk."""

    bytes_total: int
    sha256: bytes


def path_of(run_id: UUID) -> Path:
    """Return where the feed of a run lies."""
    return Path(settings.REFERRAL_FEEDS) / f"{run_id.hex}.feed"


def keep(run_id: UUID, pieces: Iterable[bytes]) -> Kept:
    """Write a feed to disk, whole or not at all. Raises FeedRefused where it is too large or empty."""
    path = path_of(run_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part, digest, total = path.with_suffix(".part"), hashlib.sha256(), 0
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                total += len(piece)
                if total > settings.REFERRAL_FEED_BYTES:
                    raise FeedRefused("too_large", limit=settings.REFERRAL_FEED_BYTES)
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if not total:
            raise FeedRefused("empty")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Kept(total, digest.digest())


def remove(run_id: UUID) -> None:
    """Forget a feed; one that is not there is forgotten already."""
    path_of(run_id).unlink(missing_ok=True)
