"""The photos at hand: read out of their tar files, shrunk, and parted by source."""

from __future__ import annotations

import csv
import hashlib
import io
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from ml_models.food.preparing import upright

SHORT_SIDE: Final = 256
OPEN_LICENCES: Final = ("mit", "unlicense", "public domain", "apache")
SMALL: Final = "food101_64px"


@dataclass(frozen=True)
class Photo:
    """One photo: where it lies, what is on it, whose it is."""

    set: str
    file: str
    label: str
    source: str
    licence: str

    @property
    def is_small(self) -> bool:
        """Say whether it comes with 64 pixels only."""
        return self.set == SMALL


def listed(data: Path, *, open_only: bool = False) -> list[Photo]:
    """Return all photos under `data` in a fixed order; `open_only`: those under an open licence alone."""
    found = []
    for table in sorted(data.glob("*/labels.csv")):
        with table.open(encoding="utf-8", newline="") as opened:
            for row in csv.DictReader(opened):
                photo = Photo(row["set"], row["file"], row["label"], row["source_repo"], row["licence"])
                if not open_only or _is_open(photo):
                    found.append(photo)
    return found


def _is_open(photo: Photo) -> bool:
    licence = photo.licence.lower()
    return licence.startswith(OPEN_LICENCES) and "gathered from the web" not in licence


def images(data: Path, photos: Iterable[Photo]) -> Iterator[tuple[Photo, Image.Image]]:
    """Yield photos with their pictures, set by set, upright, the short side at most 256 pixels."""
    by_set: dict[str, dict[str, Photo]] = defaultdict(dict)
    for photo in photos:
        by_set[photo.set][photo.file] = photo
    for name in sorted(by_set):
        wanted = by_set[name]
        with tarfile.open(data / name / "photos.tar") as archive:
            for member in archive:
                if member.name in wanted and (content := archive.extractfile(member)) is not None:
                    yield wanted[member.name], _shrunk(Image.open(io.BytesIO(content.read())))


def _shrunk(photo: Image.Image) -> Image.Image:
    picture = upright(photo)
    short = min(picture.size)
    if short <= SHORT_SIDE:
        return picture
    size = (round(picture.width * SHORT_SIDE / short), round(picture.height * SHORT_SIDE / short))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def is_of_validation(photo: Photo, *, share: float) -> bool:
    """Say whether a photo of a known source is kept for validation: by its name, so that it stays so."""
    return _chance(f"{photo.set}/{photo.file}") < share


def _chance(name: str) -> float:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) / 2**32
