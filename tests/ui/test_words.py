"""Dates, ages and amounts as words."""

import json
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from apps.ui import words
from tests.ui.node import node

DURATION = Path(words.__file__).parent / "static" / "ui" / "js" / "duration.js"
SEOUL = ZoneInfo("Asia/Seoul")
AT = datetime(2026, 11, 22, 17, 14, 9, tzinfo=UTC)  # 02:14:09 on the 23rd in Seoul


@pytest.mark.parametrize(
    ("language", "day"), [("en", "23 Nov 2026"), ("zh-hans", "2026年11月23日"), ("ko", "2026. 11. 23.")]
)
def test_a_day_in_each_language(language, day):
    with translation.override(language):
        assert words.day(date(2026, 11, 23)) == day


def test_a_moment_is_told_in_the_persons_zone():
    assert words.moment(AT, SEOUL) == "23 Nov 2026, 02:14"
    assert words.moment(AT, UTC) == "22 Nov 2026, 17:14"


def test_clock_times_have_twenty_four_hours():
    assert words.clock(AT) == "17:14"
    assert words.clock(AT, with_seconds=True) == "17:14:09"


def test_since_names_the_day_unless_it_is_today_where_she_is():
    today = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    tomorrow = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert words.since(AT, now=today, zone=SEOUL) == "since 02:14"
    assert words.since(AT, now=tomorrow, zone=SEOUL) == "since 23 Nov, 02:14"


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (228, "32 weeks 4 days"),
        (225, "32 weeks 1 day"),
        (224, "32 weeks"),
        (7, "1 week"),
        (3, "0 weeks 3 days"),
        (None, "?"),
    ],
)
def test_gestational_age_in_words(days, age):
    assert words.gestational_age(days) == age


def test_gestational_age_as_in_records():
    assert words.gestational_age_short(228) == "32+4"
    assert words.gestational_age_short(None) == "?"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (45, "45 s"),
        (60, "1 min"),
        (80, "1 min 20 s"),
        (3_900, "1 h 05 min"),
        (172_799, "47 h 59 min"),
        (172_800, "2 days 0 h"),
        (352_800, "4 days 2 h"),
        (59.6, "1 min"),
        (None, "?"),
    ],
)
def test_lengths_of_time(seconds, text):
    assert words.duration(seconds) == text


SPOKEN = """
import { duration } from "%s";
const { seconds, words } = JSON.parse(process.argv[1]);
console.log(JSON.stringify(seconds.map((one) => duration(one, words))));
"""


@pytest.mark.parametrize("language", ["en", "ko", "zh-hans"])
def test_a_clock_that_runs_in_the_page_says_what_the_server_says(language):
    seconds = [0, 1, 59, 60, 61, 3_599, 3_600, 3_661, 86_400, 172_799, 172_800, 176_400, 863_999, 8_640_000]
    with translation.override(language):
        given = json.dumps({"seconds": seconds, "words": words.duration_sentences()})
        expected = [words.duration(one) for one in seconds]
    run = subprocess.run(
        [node(), "--input-type=module", "-e", SPOKEN % DURATION.as_uri(), given],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(run.stdout) == expected


def test_an_amount_that_was_not_measured_is_a_question_mark():
    assert words.amount(None, "kg") == "?"
    assert words.amount(float("nan"), "kg") == "?"
    assert words.amount(0.0, "kg") == "0.0 kg"


@pytest.mark.parametrize("name", ["", None, "Mars/Base", "../etc/passwd"])
def test_a_zone_that_does_not_exist_is_utc(name):
    assert words.zone_of(name) is UTC
