"""The trend board: figures of stored analyses over time, and the same as a table."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from apps.console.selectors.trend import trend
from apps.foundation import accesses
from tests.console.conftest import Ward, recorded


def page_of(ward: Ward, period: str = "month"):
    with accesses.collected():
        return trend(ward.doctor, ward.pregnancy, period=period, at=timezone.now())


def test_figures_are_those_of_the_analyses_and_stand_in_chart_and_table(ward: Ward, doctor: Client) -> None:
    older, newer = recorded(ward.pregnancy, ago=timedelta(days=5)), recorded(ward.pregnancy, seed=4)
    page = page_of(ward)
    baseline = next(chart for chart in page.charts if chart.code == "trace_baseline")
    found = [row.current_analysis.result["fetuses"][0] for row in (older, newer)]
    assert [row.value for row in baseline.rows] == [
        f"{one['mean_baseline_bpm']:.1f}".removesuffix(".0") for one in reversed(found)
    ]
    assert [line.url for line in page.lines] == [f"/recordings/{row.public_id}/" for row in (newer, older)]
    assert page.lines[0].fetuses[0].figures[0] == str(round(found[1]["mean_baseline_bpm"]))
    minutes = next(chart for chart in page.charts if chart.code == "trace_minutes")
    assert [row.value for row in minutes.rows] == ["12", "12"]
    html = doctor.get(f"/pregnancies/{ward.pregnancy.public_id}/trend/").content.decode()
    assert "Band: 110 to 160 bpm (FIGO 2015)" in html


def test_a_period_without_recordings_says_so(ward: Ward, doctor: Client) -> None:
    recorded(ward.pregnancy, ago=timedelta(days=12))
    assert page_of(ward, "week").lines == []
    html = doctor.get(f"/pregnancies/{ward.pregnancy.public_id}/trend/?period=week").content.decode()
    assert "No recording in this time." in html
    assert len(page_of(ward, "nonsense").lines) == 1


def test_what_was_not_analysed_is_not_known_never_nought(ward: Ward) -> None:
    recorded(ward.pregnancy, analysed=False)
    page = page_of(ward)
    assert [chart.is_empty for chart in page.charts if chart.code in ("trace_baseline", "trace_loss")] == [
        True,
        True,
    ]
    assert page.lines[0].fetuses == []
    assert page.lines[0].state


def test_twins_have_charts_of_their_own(ward: Ward) -> None:
    from tests.factories import FetusFactory

    FetusFactory(pregnancy=ward.pregnancy, label="B")
    recorded(ward.pregnancy, "twins")
    codes = [chart.code for chart in page_of(ward).charts]
    assert {"trace_baselineA", "trace_baselineB"} <= set(codes)


def test_her_page_leads_to_it(ward: Ward, doctor: Client) -> None:
    recorded(ward.pregnancy)
    html = doctor.get(f"/pregnancies/{ward.pregnancy.public_id}/").content.decode()
    assert f"/pregnancies/{ward.pregnancy.public_id}/trend/" in html
