"""The table of every ten minutes: the figures that decided, and no 0 where nobody could have seen anything."""

from dataclasses import replace

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg import report
from ml_models.ctg.report import table

TEN = 2400


@pytest.fixture(scope="module")
def recording():
    return ctg.generate(25, 4)


@pytest.fixture(scope="module")
def analysis(recording):
    return ctg.analyze(recording, gestation_weeks=38.0)


def test_variability_is_the_one_that_decided(recording, analysis):
    facts = analysis.to_dict()
    told = [row.variability_bpm for row in table.rows(report.found(facts), recording)]
    assert told == [ten["bandwidth_bpm"] for ten in facts["numbers"]["bandwidth_10min"]]
    assert table.variability_bpm(facts) == round(analysis.numbers.variability_bpm, 1)
    assert table.variability_bpm(facts) != facts["variability_bpm"]


def test_findings_that_were_kept_without_it_tell_the_other_one(recording, analysis):
    facts = {name: value for name, value in analysis.to_dict().items() if name != "numbers"}
    first = table.rows(report.found(facts), recording)[0]
    known = [value for value in facts["bandwidth_bpm"][:10] if value is not None]
    assert first.variability_bpm == np.median(known)
    assert table.variability_bpm(facts) == facts["variability_bpm"]


def test_no_contractions_are_told_only_where_the_belt_was_on_for_half_of_the_time(recording, analysis):
    toco = np.full(recording.samples, 10.0)
    toco[: TEN // 2 + 1] = np.nan
    contraction = {"kind": "contraction", "start_s": 700.0, "end_s": 780.0}
    facts = {**analysis.to_dict(), "notes": [], "contractions": [contraction]}
    toco[TEN : 2 * TEN - 400] = np.nan
    counts = [row.contractions for row in table.rows(report.found(facts), replace(recording, toco=toco))]
    assert counts == [None, 1, 0]
    toco[TEN // 2] = 10.0
    assert table.rows(report.found(facts), replace(recording, toco=toco))[0].contractions == 0
