"""CTU-UHB: contractions against one expert's marks, and the outcome score by recordings that it did not see.

The expert's marks (Romagnoli et al. 2020) measure; nothing was fitted on them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

from ml_models import ctg
from ml_models.ctg.contractions import contractions
from ml_models.ctg.outcome import fitting, training

FS_HZ = 4.0
Span = tuple[float, float]
LIMITS = ("7.05", "7.15", "7.20")
REPEATS = 10


def marked(folder: Path) -> dict[str, tuple[int, list[Span]]]:
    """By record: how many samples were annotated, and the contractions in them."""
    with (folder / "annotated.csv").open(newline="") as file:
        seen = {row["record"]: int(row["annotated_samples"]) for row in csv.DictReader(file)}
    spans: dict[str, list[Span]] = defaultdict(list)
    with (folder / "events.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            start, stop = int(row["start_sample"]), min(int(row["end_sample"]), seen.get(row["record"], 0))
            if row["kind"] == "contraction" and start < stop:
                spans[row["record"]].append((start / FS_HZ, stop / FS_HZ))
    return {record: (samples, spans[record]) for record, samples in seen.items()}


def found_in(recording: ctg.Recording, samples: int) -> list[Span]:
    """Our contractions in the annotated part."""
    return [(event.start_s, event.end_s) for event in contractions(recording.toco[:samples])]


def outcome_rows(table: fitting.Table) -> list[dict[str, Any]]:
    """AUC by five folds, the set of measures chosen inside each; then each set alone, then the anchors."""
    sets: dict[str, tuple[str, ...] | None] = {"set chosen inside each fold": None}
    rows = [
        _row(label, training.judged(table, names, REPEATS))
        for label, names in (sets | training.sets_of(table.names)).items()
    ]
    anchors = {
        "anchor, four features (5-fold on all 552)": (0.728, 0.715, 0.711),
        "anchor DeepCTG": (0.74, None, None),
    }
    return rows + [
        {"method": name, **dict(zip(LIMITS, values, strict=True))} for name, values in anchors.items()
    ]


def _row(label: str, found: dict[str, Any]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for limit in LIMITS:
        low, high = found[limit]["auc_95"]
        figures |= {limit: found[limit]["auc"], f"95 % of {limit}": f"{low:.2f}-{high:.2f}"}
    return {"method": label, **figures, "Brier 7.05": found["7.05"]["brier"]}


def contraction_pairs(folder: Path) -> list[tuple[list[Span], list[Span]]]:
    """For each annotated record what the expert marked and what we found."""
    marks = marked(folder)
    return [
        (marks[name][1], found_in(recording, marks[name][0]))
        for name, recording in training.recordings(folder)
        if name in marks
    ]
