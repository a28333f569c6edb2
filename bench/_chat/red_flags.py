"""How many red flags are found, how many harmless messages pass, and what a look at a message costs."""

from __future__ import annotations

import csv
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench._chat.throughput import texts
from ml_models.triage import check, evaluation
from ml_models.triage.training import Phrase, phrase

LEAST = {"found": 0.90, "right_category": 0.85, "let_through": 0.80}
AIMS = {"found": 0.97, "right_category": 0.85, "let_through": 0.92}
MOST_MS = 5.0
BLIND = Path(__file__).resolve().parents[2] / "tests" / "ml_models" / "triage"
WAYS = (
    ("tables, five folds: a phrase never judges what learned it", evaluation.cross_validate),
    ("tables, each category left out of the learning", evaluation.without_category),
)


def figures() -> list[dict[str, Any]]:
    """Return a row for each language and way of validating, then what a message costs."""
    rows = []
    for language in ("en", "zh", "ko"):
        for way, validate in WAYS:
            (score,) = validate(language, [evaluation.joined])
            rows.append(_row(language, way, score.shares(), is_judged=False))
        blind = evaluation.score(_blind(language), evaluation.whole(language)).shares()
        rows.append(_row(language, "wordings of somebody who had seen neither tables nor rules", blind))
    return [*rows, *(_cost(language) for language in ("en", "zh", "ko"))]


def _row(language: str, way: str, shares: dict[str, float], *, is_judged: bool = True) -> dict[str, Any]:
    row: dict[str, Any] = {"language": language, "validated_by": way, **shares}
    if is_judged:
        row["asked"] = ", ".join(f"{name} >= {least}" for name, least in LEAST.items())
        row["holds"] = all(shares[name] >= least for name, least in LEAST.items())
        row["aim_reached"] = all(shares[name] >= aim for name, aim in AIMS.items())
    return row


def _blind(language: str) -> list[Phrase]:
    with (BLIND / f"wordings_blind_{language}.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return [phrase(row) for row in rows]


def _cost(language: str) -> dict[str, Any]:
    """Everyday messages between and all of the blind ones; each once, after a warm-up."""
    messages = [*texts(1_500, seed=7), *(one.text for one in _blind(language))]
    for text in messages[:200]:
        check(text, language)
    taken = []
    for text in messages:
        began = time.perf_counter()
        check(text, language)
        taken.append(1e3 * (time.perf_counter() - began))
    p99 = quantiles(taken, n=100)[98]
    return {
        "language": language,
        "validated_by": f"cost of a message, {len(messages)} of them",
        "p50_ms": median(taken),
        "p99_ms": p99,
        "worst_ms": max(taken),
        "asked": f"<= {MOST_MS} ms",
        "holds": p99 <= MOST_MS,
    }
