"""What weighed objects and photos of them teach about each kind, and how far off it is on objects that were left out.

Data: a folder with `weights.csv` (object, label, weight_g), `labels.csv` (file, label, detail: the object and T or S for
seen from the top or side) and `photos.tar`, as ECUSTFD has them.
"""

from __future__ import annotations

import csv
import io
import tarfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from ml_models.food.portions.outline import measure
from ml_models.food.portions.weighing import Kind, Scale, Weight, of_kind

USUAL_DEVIATION: Final = 0.16
COUNTED_AS: Final = 3
"""How much weights of one kind vary before any was weighed, and how many objects that is worth."""
USUAL_FACTOR: Final = float(np.log(2.8))
FACTOR_DEVIATION: Final = 0.30
OBJECT_DEVIATION: Final = 0.45
"""A round fruit covers some 2.8 cm³ by area for each g, seen with its halo; one object's factor is off by so much."""


@dataclass(frozen=True)
class Photo:
    """One photo of a weighed object. `area_cm2`: None where the size could not be told; `scale`: by what it was."""

    label: str
    object: str
    is_from_above: bool
    area_cm2: float | None
    scale: Scale = "coin"


@dataclass(frozen=True)
class Judged:
    """A photo whose object was left out: what it weighs, what was said, and what its kind alone says."""

    photo: Photo
    grams: float
    said: Weight
    by_kind: Weight
    mean_of_kind: float


Weights = Mapping[str, Mapping[str, float]]


def weights(data: Path) -> dict[str, dict[str, float]]:
    """Return the grams of each object, by label."""
    found: dict[str, dict[str, float]] = {}
    with (data / "weights.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["label"], {})[row["object"]] = float(row["weight_g"])
    return found


def photos(data: Path, labels: Collection[str] = (), **by: Any) -> list[Photo]:
    """Return what each photo (of these labels; none given: all) says of its object's size; half a second for each.

    `by`: as `measure` takes it; nothing: by the coin.
    """
    with (data / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not labels or row["label"] in labels]
    found = []
    with tarfile.open(data / "photos.tar") as archive:
        for row in rows:
            content = archive.extractfile(row["file"])
            assert content is not None  # a member that is named is a file
            with Image.open(io.BytesIO(content.read())) as photo:
                seen = measure(photo, **by)
            name, view = row["detail"][:-1], row["detail"][-1]
            found.append(
                Photo(row["label"], name, view == "T", *((seen.area_cm2, seen.scale) if seen else (None,)))
            )
    return found


def kind_of(label: str, weighed: Mapping[str, float], seen: Iterable[Photo]) -> Kind:
    """Return what these objects and photos teach of a kind. Raises ValueError without any object."""
    if not weighed:
        raise ValueError(f"{label}: no object was weighed")
    logs = np.log(list(weighed.values()))
    count = len(logs)
    middle = float(logs.mean() if count < 3 else (logs.mean() + np.median(logs)) / 2)
    freedom = COUNTED_AS + count - 1
    spread = (COUNTED_AS * USUAL_DEVIATION**2 + ((logs - logs.mean()) ** 2).sum()) / freedom
    factor, deviation = _factor(weighed, [one for one in seen if one.label == label])
    return Kind(label, count, middle, float(np.sqrt(spread * (1 + 1 / count))), freedom, factor, deviation)


def _factor(weighed: Mapping[str, float], seen: Sequence[Photo]) -> tuple[float, float]:
    """Return the logarithm of area^1.5 for each g, and its deviation: of each object the middle of its photos."""
    each: dict[str, list[float]] = {}
    for photo in seen:
        if photo.area_cm2 and photo.object in weighed:
            each.setdefault(photo.object, []).append(
                1.5 * float(np.log(photo.area_cm2)) - float(np.log(weighed[photo.object]))
            )
    before = 1 / FACTOR_DEVIATION**2
    if not each:
        return USUAL_FACTOR, FACTOR_DEVIATION
    known = len(each) / OBJECT_DEVIATION**2
    middle = float(np.median([np.median(one) for one in each.values()]))
    return (USUAL_FACTOR * before + middle * known) / (before + known), float((before + known) ** -0.5)


def kinds(weighed: Weights, seen: Sequence[Photo]) -> list[Kind]:
    """Return what is known of each label."""
    return [kind_of(label, objects, seen) for label, objects in sorted(weighed.items())]


def left_out(weighed: Weights, seen: Sequence[Photo], taught: Sequence[Photo] | None = None) -> list[Judged]:
    """Judge each photo by what the other objects of its kind teach. Kinds with one object are left away.

    `taught`: the photos that teach, where they are others than those that are judged.
    """
    taught = seen if taught is None else taught
    found = []
    for photo in seen:
        grams = weighed[photo.label][photo.object]
        others = {name: g for name, g in weighed[photo.label].items() if name != photo.object}
        if not others:
            continue
        kind = kind_of(photo.label, others, [one for one in taught if one.object != photo.object])
        mean = float(np.mean(list(others.values())))
        found.append(
            Judged(photo, grams, of_kind(kind, photo.area_cm2, photo.scale), of_kind(kind, None), mean)
        )
    return found


def off_by(said: Iterable[float], grams: Iterable[float]) -> float:
    """Return by which share of the true weight the said ones are off, on average."""
    return float(np.mean([abs(one - true) / true for one, true in zip(said, grams, strict=True)]))
