"""Strange, broken and hostile text: never an exception, always in time."""

import random
import time

import pytest

from ml_models.triage import check
from ml_models.triage.text import MOST_CHARACTERS, bounded, fold

MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        "I am bleeding",
        "Ｉ　ａｍ　ｂｌｅｅｄｉｎｇ",
        "I am bl\u200beed\u200ding",
        "\u202eI am bleeding\u202c",
        "I AM BLEEDING!!!!!!!",
        "I am bleeeeeeding",
        "𝐈 𝐚𝐦 𝐛𝐥𝐞𝐞𝐝𝐢𝐧𝐠",
        "I am blëeding 😭😭👩‍👩‍👧‍👦",
        "<script>alert('x')</script> I am bleeding",
    ],
)
def test_dress_does_not_hide_a_red_flag(text):
    assert check(text, "en")[0].category == "bleeding"


def test_traditional_and_full_width_chinese_is_read():
    assert check("頭痛得厲害", "zh")[0].category == "severe_headache"
    assert check("体温３９．２，打寒战", "zh")[0].category == "fever"


@pytest.mark.parametrize(
    "text",
    [
        "a" * MEGABYTE,
        "bleeding " * (MEGABYTE // 9),
        "no " * (MEGABYTE // 3),
        "bleedin" * (MEGABYTE // 7),
        "1,2.3/" * (MEGABYTE // 6),
        "頭痛" * (MEGABYTE // 2),
        "피가" * (MEGABYTE // 2),
        "ﷺ" * MEGABYTE,
        "e\u0301" * (MEGABYTE // 2),
        "\u200b" * MEGABYTE,
        "," * MEGABYTE,
        "\n" * MEGABYTE,
        "👩‍👩‍👧‍👦" * (MEGABYTE // 7),
        "\ud800" * 1000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_a_megabyte_is_bounded(text):
    check("warm", "en")
    started = time.perf_counter()
    check(text, "ko")
    assert time.perf_counter() - started < 3


def test_both_ends_of_a_long_text_are_read():
    middle = "lovely day " * 100_000
    assert check("I am bleeding. " + middle, "en")[0].category == "bleeding"
    assert check(middle + ". I am bleeding", "en")[0].category == "bleeding"
    assert len(bounded(middle)) == MOST_CHARACTERS + 1


def test_folding_is_stable_and_random_text_is_harmless_to_the_program():
    random_signs = random.Random(7)
    for _ in range(300):
        text = "".join(chr(random_signs.randrange(1, 0x11000)) for _ in range(60))
        assert fold(fold(text)) == fold(text) or len(fold(text)) > 60
        check(text, "zh")


def test_time_grows_no_faster_than_the_text():
    sentence = "my head hurts a lot and I am bleeding, not sure what to do. "
    check(sentence * 10, "en")

    def seconds(times: int) -> float:
        best = 1e9
        for _ in range(3):
            started = time.perf_counter()
            check(sentence * times, "en")
            best = min(best, time.perf_counter() - started)
        return best

    assert seconds(160) < 16 * max(seconds(20), 1e-3)
