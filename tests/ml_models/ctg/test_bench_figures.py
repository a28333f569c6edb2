"""The figures of `python -m bench ctg`: their definitions, and a floor for the analysis."""

import numpy as np
import pytest

from bench import ctg as bench_ctg
from bench._ctg import figures


def test_distance_of_equal_and_of_shifted_baselines():
    line, keep = np.full(2400, 140.0), np.ones(2400, dtype=bool)
    assert figures.madi_percent(line, line, line, keep) == 0.0
    assert figures.madi_percent(line, line + 3, line, keep) == pytest.approx(100 * 9 / (3 * 6 + 9))
    assert figures.rmsd_bpm(line, line + 3, keep) == pytest.approx(3.0)


def test_pairs_are_one_to_one_and_as_many_as_possible():
    assert figures.pairs([(0, 30), (40, 70)], [(0, 70)]) == 1
    assert figures.pairs([(0, 30), (20, 60)], [(10, 30), (0, 24)]) == 2
    assert figures.pairs([(0, 30)], [(25, 60)]) == 0
    assert figures.pairs([], [(25, 60)]) == 0


def test_events_of_which_more_than_a_third_is_cut_do_not_count():
    cut = np.zeros(400, dtype=bool)
    cut[:44] = True
    assert figures.counted([(0, 30), (0, 36)], cut) == [(0, 36)]


@pytest.mark.parametrize(
    ("kind", "count", "acc", "dec", "madi"), [("easy", 8, 0.97, 0.97, 0.4), ("hard", 30, 0.9, 0.88, 3.0)]
)
def test_traces_of_the_shared_generator(kind, count, acc, dec, madi):
    if not (bench_ctg.DATA / "synthetic").is_dir():
        pytest.skip(f"no synthetic traces in {bench_ctg.DATA}")
    cases = list(bench_ctg.synthetic(kind, count, 7001))
    row = bench_ctg._score(cases, bench_ctg.ours).row()
    assert row["F1 acc"] >= acc
    assert row["F1 dec"] >= dec
    assert row["MADI %"] <= madi
