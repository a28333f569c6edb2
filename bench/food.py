"""The recogniser of dishes: ranks, calibration, gate, unknown dishes, unsafe food, and time beside the bare network.

Photos lie in folders with `photos.tar` and `labels.csv`. Of those that the weights were trained on (split `dev`) only
what the training held out is counted: photos of known sources, and whole sources that it never saw. Of any other
folder all photos count; labels outside the vocabulary are unknown dishes.
"""

from __future__ import annotations

import csv
import io
import os
import platform
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from PIL import Image

from bench import Report, _portions
from ml_models import food
from ml_models.food.recogniser import NO_FOOD, Prediction
from ml_models.food.vocabulary import vocabulary

DATA = Path(os.environ.get("KAISHI_FOOD_DATA", Path(__file__).parents[2] / "shared" / "data" / "food"))
TIMED = 60
UNSAFE_FROM = 0.10
REACH = {
    "photos of sources that were never seen": {"top_1": 0.64, "top_5": 0.88, "calibration_error": 0.07},
    "other photos of known sources": {"top_1": 0.79, "top_5": 0.94, "calibration_error": 0.04},
    "64 pixels": {"top_1": 0.32},
}
SHARP_HELD_OUT = ("photos of sources that were never seen", "other photos of known sources")


@dataclass(frozen=True)
class Shown:
    """A photo and what was said of it."""

    label: str
    set: str
    source: str
    group: str
    answer: Prediction

    @property
    def is_right(self) -> bool:
        """Say whether the first candidate is it."""
        return self.answer.status != "not_food" and self.answer.candidates[0][0] == self.label


