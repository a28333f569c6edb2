"""`python -m ml_models.ctg.outcome.training --data DIR`: learn the outcome score from CTU-UHB and write `model.json`.

DIR holds `outcomes.csv` (columns `record`, `ph`, `gest_weeks`) and `records.tar.xz` with the WFDB pairs. The same
recordings and seed give the same file. Nothing of a recording goes into it: only sums over all of them.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

import numpy as np

from ml_models.ctg.analysis import METHOD_VERSION, analyze
from ml_models.ctg.formats import read_bytes
from ml_models.ctg.outcome import fitting
from ml_models.ctg.outcome.measures import SWING_MIN, Trace, measured
from ml_models.ctg.outcome.score import MODEL, PH_LIMITS, Model, reasons_against
from ml_models.ctg.recording import FloatArray, Recording

VERSION = "outcome-1.0.1"
SEED = 7
REPEATS = 10
SOURCE = (
    "Fitted on the open access intrapartum CTG database (CTU-UHB) as released by PhysioNet, doi:10.13026/C22013, Open "
    "Data Commons Attribution 1.0. Chudáček V, Spilka J, Burša M, et al. Open access intrapartum CTG database. BMC "
    "Pregnancy Childbirth 14:16, 2014. Goldberger AL, et al. PhysioBank, PhysioToolkit, and PhysioNet. Circulation "
    "101:e215, 2000. Only the signals and the umbilical artery's pH were used."
)
LIMITS = (
    "One hospital in Brno, 2010 to 2012; recordings were chosen, so that acidosis is more frequent than among all "
    "births. A probability holds for such a mixture. Not validated elsewhere. Never outside labour, never alone."
)
ANCHOR = ("lowest_baseline_30", "highest_baseline_30", "area_above_30", "area_below_30")
SWING = tuple(f"{name}_{minutes}" for minutes in SWING_MIN for name in ("swing", "spread"))


def sets_of(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Sets of measures among which each fold chooses for itself, simplest first."""
    levels = tuple(
        name
        for name in names
        if name.startswith(("above_", "below_1", "rise_", "fall_")) and name not in SWING
    )
    longer = (*ANCHOR, *(name.replace("_30", "_60") for name in ANCHOR))
    return {
        "four of 30 min": ANCHOR,
        "swing": SWING,
        "swing, baseline, areas": (*SWING, *longer),
        "swing, levels": (*SWING, *levels),
        "all": names,
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ml_models.ctg.outcome.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of CTU-UHB")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=MODEL)
    asked = parser.parse_args(arguments)
    table = read_table(asked.data)
    model = fitting.fit(chosen(table)[1], asked.seed, VERSION)
    stored = {"card": card(table, model, asked.seed), "model": plain(model)}
    asked.out.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(json.dumps(stored["card"]["figures"], indent=1) + "\n")
    return 0


def recordings(folder: Path) -> Iterator[tuple[str, Recording]]:
    """Every record of the archive with its name, in order of names."""
    with tarfile.open(folder / "records.tar.xz") as archive:
        held = {
            PurePath(member.name).name: archive.extractfile(member).read()  # type: ignore[union-attr]
            for member in archive
            if member.isfile()
        }
    for name in sorted(held):
        if name.endswith(".hea"):
            stem = name.removesuffix(".hea")
            yield stem, read_bytes(held[name], name, companions={f"{stem}.dat": held[f"{stem}.dat"]})


def read_table(folder: Path) -> fitting.Table:
    """Measures and pH of every record that has one and may be scored."""
    with (folder / "outcomes.csv").open(newline="") as file:
        facts = {row["record"]: row for row in csv.DictReader(file)}
    rows, ph = [], []
    for name, recording in recordings(folder):
        row = facts.get(name, {})
        if row.get("ph"):
            trace = trace_of(recording, float(row.get("gest_weeks") or math.nan))
            if not reasons_against(trace):
                rows.append(measured(trace))
                ph.append(float(row["ph"]))
    names = tuple(rows[0])
    return fitting.Table(names, np.array([[row[name] for name in names] for row in rows]), np.array(ph))


def trace_of(recording: Recording, gestation_weeks: float = math.nan) -> Trace:
    """Analyse a recording as the product does in labour."""
    weeks = gestation_weeks if math.isfinite(gestation_weeks) else None
    found = analyze(recording, gestation_weeks=weeks, in_labour=True)
    return Trace(found.fhr_bpm, found.baseline_bpm, found.bandwidth_bpm, found.decelerations)


def chosen(table: fitting.Table) -> tuple[str, fitting.Table]:
    """The set of measures with the least leave-one-out error among `table` alone."""
    errors = {}
    for label, names in sets_of(table.names).items():
        part = table.columns(names)
        blank = fitting.fit(part, 0, "", members=0)
        errors[label] = fitting.best_penalty(blank.standard(part.values), fitting.acidity(part.ph))[1]
    best = min(errors, key=lambda label: errors[label])
    return best, table.columns(sets_of(table.names)[best])


def cross_validated(table: fitting.Table, names: tuple[str, ...] | None, seed: int) -> FloatArray:
    """Probabilities (m, limits) of recordings that a model did not see; without `names` each fold chooses the set."""
    told = np.empty((table.ph.size, len(PH_LIMITS)))
    for held in fitting.folds(table.ph, seed):
        part = table.part(~held)
        part = part.columns(names) if names else chosen(part)[1]
        model = fitting.fit(part, seed, "", members=0)
        values = table.columns(part.names).values[held]
        told[held] = model.probabilities(values)[0]
    return told


def judged(table: fitting.Table, names: tuple[str, ...] | None, repeats: int = REPEATS) -> dict[str, Any]:
    """AUC by 5 folds, mean of repeats; interval and calibration of their mean probability."""
    told = [cross_validated(table, names, seed) for seed in range(repeats)]
    mean = np.mean(told, axis=0)
    rows = {}
    for place, limit in enumerate(PH_LIMITS):
        below = table.ph < limit
        rows[f"{limit:.2f}"] = {
            "auc": round(float(np.mean([fitting.auc(below, one[:, place]) for one in told])), 3),
            "auc_95": fitting.auc_interval(below, mean[:, place]),
            "brier": round(float(np.mean((mean[:, place] - below) ** 2)), 4),
            "told_and_seen": reliability(mean[:, place], below),
        }
    return rows


def reliability(told: FloatArray, below: np.ndarray) -> list[list[float]]:
    """Mean probability told and share seen, for each fifth of the recordings from the lowest on."""
    order = np.argsort(told)
    return [
        [round(float(told[part].mean()), 3), round(float(below[part].mean()), 3)]
        for part in np.array_split(order, 5)
    ]


def card(table: fitting.Table, model: Model, seed: int) -> dict[str, Any]:
    """What stands beside the weights."""
    return {
        "version": VERSION,
        "analysis": METHOD_VERSION,
        "source": SOURCE,
        "limits": LIMITS,
        "seed": seed,
        "recordings": int(table.ph.size),
        "below": {f"{limit:.2f}": int((table.ph < limit).sum()) for limit in PH_LIMITS},
        "chosen": chosen(table)[0],
        "members": int(model.slopes.size) - 1,
        "figures": {
            "set chosen inside each fold": judged(table, None),
            **{label: judged(table, names) for label, names in sets_of(table.names).items()},
        },
    }


def plain(model: Model) -> dict[str, Any]:
    """The model as plain numbers of five digits."""
    arrays = {
        name: _rounded(getattr(model, name)).tolist()
        for name in ("usual", "lowest", "highest", "centre", "scale", "weights", "cuts", "slopes")
    }
    return {"version": model.version, "names": list(model.names), **arrays}


def _rounded(values: FloatArray) -> FloatArray:
    return np.array([float(f"{value:.5g}") for value in values.ravel()]).reshape(values.shape)


if __name__ == "__main__":
    sys.exit(main())
