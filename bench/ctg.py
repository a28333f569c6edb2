"""Cardiotocogram analysis against traces of known truth and against the best published method on real ones.

Definitions of the figures follow the data folder's README (docs/clinical/ctg.md repeats them). Data are
looked for in the folder that `KAISHI_CTG_DATA` names, else in `../shared/data/ctg`; what is absent is
skipped, and said.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.ndimage import median_filter

from bench import Report
from bench._ctg import ctu_uhb, expert, false_signal, stream
from bench._ctg.cases import DATA, FS_HZ, Case, Found, real, spans, synthetic
from bench._ctg.figures import Score, Tally
from ml_models import ctg
from ml_models.ctg import events
from ml_models.ctg.outcome import training

FIRST_SEED = 5001
"""The method was tuned on seeds 1000 to 4999."""
EASY_TRACES, HARD_TRACES = 24, 100


def ours(case: Case) -> Found:
    """The product's analysis."""
    analysis = ctg.analyze(case.recording, in_labour=True)
    return Found(
        analysis.baseline_bpm,
        spans(analysis.accelerations),
        spans(analysis.decelerations),
        spans(analysis.contractions),
        analysis.stv_ms,
    )


def simplest(case: Case) -> Found:
    """Median of ten minutes, threshold of 15 bpm for 15 s: what every other method has to beat."""
    step = 8
    filled = np.interp(
        np.arange(case.fhr_bpm.size),
        np.flatnonzero(~np.isnan(case.fhr_bpm)),
        case.fhr_bpm[~np.isnan(case.fhr_bpm)],
    )
    thin = median_filter(filled[::step], size=int(600 * FS_HZ / step) | 1, mode="nearest")
    line = np.interp(np.arange(filled.size), np.arange(thin.size) * step, thin)
    return Found(
        line,
        spans(events.accelerations(case.fhr_bpm, line, events.Threshold())),
        spans(events.decelerations(case.fhr_bpm, line)),
    )


def table(
    cases: list[Case], anchors: list[dict[str, Any]], *, by_scenario: bool = False
) -> list[dict[str, Any]]:
    """One row for each method, then the anchors."""
    rows = []
    for name, method in (("ours", ours), ("median 10 min", simplest)):
        rows.append({"method": name, **_score(cases, method).row()})
    if by_scenario:
        for scenario in dict.fromkeys(case.name for case in cases):
            rows.append(
                {
                    "method": f"ours, {scenario}",
                    **_score([c for c in cases if c.name == scenario], ours).row(),
                }
            )
    return rows + anchors


def _score(cases: list[Case], method: Callable[[Case], Found]) -> Score:
    score = Score()
    for case in cases:
        score.add(case, method(case))
    return score


def _anchor(method: str, madi: float | None, rmsd: float, acc: float, dec: float) -> dict[str, Any]:
    return {"method": method, "MADI %": madi, "RMSD bpm": rmsd, "F1 acc": acc, "F1 dec": dec}


def _speed() -> list[dict[str, Any]]:
    analyses = [_analysis_speed(hours) for hours in (1, 24)]
    day = ctg.generate(24 * 60, 2)
    return analyses + [_reading_speed(day, name) for name in ("day.csv", "day.json", "day.fhrm")]


def _analysis_speed(hours: int) -> dict[str, Any]:
    recording = ctg.generate(hours * 60, 1, scenario="variable_decelerations")
    took_s = min(_seconds(lambda: ctg.analyze(recording)) for _ in range(3))
    return {"what": f"analyze {hours} h", "asked s per hour": 0.2, "reached s per hour": took_s / hours}


def _reading_speed(day: ctg.Recording, name: str) -> dict[str, Any]:
    data = ctg.write_bytes(day, name)
    took_s = _seconds(lambda: ctg.read_bytes(data, name))
    return {"what": f"read {name}", "asked s per hour": 2 / 24, "reached s per hour": took_s / 24}


def _seconds(work: Callable[[], object]) -> float:
    """Processor time, so that a busy machine does not count against us."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _expert(folder: Path) -> list[dict[str, Any]]:
    """Contractions against one expert's marks; nothing dropped."""
    tally = Tally()
    for true, found in ctu_uhb.contraction_pairs(folder):
        tally.add(true, found)
    anchor = {"method": "anchor, prominence 20 (held-back recordings)", "F1": 0.835}
    return [
        {
            "method": "ours",
            "F1": tally.f1,
            "recall": tally.paired / max(1, tally.true),
            "precision": tally.paired / max(1, tally.found),
        },
        anchor,
    ]


def run() -> Report:
    """All tables; sets whose data are absent are skipped and named."""
    report = Report("ctg")
    machine = (
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"numpy {np.__version__}, {os.cpu_count()} cores"
    )
    report.remarks.append(
        f"Machine: {machine}. Method {ctg.METHOD_VERSION}. Anchors were measured by others on other seeds."
    )
    if (DATA / "synthetic").is_dir():
        easy, hard = (
            list(synthetic(kind, count, FIRST_SEED))
            for kind, count in (("easy", EASY_TRACES), ("hard", HARD_TRACES))
        )
        report.tables["Easy synthetic; asked: MADI <= .4, RMSD <= .5, F1 >= .99"] = table(
            easy, [_anchor("anchor WMFB", 0.26, 0.39, 1.0, 1.0)]
        )
        report.tables["Hard synthetic; asked later: MADI <= 3.8, RMSD <= 3.6, F1 >= .92 / .905"] = table(
            hard,
            [
                _anchor("anchor WMFB", 4.52, 4.85, 0.907, 0.897),
                _anchor("anchor median 10 min", 10.3, 7.1, 0.782, 0.710),
            ],
            by_scenario=True,
        )
    else:
        report.remarks.append(f"Synthetic sets skipped: no folder {DATA / 'synthetic'}.")
    if (DATA / "fhrma_train" / "recordings.tar.xz").is_file():
        report.tables["Real labour traces, agreement with WMFB; asked: F1 >= .8, RMSD <= 4"] = table(
            list(real()),
            [_anchor("anchor Lu", 7.4, 5.4, 0.70, 0.77), _anchor("anchor Wrobel", 8.3, 5.3, 0.75, 0.74)],
        )
    else:
        report.remarks.append(f"Real recordings skipped: no archive in {DATA / 'fhrma_train'}.")
    births = DATA / "ctu_uhb"
    if (births / "records.tar.xz").is_file():
        report.tables["Contractions, one expert on CTU-UHB; asked: F1 >= .83"] = _expert(births)
        report.tables["Events, one expert on CTU-UHB; asked: F1 >= .42 / .52 at a recall of .83 / .90"] = (
            expert.rows(births)
        )
        report.tables["Outcome, AUC by 5 folds on CTU-UHB; asked: .74 / .72 / .72"] = ctu_uhb.outcome_rows(
            training.read_table(births)
        )
    else:
        report.remarks.append(f"CTU-UHB skipped: no archive in {births}.")
    if (DATA / "false_signal").is_dir():
        report.tables["False signal, AUC / accuracy"] = false_signal.rows(DATA)
    else:
        report.remarks.append(f"False signal skipped: no folder {DATA / 'false_signal'}.")
    report.tables["Stream, processor ms for ten seconds pushed; asked <= 20, 24 h <= 400 MB"] = stream.rows()
    report.tables["Speed, processor seconds"] = _speed()
    return report
