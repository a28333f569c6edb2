"""Days: merged by source, over clock changes and travel, each measure in its way."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from apps.observations.rules.believing import place
from apps.observations.rules.crossing import shared_out
from apps.observations.rules.days import counts_for
from apps.observations.rules.merging import Span, day_sums
from apps.observations.rules.nights import one_source_a_night
from tests.factories import MotherFactory
from tests.observations.points import heart_rate, pressure, sleep, steps, weight

ADDRESS = "/api/v1/observations"
DAY = date(2026, 3, 10)
MIDNIGHT = datetime(2026, 3, 10, tzinfo=UTC).timestamp()


def span(start_min, end_min, value, source="watch", at=0, offset=0, **more):
    return Span(MIDNIGHT + start_min * 60, MIDNIGHT + end_min * 60, value, source, at, offset, **more)


def total(*spans, day=DAY):
    found = day_sums(spans, day, day)
    return found[day].value if day in found else None


def test_each_minute_is_taken_from_the_source_believed_more():
    watch, phone = span(60, 120, 1240), span(70, 110, 1105, "phone", 1)
    assert total(watch, phone) == 1240
    assert total(span(60, 90, 600), span(60, 120, 1200, "phone", 1)) == 1200


def test_what_the_believed_source_saw_standing_still_was_walked_in_the_rest():
    assert total(span(60, 90, 0), span(60, 120, 1200, "phone", 1)) == 1200


def test_a_total_of_a_day_and_hours_of_another_source_are_not_added():
    hours = [span(60 * hour, 60 * hour + 60, 1000) for hour in range(8, 16)]
    assert total(*hours, span(0, 1440, 7000, "phone", 1)) == 8000
    assert total(*hours, span(0, 1440, 9000, "phone", 1)) == 9000
    in_the_order_of_the_phone = [span(60 * hour, 60 * hour + 60, 1000, "watch", 1) for hour in range(8, 16)]
    assert total(*in_the_order_of_the_phone, span(0, 1440, 7000, "phone", 0)) == 7000


def test_a_source_that_touches_a_second_of_a_minute_takes_only_that_second():
    touch = span(61 - 1 / 60, 61, 0)
    assert total(touch, span(60, 61, 60, "phone", 1)) == 60
    assert total(span(60, 60.5, 50), span(60, 60.5, 40, "phone", 1)) == 50
    assert total(span(60, 60.5, 50), span(60.5, 61, 40, "phone", 1)) == 90


def test_of_a_reading_that_reaches_out_of_a_longer_one_its_share_outside_counts():
    assert total(span(0, 600, 6000), span(570, 630, 1200, "phone", 1)) == 6600


def test_moments_of_one_source_in_a_minute_add_up_and_copies_of_one_do_not():
    assert total(span(60, 60, 5), span(60.5, 60.5, 7), span(60, 60, 5)) == 12
    assert total(span(60, 60, 5), span(60.5, 60.5, 7, "phone", 1)) == 5


def test_a_night_is_told_by_its_most_believed_source():
    watch = [span(0, 120, 1.9, day=DAY), span(150, 400, 4, day=DAY)]
    phone = span(-30, 420, 7, "phone", 1, day=DAY)
    nap = span(900, 960, 1, "phone", 1, day=DAY)
    assert one_source_a_night([*watch, phone, nap]) == [watch[1], watch[0], nap]


def test_of_a_total_and_its_parts_the_total_counts():
    parts = [span(0, 120, 1.9, day=DAY), span(150, 400, 4, day=DAY)]
    whole = span(0, 400, 5.5, day=DAY)
    assert one_source_a_night([*parts, whole]) == [whole]


@pytest.mark.parametrize(("ends", "day"), [("2026-03-21T00:00:00", 20), ("2026-03-21T00:01:00", 21)])
def test_a_night_that_ends_at_midnight_belongs_to_the_day_before(ends, day):
    end = datetime.fromisoformat(ends).replace(tzinfo=UTC)
    start = datetime(2026, 3, 20, tzinfo=UTC)
    assert counts_for("sleep_duration", start, end, 0, 0, UTC) == date(2026, 3, day)
    assert counts_for("sleep_duration", end, end, 0, 0, UTC) == date(2026, 3, 21)


def test_of_one_sources_own_readings_the_shorter_tells_more():
    assert total(span(0, 60, 600), span(0, 30, 500)) == 600
    assert total(span(0, 60, 600), span(0, 30, 700)) == 700
    assert total(span(0, 60, 600), span(0, 60, 600)) == 600


def test_what_crosses_midnight_is_shared_out():
    late = span(1380, 1500, 1200)
    sums = day_sums([late], DAY, date(2026, 3, 11))
    assert [sums[day].value for day in sorted(sums)] == [600, 600]


def test_the_offset_of_a_reading_decides_which_day_it_is():
    evening_in_new_york = span(120, 180, 500, offset=-300)
    assert total(evening_in_new_york) is None
    assert total(evening_in_new_york, day=date(2026, 3, 9)) == 500


def test_an_interval_in_which_the_clocks_change_is_shared_out_where_they_do():
    zone = ZoneInfo("Europe/Berlin")
    start, end = (datetime(2026, 10, 25, hour, tzinfo=UTC).timestamp() for hour in (0, 3))
    night = Span(start, end, 300, "watch", 0, 120)
    first, second = shared_out(night, 60, zone)
    assert (first.offset_min, second.offset_min) == (120, 60)
    assert first.end_s == datetime(2026, 10, 25, 1, tzinfo=UTC).timestamp()
    assert (first.value, second.value) == (pytest.approx(100), pytest.approx(200))


@settings(max_examples=60)
@drawn(
    st.lists(
        st.tuples(st.integers(-300, 1700), st.integers(1, 400), st.floats(0, 5000), st.integers(0, 2)),
        max_size=25,
    )
)
def test_days_never_add_up_to_more_than_was_measured(given):
    spans = [span(start, start + length, value, f"s{who}", who) for start, length, value, who in given]
    sums = day_sums(spans, date(2026, 3, 8), date(2026, 3, 13))
    reached = sum(day.value for day in sums.values())
    assert reached <= sum(each.value for each in spans) + 1e-3
    best = [each for each in spans if each.place == min((one.place for one in spans), default=0)]
    if len(best) == 1:
        assert reached >= best[0].value - 1e-3


def test_what_is_worn_is_believed_before_the_phone_and_what_she_says_before_all():
    order = [
        place("iPhone", "", "", "sensed", ["iPhone"]),
        place("com.maker.app", "Watch 6", "", "sensed", []),
        place("scale", "", "", "sensed", []),
        place("iPhone", "", "", "sensed", []),
        place("app", "", "", "self_reported", []),
    ]
    assert order == sorted(order) and len(set(order)) == 5


@pytest.fixture
def days(client_of):
    mother = MotherFactory(time_zone="Europe/Berlin")

    def days(points, measure, first="2026-01-01", last="2026-12-31"):
        sent = client_of(mother).post(ADDRESS, points, content_type="application/json").json()
        assert {each["status"] for each in sent["results"]} == {"stored"}, sent
        answer = client_of(mother).get(f"{ADDRESS}/days?measure={measure}&from={first}&to={last}")
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    return days


@pytest.mark.django_db
class TestThroughTheApi:
    """From points to days."""

    def test_readings_in_utc_count_where_she_lives(self, days):
        found = days(
            [heart_rate(at="2026-03-10T23:30:00Z"), heart_rate(name="2", at="2026-03-10T22:30:00Z")],
            "heart_rate",
        )
        assert [(day["day"], day["count"]) for day in found] == [("2026-03-10", 1), ("2026-03-11", 1)]

    def test_the_day_of_the_clock_change_has_twenty_five_hours(self, days):
        whole = steps(2500, "2025-10-26T00:00:00+02:00", "2025-10-27T00:00:00+01:00")
        (day,) = days([whole], "step_count", "2025-10-01", "2025-11-05")
        assert (day["day"], day["value"], day["minutes"]) == ("2025-10-26", 2500.0, 25 * 60)

    def test_a_night_belongs_to_the_day_it_ends_and_naps_are_told_apart(self, days):
        night = sleep(7, "2026-03-09T23:00:00+01:00", "2026-03-10T06:30:00+01:00")
        nap = sleep(1, "2026-03-10T14:00:00+01:00", "2026-03-10T15:00:00+01:00", "2", is_main_sleep=False)
        (day,) = days([night, nap], "sleep_duration")
        assert (day["day"], day["value"], day["groups"]) == ("2026-03-10", 7.0, {"nap": 1.0, "night": 7.0})

    def test_of_three_pressures_in_ten_minutes_the_first_is_left_out(self, days):
        taken = [
            pressure(140, 90, "1", "2026-03-10T08:00:00+01:00"),
            pressure(120, 80, "2", "2026-03-10T08:02:00+01:00"),
            pressure(124, 84, "3", "2026-03-10T08:04:00+01:00"),
            pressure(132, 86, "4", "2026-03-10T20:00:00+01:00"),
        ]
        (day,) = days(taken, "blood_pressure")
        assert (day["value"], day["second_value"], day["highest"], day["count"]) == (127.0, 84.0, 140.0, 4)

    def test_weight_is_the_median_of_the_morning(self, days):
        at = ["07:00", "07:10", "07:20", "21:00"]
        taken = [weight(68 + n, name=str(n), at=f"2026-03-10T{time}:00+01:00") for n, time in enumerate(at)]
        (day,) = days(taken, "body_weight")
        assert (day["value"], day["last"], day["mean"]) == (69.0, 71.0, 69.5)

    def test_a_spread_is_no_heart_rate_and_an_extreme_is_no_mean(self, days):
        taken = [heart_rate(80, "1"), heart_rate(4, "2"), heart_rate(120, "3")]
        taken[1]["body"]["descriptive_statistic"] = "standard deviation"
        taken[2]["body"]["descriptive_statistic"] = "maximum"
        (day,) = days(taken, "heart_rate")
        assert (day["value"], day["highest"], day["count"]) == (80.0, 120.0, 1)

    @pytest.mark.parametrize(
        "query",
        [
            "measure=x&from=2026-01-01&to=2026-01-02",
            "measure=heart_rate",
            "measure=heart_rate&from=2026-02-01&to=2026-01-01",
            "measure=heart_rate&from=2024-01-01&to=2026-01-01",
        ],
    )
    def test_a_question_that_makes_no_sense_is_refused(self, client_of, query):
        assert client_of(MotherFactory()).get(f"{ADDRESS}/days?{query}").status_code == 400
