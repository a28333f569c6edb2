"""Findings in words: unknown is «?», a moving baseline is told from where to where."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from apps.console.selectors.findings import Finding, finding

AT = datetime(2026, 11, 23, 2, 14, tzinfo=UTC)


def event(start_s: float, end_s: float) -> dict[str, Any]:
    return {"kind": "acceleration", "start_s": start_s, "end_s": end_s, "amplitude_bpm": 18.0}


def told(**given: Any) -> Finding:
    usual = {
        "method_version": "ctg-test",
        "mean_baseline_bpm": 138.6,
        "variability_bpm": 11.5,
        "stv_ms": 7.25,
        "signal_loss": 0.041,
        "accelerations": [event(60, 90), event(200, 230)],
        "decelerations": [],
        "contractions": [],
        "notes": [],
    }
    return finding({**usual, **given}, number=1, label="", started_at=AT)


def test_what_was_found_is_told_in_whole_sentences() -> None:
    assert told().sentence == (
        "The baseline is about 139 bpm. 2 accelerations were found. No decelerations were found. "
        "4 % of the fetal heart rate is missing."
    )


def test_figures_are_rounded_and_not_cut() -> None:
    found = told()
    assert (found.baseline_bpm, found.variability_bpm, found.stv_ms) == ("139", "12", "7.2")


def test_without_a_baseline_nothing_is_counted() -> None:
    found = told(mean_baseline_bpm=None, accelerations=[], decelerations=[])
    assert (found.baseline_bpm, found.accelerations, found.decelerations) == (None, None, None)
    assert found.sentence.startswith(
        "No baseline can be told. Without a baseline, accelerations and decelerations cannot be told."
    )


@pytest.mark.parametrize(("notes", "contractions"), [([], 0), (["no_uterine_activity"], None)])
def test_without_a_toco_contractions_are_unknown(notes: list[str], contractions: int | None) -> None:
    assert told(notes=notes).contractions == contractions


@pytest.mark.parametrize(
    ("lowest", "highest", "figure"),
    [((3600, 80.0), (0, 140.0), "140 → 80"), ((0, 130.0), (600, 144.9), "139"), (None, None, "139")],
)
def test_a_baseline_that_moves_far_is_told_from_where_to_where(
    lowest: tuple[float, float] | None, highest: tuple[float, float] | None, figure: str
) -> None:
    def level(given: tuple[float, float] | None) -> dict[str, float] | None:
        return given and {"start_s": given[0], "end_s": given[0] + 600, "baseline_bpm": given[1]}

    found = told(lowest_baseline=level(lowest), highest_baseline=level(highest))
    assert found.baseline_bpm == figure
    assert ("moves from about 140 to 80 bpm" in found.sentence) == (figure == "140 → 80")
