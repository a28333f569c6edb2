"""Several foods on one plate: what parts of a photo propose beside the whole, and how often without reason.

Plates are put together from photos of single foods that the training held out: two to four, cut to squares or rounds,
on one ground. On a photo of one dish whatever is proposed beside it counts as false.
"""

from __future__ import annotations

import os
import platform
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from PIL import Image, ImageDraw

from bench import Report
from bench.food import DATA, held_out
from ml_models import food
from ml_models.food.preparing import square, upright

SEED: Final = 7
OF_EACH: Final = 70
SINGLE: Final = 220
SIZES: Final = ((800, 600), (600, 800), (700, 700))
ROWS: Final = {2: (2,), 3: (2, 1), 4: (2, 2)}
"""How many foods lie in each row of a plate."""


@dataclass
class Counted:
    """What was proposed on photos of one kind. `there`: foods beside the one that the whole names."""

    photos: int = 0
    there: int = 0
    right: int = 0
    false: int = 0
    photos_with_false: int = 0


def run(data: Path = DATA) -> Report:
    """Measure and report."""
    report = Report("plates")
    report.remarks.append(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if not data.is_dir():
        report.remarks.append(f"skipped: there are no photos in {data}")
        return report
    model, chance = food.load(), random.Random(SEED)
    single = [(label, photo.convert("RGB")) for label, photo in held_out(data)]
    counted, times = {}, []
    for count in ROWS:
        counted[f"{count} foods"] = Counted()
        for _ in range(OF_EACH):
            labels, plate = _plate(single, count, chance)
            times.append(_count(counted[f"{count} foods"], model, plate, labels))
    counted["one dish"] = Counted()
    for label, photo in chance.sample(single, min(SINGLE, len(single))):
        times.append(_count(counted["one dish"], model, photo, {label}))
    report.tables["further foods proposed"] = [_row(what, one) for what, one in counted.items()]
    whole, parts = (median(1e3 * pair[at] for pair in times) for at in (0, 1))
    report.tables["time, one thread, decoded"] = [{"whole_ms": whole, "parts_ms": parts}]
    report.remarks.append(f"weights {model.version}; {len(times)} photos")
    return report


def _plate(
    single: list[tuple[str, Image.Image]], count: int, chance: random.Random
) -> tuple[set[str], Image.Image]:
    """Put foods of different labels onto one ground, each a little off its place."""
    foods = chance.sample(single, count)
    while len({label for label, _ in foods}) < count:
        foods = chance.sample(single, count)
    size = chance.choice(SIZES)
    plate = Image.new("RGB", size, tuple(chance.randint(60, 240) for _ in range(3)))
    for (_, photo), place in zip(foods, _places(size, ROWS[count]), strict=True):
        width, height = place[2] - place[0], place[3] - place[1]
        side = int(min(width, height) * chance.uniform(0.85, 1.05))
        corner = chance.choice([8, side // 5, side // 2])
        mask = Image.new("L", (side, side), 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, side - 1, side - 1), corner, fill=255)
        at = [(place[k] + place[k + 2] - side) // 2 + chance.randint(-20, 20) for k in (0, 1)]
        plate.paste(square(upright(photo), side), (at[0], at[1]), mask)
    return {label for label, _ in foods}, plate


def _places(size: tuple[int, int], rows: tuple[int, ...]) -> Iterator[tuple[int, int, int, int]]:
    width, height = size
    if rows == (2,) and height > width:
        rows = (1, 1)
    for row, columns in enumerate(rows):
        top, bottom = row * height // len(rows), (row + 1) * height // len(rows)
        for column in range(columns):
            yield column * width // columns, top, (column + 1) * width // columns, bottom


def _count(
    counted: Counted, model: food.Recogniser, photo: Image.Image, labels: set[str]
) -> tuple[float, float]:
    began = time.perf_counter()
    whole = model.predict(photo)
    between = time.perf_counter()
    further = {answer.candidates[0][0] for _, answer in model.predict_plate(photo, whole)[1:]}
    ended = time.perf_counter()
    false = further - labels
    counted.photos += 1
    counted.there += len(labels - {whole.candidates[0][0]}) if len(labels) > 1 else 0
    counted.right += len(further & labels)
    counted.false += len(false)
    counted.photos_with_false += bool(false)
    return between - began, ended - between


def _row(what: str, one: Counted) -> dict[str, Any]:
    proposed = one.right + one.false
    return {
        "what": what,
        "photos": one.photos,
        "further_foods": one.there or None,
        "proposed_rightly": one.right,
        "of_them": one.right / one.there if one.there else None,
        "proposed_falsely": one.false,
        "right_when_proposed": one.right / proposed if proposed else None,
        "photos_with_a_false_one": one.photos_with_false / one.photos if one.photos else None,
    }
