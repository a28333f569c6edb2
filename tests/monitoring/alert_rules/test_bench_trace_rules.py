"""The figures of `python -m bench trace_rules`: what counts as a call, from when on it is late, what is skipped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench import trace_rules
from bench._trace_rules import cases
from bench._trace_rules.cases import Case
from bench._trace_rules.replaying import Call, Heard, heard
from ml_models import ctg


def test_a_slow_heart_is_called_for_once_and_counted_by_rule() -> None:
    trace = ctg.generate(6, 3)
    trace = replace(trace, fhr1_bpm=trace.fhr1_bpm - 60)
    said = heard(trace, weeks=38.0)
    at_s = said.first("trace_low_rate")
    assert at_s is not None
    assert 180 <= at_s <= 240
    (row,) = trace_rules._by_rule([(Case("slow", trace), said)])
    assert row["hours"] == pytest.approx(0.1)
    assert row["low_rate"] == pytest.approx(sum(call.rule == "trace_low_rate" for call in said.calls) / 0.1)
    assert row["high_rate"] == 0


def test_late_is_counted_from_the_onset_and_what_was_not_due_is_left_out() -> None:
    trace = ctg.generate(2, 1)
    said = Heard(1.0, (Call("trace_low_rate", 300.0, True), Call("trace_low_rate", 900.0, True)))
    silent = Heard(1.0, ())
    pairs = [
        (Case("slow", trace, rule="trace_low_rate", onset_s=60.0), said),
        (Case("slow", trace, rule="trace_low_rate", onset_s=60.0), silent),
        (Case("slow", trace, rule="trace_low_rate"), said),
    ]
    (row,) = trace_rules._found(pairs)
    assert (row["due"], row["found"], row["soonest_s"], row["latest_s"]) == (2, 1, 240.0, 240.0)
    (others,) = trace_rules._others(pairs)
    assert others["all"] == 0


def test_another_heart_begins_where_it_lasts_for_five_minutes() -> None:
    clean = np.full(4 * 900, 140.0)
    shown = clean.copy()
    shown[4 * 100 : 4 * 200] = 80.0
    shown[4 * 400 : 4 * 800] = 80.0
    assert cases._hers_from_s(shown, clean) == 400.0
    assert cases._hers_from_s(clean, clean) is None


def test_what_is_absent_is_skipped_and_said(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(trace_rules, "DATA", tmp_path)
    skipped: list[str] = []
    assert list(trace_rules._real(skipped)) == []
    assert skipped == ["Skipped: ctu_uhb is not there.", "Skipped: fhrma_train is not there."]
