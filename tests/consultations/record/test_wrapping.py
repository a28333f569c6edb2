"""Where a line ends."""

from __future__ import annotations

import pytest

from apps.consultations.pdf.paper import begins_right_to_left
from apps.consultations.pdf.wrapping import lines


def wrapped(text, room):
    """Every sign is one wide."""
    return list(lines(text, lambda sign: 1.0, room))


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("one two three", 7, ["one two", "three"]),
        ("one  two", 4, ["one", "two"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("ab cdefghij", 4, ["ab c", "defg", "hij"]),
        ("我今天头疼", 3, ["我今天", "头疼"]),
        ("我今天，头疼", 3, ["我今", "天，头", "疼"]),
        ("头疼（很痛）了", 4, ["头疼（很", "痛）了"]),
        ("血压120/80高", 4, ["血压12", "0/80", "高"]),
        ("头疼（很痛", 3, ["头疼", "（很痛"]),
        ("", 5, []),
        ("   ", 5, []),
    ],
)
def test_lines_end_where_they_may(text, room, expected):
    assert wrapped(text, room) == expected


def test_nothing_is_lost_and_no_line_is_too_long():
    text = "Seit heute: 我今天早上开始头疼，（喝水以后）好一些。안녕하세요 머리가 아파요 " * 7
    found = wrapped(text, 11)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert max(map(len, found)) <= 11


@pytest.mark.parametrize(
    ("text", "answer"),
    [("שלום abc", True), ("1. שלום", True), ("abc שלום", False), ("12 !", False), ("مرحبا", True)],
)
def test_the_first_letter_with_a_direction_decides(text, answer):
    assert begins_right_to_left(text) is answer