def run(data: Path = DATA) -> Report:
    """Measure and report."""
    report = Report("food")
    report.remarks.append(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if not data.is_dir():
        report.remarks.append(f"skipped: there are no photos in {data}")
        return report
    model = food.load()
    photos = list(_photos(data))
    shown = [
        Shown(row["label"], row["set"], row["source_repo"], group, model.predict(photo))
        for row, group, photo in photos
    ]
    known = {label.name for label in vocabulary()}
    dishes = [one for one in shown if one.label in known]
    groups = sorted({one.group for one in dishes})
    report.tables["dishes and foods, whole vocabulary open"] = [
        _row(group, [one for one in dishes if one.group == group]) for group in groups
    ]
    sharp = [one for one in dishes if one.group != "64 pixels"]
    report.tables["by set, sharp photos"] = [
        _row(name, [one for one in sharp if one.set == name]) for name in sorted({one.set for one in sharp})
    ]
    unknown = [one for one in shown if one.label not in known | {NO_FOOD}]
    report.tables["gate, unknown dishes, unsafe food"] = [
        *_gate(shown, sharp),
        *_unknown(unknown, sharp),
        *_unsafe(sharp),
    ]
    report.tables["grams, kind known: share by which they are off"] = _portions.rows(data / "ecustfd")
    report.tables["time of a photo, one thread"] = [_time(model, [photo for _, _, photo in photos])]
    report.ok = all(row.get("holds", True) for table in report.tables.values() for row in table)
    report.remarks.append(f"weights {model.version}; {len(shown)} photos")
    return report


def _photos(data: Path) -> Iterator[tuple[dict[str, str], str, Image.Image]]:
    for table in sorted(data.glob("*/labels.csv")):
        with table.open(encoding="utf-8", newline="") as opened:
            rows = {row["file"]: (row, group) for row in csv.DictReader(opened) if (group := _group(row))}
        with tarfile.open(table.with_name("photos.tar")) as archive:
            for member in archive:
                if member.name in rows and (content := archive.extractfile(member)):
                    yield *rows[member.name], Image.open(io.BytesIO(content.read()))


def held_out(data: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield label and photo of sharp photos of food that the training held out."""
    for row, group, photo in _photos(data):
        if group in SHARP_HELD_OUT and row["label"] != NO_FOOD:
            yield row["label"], photo


def sharp(data: Path, *, wanted: set[str] | None) -> Iterator[tuple[str, str, Image.Image]]:
    """Yield label, name and photo of every sharp photo of food, or of those that are named."""
    for table in sorted(data.glob("*/labels.csv")):
        with table.open(encoding="utf-8", newline="") as opened:
            rows = {row["file"]: row for row in csv.DictReader(opened) if not row["set"].endswith("64px")}
        with tarfile.open(table.with_name("photos.tar")) as archive:
            for member in archive:
                name = f"{table.parent.name}/{member.name}"
                if member.name not in rows or (wanted is not None and name not in wanted):
                    continue
                if content := archive.extractfile(member):
                    yield rows[member.name]["label"], name, Image.open(io.BytesIO(content.read()))


def _group(row: dict[str, str]) -> str:
    """Return what a photo is counted under; empty where the weights were trained on it."""
    from ml_models.food.training import parting, photos

    if row.get("split") != "dev":
        return "64 pixels" if row["set"].endswith("64px") else f"held back: {row['set']}"
    photo = photos.Photo(row["set"], row["file"], row["label"], row["source_repo"], row["licence"])
    return parting.held_out_as(photo)


def _row(name: str, shown: list[Shown]) -> dict[str, Any]:
    sure = np.array([one.answer.candidates[0][1] for one in shown])
    right = np.array([one.is_right for one in shown])
    first_five = [one.label in [label for label, _ in one.answer.candidates] for one in shown]
    confident = [one for one in shown if one.answer.status == "confident"]
    from ml_models.food.training.measuring import calibration_error

    row: dict[str, Any] = {
        "what": name,
        "photos": len(shown),
        "top_1": float(right.mean()),
        "top_5": float(np.mean(first_five)),
        "calibration_error": calibration_error(sure, right),
        "confident": len(confident) / len(shown),
        "right_when_confident": float(np.mean([one.is_right for one in confident])) if confident else None,
    }
    if name in REACH:
        asked = REACH[name]
        row["asked"] = ", ".join(f"{key} {value}" for key, value in asked.items())
        row["holds"] = all(
            row[key] <= value if key == "calibration_error" else row[key] >= value
            for key, value in asked.items()
        )
    return row


def _judged(
    what: str, shares: list[bool], *, most: float | None = None, least: float = 0.0
) -> list[dict[str, Any]]:
    """Return a row for a share that must not be above `most`, or below `least`; none where there are no photos for it."""
    if not shares:
        return []
    share = float(np.mean(shares))
    asked, holds = (f">= {least}", share >= least) if most is None else (f"<= {most}", share <= most)
    return [{"what": what, "photos": len(shares), "share": share, "asked": asked, "holds": holds}]


def _gate(shown: list[Shown], dishes: list[Shown]) -> list[dict[str, Any]]:
    given = [one.answer.status != "not_food" for one in shown if one.label == NO_FOOD]
    refused = [one.answer.status == "not_food" for one in dishes]
    return [
        *_judged("photos of no food given a dish", given, most=0.01),
        *_judged("food called no food", refused, most=0.02),
    ]


def _unknown(unknown: list[Shown], dishes: list[Shown]) -> list[dict[str, Any]]:
    if not unknown:
        return []
    from ml_models.food.training.measuring import auroc

    confident = [one.answer.status == "confident" for one in unknown]
    noticed = auroc(
        np.array([one.answer.known for one in dishes]), np.array([one.answer.known for one in unknown])
    )
    row = {
        "what": "unknown dishes noticed, AUROC",
        "photos": len(unknown),
        "share": noticed,
        "asked": ">= 0.82",
    }
    return [
        *_judged("unknown dishes called confident", confident, most=0.08),
        row | {"holds": noticed >= 0.82},
    ]


def _unsafe(dishes: list[Shown]) -> list[dict[str, Any]]:
    flag = {label.name: label.pregnancy_flag for label in vocabulary()}

    def noticed(one: Shown) -> bool:
        return any(
            flag.get(label) == "avoid" and chance >= UNSAFE_FROM for label, chance in one.answer.candidates
        )

    unsafe = [noticed(one) for one in dishes if flag[one.label] == "avoid"]
    safe = [noticed(one) for one in dishes if not flag[one.label]]
    return [*_judged("unsafe foods noticed", unsafe, least=0.90), *_judged("false alarms", safe, most=0.04)]


def _time(model: food.Recogniser, photos: list[Image.Image]) -> dict[str, Any]:
    """Decode and predict, against the network alone on one picture, in turn."""
    kept = []
    for photo in photos[:: max(1, len(photos) // TIMED)][:TIMED]:
        encoded = io.BytesIO()
        photo.convert("RGB").save(encoded, "JPEG", quality=90)
        kept.append(encoded.getvalue())
    ours, bare = [], []
    for content in kept:
        began = time.perf_counter()
        with Image.open(io.BytesIO(content)) as photo:
            model.predict(photo)
        ours.append(1e3 * (time.perf_counter() - began))
        bare.append(1e3 * model.bare_forward_s())
    times = median(ours) / median(bare)
    return {
        "what": "decoded and recognised",
        "photos": len(kept),
        "p50_ms": median(ours),
        "bare_forward_p50_ms": median(bare),
        "times_the_bare_forward": times,
        "asked": "<= 3",
        "holds": times <= 3,
    }
