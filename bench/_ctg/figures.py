"""The figures of cardiotocogram analysis, by the definitions that docs/clinical/ctg.md repeats."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from bench._ctg.cases import FS_HZ, BoolArray, Case, Found, Span
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import nearest_known


def madi_percent(a: FloatArray, b: FloatArray, x: FloatArray, keep: BoolArray) -> float:
    """Distance of two baselines, weighted by how far the rate lies from them (README, "MADI")."""
    a, b, x = a[keep], b[keep], x[keep]
    window = int(60 * FS_HZ)
    if x.size <= window:
        return float("nan")
    spread = [3.0 + np.sqrt(_window_mean((line - x) ** 2, window)) for line in (a, b)]
    middle = slice(window // 2, window // 2 + spread[0].size)
    squared = (a[middle] - b[middle]) ** 2
    return float(100 * np.mean(squared / (spread[0] * spread[1] + squared)))


def _window_mean(values: FloatArray, window: int) -> FloatArray:
    sums = np.concatenate(([0.0], np.cumsum(values)))
    return (sums[window:] - sums[:-window]) / window


def rmsd_bpm(a: FloatArray, b: FloatArray, keep: BoolArray) -> float:
    """Root mean square of the difference of two baselines."""
    return float(np.sqrt(np.mean((a[keep] - b[keep]) ** 2))) if keep.any() else float("nan")


def counted(spans: list[Span], cut: BoolArray) -> list[Span]:
    """Events of which at most a third is cut."""
    total = np.concatenate(([0], np.cumsum(cut)))

    def part(span: Span) -> float:
        first, last = (int(np.clip(round(at * FS_HZ), 0, cut.size)) for at in span)
        return float(total[last] - total[first]) / max(1, last - first)

    return [span for span in spans if part(span) <= 1 / 3]


def pairs(true: list[Span], found: list[Span]) -> int:
    """Greatest number of one-to-one pairs in which each event ends more than 5 s after the other starts."""
    if not true or not found:
        return 0
    a, b = np.array(true), np.array(found)
    meets = (a[:, None, 1] > b[None, :, 0] + 5) & (b[None, :, 1] > a[:, None, 0] + 5)
    return int((maximum_bipartite_matching(csr_matrix(meets)) >= 0).sum())


@dataclass
class Tally:
    """Pooled counts of one kind of event."""

    true: int = 0
    found: int = 0
    paired: int = 0

    def add(self, true: list[Span], found: list[Span]) -> None:
        self.true, self.found = self.true + len(true), self.found + len(found)
        self.paired += pairs(true, found)

    @property
    def f1(self) -> float | None:
        return 2 * self.paired / (self.true + self.found) if self.true + self.found else None


@dataclass
class Score:
    """Figures of one method on one set."""

    madi: list[float] = field(default_factory=list)
    rmsd: list[float] = field(default_factory=list)
    accelerations: Tally = field(default_factory=Tally)
    decelerations: Tally = field(default_factory=Tally)
    contractions: Tally = field(default_factory=Tally)
    stv_error: list[float] = field(default_factory=list)

    def add(self, case: Case, found: Found) -> None:
        keep = ~case.cut
        line = without_holes(found.baseline_bpm)
        self.madi.append(madi_percent(case.baseline_bpm, line, case.fhr_bpm, keep))
        self.rmsd.append(rmsd_bpm(case.baseline_bpm, line, keep))
        self.accelerations.add(counted(case.accelerations, case.cut), counted(found.accelerations, case.cut))
        self.decelerations.add(counted(case.decelerations, case.cut), counted(found.decelerations, case.cut))
        if case.contractions is not None and found.contractions:
            self.contractions.add(case.contractions, found.contractions)
        if case.stv_ms and np.isfinite(found.stv_ms):
            self.stv_error.append(100 * abs(found.stv_ms / case.stv_ms - 1))

    def row(self) -> dict[str, Any]:
        low, high = interval(self.madi)
        return {
            "traces": len(self.madi),
            "MADI %": float(np.nanmean(self.madi)),
            "95 %": f"{low:.2f}-{high:.2f}",
            "median": float(np.nanmedian(self.madi)),
            "RMSD bpm": float(np.nanmean(self.rmsd)),
            "RMSD median": float(np.nanmedian(self.rmsd)),
            "F1 acc": self.accelerations.f1,
            "F1 dec": self.decelerations.f1,
            "F1 contr": self.contractions.f1,
            "STV error %": float(np.median(self.stv_error)) if self.stv_error else None,
        }


def without_holes(line: FloatArray) -> FloatArray:
    """An undefined baseline counts as its nearest defined value: leaving it out would flatter."""
    return np.nan_to_num(nearest_known(line), nan=140.0)


def interval(values: list[float], draws: int = 1000) -> Span:
    """95 % interval of the mean by bootstrap over recordings."""
    known = np.array([value for value in values if np.isfinite(value)])
    random = np.random.default_rng(0)
    means = known[random.integers(0, known.size, (draws, known.size))].mean(axis=1)
    return float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5))
