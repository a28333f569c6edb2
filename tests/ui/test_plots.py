"""Where ranges are drawn: by hand, at the ends of the axis, and what is not known."""

import pytest
from django.template.loader import render_to_string

from apps.ui.plots import (
    Axis,
    Line,
    RangePlot,
    band_on,
    columns_on,
    grid_on,
    range_on,
    round_above,
    share_range,
    ticks_on,
)

AXIS = Axis(200.0)


def test_a_range_lies_where_its_numbers_are():
    found = range_on(AXIS, 50, 80, 150)
    assert (found.start, found.width, found.end, found.best) == ("25.00%", "50.00%", "75.00%", "40.00%")
    assert not found.is_cut
    assert not found.is_open


def test_what_ends_beyond_the_axis_is_cut_and_says_so():
    found = range_on(AXIS, 150, 260, 300)
    assert (found.start, found.end, found.best, found.is_cut) == ("75.00%", "100.00%", "100.00%", True)


@pytest.mark.parametrize("value", [0.0, 100.0, 200.0, 900.0])
def test_a_range_without_width_is_seen_and_stays_inside(value):
    found = range_on(AXIS, value, value, value)
    assert float(found.width[:-1]) > 0.5
    assert float(found.start[:-1]) >= 0
    assert float(found.end[:-1]) <= 100


def test_bands_ticks_and_grid():
    band = band_on(AXIS, 30, 60)
    assert (band.start, band.width) == ("15.00%", "15.00%")
    ticks = ticks_on(AXIS, [0, 100, 200], ["a", "b", "c"])
    assert [(tick.place, tick.anchor) for tick in ticks] == [
        ("0.00%", "start"),
        ("50.00%", "middle"),
        ("100.00%", "end"),
    ]
    assert grid_on(AXIS, [0, 50, 200]) == ["25.00%"]


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_a_share_of_few_is_a_wide_range(right, count, low, high):
    assert share_range(right, count) == pytest.approx((low, high), abs=1e-4)


def drawn(**about):
    return render_to_string("ui/components/range_plot.html", {"plot": RangePlot(**about)})


def test_unknown_is_drawn_as_unknown_and_not_as_nothing():
    html = drawn(range=None, lines=[Line("50.00%", "target")])
    assert "plot__unknown" in html
    assert "plot__range" not in html
    assert "plot__line--target" in html


def test_more_than_is_known_is_drawn_open():
    assert "plot__open" in drawn(range=range_on(AXIS, 10, 20, 30, is_open=True))
    assert "plot__open" not in drawn(range=range_on(AXIS, 10, 20, 30))
    assert "plot__cut" in drawn(range=range_on(AXIS, 10, 20, 300))


def test_columns_stand_side_by_side_and_what_is_not_told_is_no_zero():
    first, second, third = columns_on(Axis(20.0), [10, None, 0])
    assert (first.start, first.width, first.top, first.height) == ("5.00%", "23.33%", "50.00%", "50.00%")
    assert (second.is_hidden, second.middle) == (True, "50.00%")
    assert (third.is_hidden, third.height) == (False, "0.00%")
    assert columns_on(Axis(20.0), []) == []


@pytest.mark.parametrize(("value", "end"), [(0, 10), (10, 10), (11, 20), (21, 50), (51, 100), (501, 1_000)])
def test_an_axis_ends_at_a_round_number(value, end):
    assert round_above(value) == end
