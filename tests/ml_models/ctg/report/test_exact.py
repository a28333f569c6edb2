"""Every length on the paper, measured in the PDF itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg import report
from ml_models.ctg.report import grid, strip
from tests.ml_models.ctg.report.reading import opened, strokes

SEOUL = ZoneInfo("Asia/Seoul")
START = datetime(2026, 3, 1, 22, 46, 37, tzinfo=SEOUL)
MOST_MM = 0.1
PAPERS = [(1, 20), (1, 30), (2, 20), (3, 30), (3, 20)]


@pytest.fixture(scope="module")
def traced():
    recording = ctg.generate(30, 11, scenario="variable_decelerations")
    return recording, ctg.analyze(recording, gestation_weeks=38)


def drawn(traced, speed, scale, page=0, start=START):
    recording, analysis = traced
    header = report.Header(name="Ann", start=start, zone=SEOUL)
    return strokes(report.pdf(analysis, recording, header, paper=report.Paper(speed, scale)), page)


@pytest.mark.parametrize(("speed", "scale"), PAPERS)
def test_minutes_and_heart_rates_lie_where_a_ruler_says(traced, speed, scale):
    strong = [one for one in drawn(traced, speed, scale) if one.ink == grid.MAJOR]
    columns = sorted({round(one.points[0][0], 3) for one in strong if one.is_upright})
    assert np.allclose(np.diff(columns), speed * 10, atol=0.01)
    assert columns[-1] - columns[0] == pytest.approx({1: 250, 2: 240, 3: 240}[speed], abs=0.01)
    rows = sorted({round(one.points[0][1], 3) for one in strong if one.is_level})
    steps = np.diff(rows)
    assert np.count_nonzero(np.abs(steps - 10) < 0.01) >= 8  # of the rate and of the tocogram, 10 mm each
    assert np.allclose(steps[np.argsort(steps)[:-1]], 10, atol=0.01)  # but for the room between the two


@pytest.mark.parametrize(("speed", "scale"), PAPERS)
def test_the_curve_is_where_its_samples_are(traced, speed, scale):
    recording, _ = traced
    found = drawn(traced, speed, scale)
    levels = [one for one in found if one.ink == grid.MAJOR and one.is_level]
    left = min(one.points[0][0] for one in levels)
    columns = [one for one in found if one.ink == grid.MAJOR and one.is_upright]
    bottom = max(y for one in columns for _, y in one.points if y < 160 and one.points[0][1] < 40)
    wide = scale == 30 or np.nanmax(recording.fhr1_bpm) > 210 or np.nanmin(recording.mhr_bpm) < 50
    low = 30 if wide else 50
    pens = [one for one in found if one.ink == strip.FETUS_INK[0] and abs(one.width_mm - 0.28) < 0.01]
    pens = [one for one in pens if one.points[0][1] > 28]  # without the key beside the caption
    checked = 0
    for pen in pens:
        x, y = np.array(pen.points).T
        seconds = (x - left) / (speed * 10) * 60 - 37  # the paper begins on the full minute before the start
        samples = np.arange(np.ceil(seconds[0] * 4 - 0.02), np.floor(seconds[-1] * 4 + 0.02) + 1).astype(int)
        samples = samples[(samples >= 0) & (samples < recording.samples)]
        shown_mm = np.interp(samples / 4, seconds, y)
        true_mm = bottom - (recording.fhr1_bpm[samples] - low) / scale * 10
        known = np.isfinite(true_mm)
        if known.sum() < 2:
            continue
        assert np.max(np.abs(shown_mm - true_mm)[known]) < MOST_MM
        checked += int(known.sum())
    row_samples = {1: 25, 2: 12, 3: 8}[speed] * 240 - 37 * 4
    assert checked > 0.9 * np.isfinite(recording.fhr1_bpm[:row_samples]).sum()


def test_the_tocogram_is_where_its_samples_are(traced):
    recording, _ = traced
    found = drawn(traced, 1, 20)
    levels = sorted(one.points[0][1] for one in found if one.ink == grid.MAJOR and one.is_level)
    bottom, left = levels[-1], min(one.points[0][0] for one in found if one.ink == grid.MAJOR)
    pens = [one for one in found if one.ink == strip.TOCO_INK and abs(one.width_mm - 0.28) < 0.01]
    points = np.array([point for one in pens for point in one.points if len(one.points) > 4])
    seconds = (points[:, 0] - left) * 6 - 37
    true_mm = bottom - np.interp(seconds, np.arange(recording.samples) / 4, recording.toco) / 25 * 10
    assert points.shape[0] > 200
    assert np.max(np.abs(points[:, 1] - true_mm)) < MOST_MM


def test_the_second_row_goes_on_where_the_first_ends(traced):
    recording, analysis = traced
    pdf = report.pdf(analysis, recording, report.Header(start=START, zone=SEOUL))
    first, second = (
        [one for one in strokes(pdf, page) if one.ink == strip.TOCO_INK and len(one.points) > 4]
        for page in (0, 1)
    )
    assert max(x for one in first for x, _ in one.points) == pytest.approx(24 + 250, abs=0.05)
    assert min(x for one in second for x, _ in one.points) == pytest.approx(24, abs=0.05)


def test_a_sheet_is_a4_across(traced):
    recording, analysis = traced
    for page in opened(report.pdf(analysis, recording)).pages:
        size = [float(page.mediabox.width) * 25.4 / 72, float(page.mediabox.height) * 25.4 / 72]
        assert size == pytest.approx([297, 210], abs=0.1)


def test_a_pen_lifts_over_a_gap_and_over_a_jump(traced):
    rate = np.full(2400, 140.0)
    rate[800:1000], rate[1600:] = np.nan, 180.0
    recording = ctg.Recording.from_channels({"fhr1_bpm": rate})
    found = strokes(report.pdf(ctg.analyze(recording), recording), 0)
    pens = [one.points for one in found if one.ink == strip.FETUS_INK[0] and one.points[0][1] > 28]
    ends = [(round((p[0][0] - 24) * 6, 1), round((p[-1][0] - 24) * 6, 1)) for p in pens]
    assert np.allclose(ends, [(0, 199.75), (250, 399.75), (400, 599.75)], atol=0.15)


def test_a_speed_or_a_scale_that_no_paper_has_is_refused():
    with pytest.raises(ValueError, match="speed must be 1, 2 or 3"):
        report.Paper(4, 20)
    with pytest.raises(ValueError, match="scale must be 20 or 30"):
        report.Paper(1, 25)
