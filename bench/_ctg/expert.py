"""Accelerations and decelerations against one expert's marks on CTU-UHB (Romagnoli et al. 2020).

The expert marked sparingly, deep and long events: recall means more than precision here. Nothing was
fitted on them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from bench._ctg.cases import FS_HZ, Span
from bench._ctg.figures import Tally, counted
from ml_models import ctg
from ml_models.ctg.outcome import training

KINDS = ("acceleration", "deceleration")
ANCHORS = {"acceleration": (0.83, 0.31), "deceleration": (0.90, 0.41)}
"""Recall and F1 of WMFB on 128 other recordings."""


def rows(folder: Path) -> list[dict[str, Any]]:
    """Recall, precision and F1 of our events, then the anchors."""
    tallies = {kind: Tally() for kind in KINDS}
    marks, annotated = _marks(folder)
    for name, whole in training.recordings(folder):
        if name not in annotated:
            continue
        recording = _cut(whole, annotated[name])
        found = ctg.analyze(recording, in_labour=True)
        lost = np.isnan(recording.fhr1_bpm)
        for kind, events in zip(KINDS, (found.accelerations, found.decelerations), strict=True):
            ours = [(event.start_s, event.end_s) for event in events]
            tallies[kind].add(counted(marks[name, kind], lost), counted(ours, lost))
    return [
        {
            "event": kind,
            "method": "ours",
            "marked": tally.true,
            "found": tally.found,
            "recall": tally.paired / max(1, tally.true),
            "precision": tally.paired / max(1, tally.found),
            "F1": tally.f1,
        }
        for kind, tally in tallies.items()
    ] + [
        {"event": kind, "method": "anchor WMFB (held-back recordings)", "recall": recall, "F1": f1}
        for kind, (recall, f1) in ANCHORS.items()
    ]


def _marks(folder: Path) -> tuple[dict[tuple[str, str], list[Span]], dict[str, int]]:
    """The marks by record and kind, within what was annotated of each record."""
    with (folder / "annotated.csv").open(newline="") as file:
        annotated = {row["record"]: int(row["annotated_samples"]) for row in csv.DictReader(file)}
    marks: dict[tuple[str, str], list[Span]] = defaultdict(list)
    with (folder / "events.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            start, stop = (
                int(row["start_sample"]),
                min(int(row["end_sample"]), annotated.get(row["record"], 0)),
            )
            if row["kind"] in KINDS and start < stop:
                marks[row["record"], row["kind"]].append((start / FS_HZ, stop / FS_HZ))
    return marks, annotated


def _cut(recording: ctg.Recording, samples: int) -> ctg.Recording:
    if samples >= recording.samples:
        return recording
    channels = {name: getattr(recording, name)[:samples] for name in recording.present_channels}
    return ctg.Recording.from_channels(channels, source=recording.source)
