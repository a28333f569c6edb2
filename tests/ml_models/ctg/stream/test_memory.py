"""What a stream does not work out again at every look."""

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.stream import memory
from tests.ml_models.ctg.stream.feeding import fed, pieces, whole_of

TEN_S = 40


@pytest.fixture(scope="module")
def recording() -> ctg.Recording:
    return ctg.generate(24, 4)


@pytest.fixture
def asked(monkeypatch) -> list[int]:
    """Numbers of the sensors that the network was asked about."""
    numbers: list[int] = []
    ask = memory.ask_network
    monkeypatch.setattr(
        memory, "ask_network", lambda number, *rest: (numbers.append(number), ask(number, *rest))[1]
    )
    return numbers


def test_the_network_is_asked_every_half_minute(recording, asked):
    stream = ctg.Stream(source=recording.source)
    fed(stream, whole_of(recording), TEN_S)
    assert len(asked) == 1 + recording.samples // (3 * TEN_S)


def test_it_is_asked_about_each_sensor(recording, asked):
    channels = {"fhr1_bpm": recording.fhr1_bpm, "fhr2_bpm": recording.fhr1_bpm + 0.5}
    fed(ctg.Stream(source=recording.source), channels, TEN_S)
    assert asked.count(1) == asked.count(2) > 40


def test_verdicts_rest_on_an_answer_about_all_that_they_judge(recording, asked):
    stream = ctg.Stream(gestation_weeks=38.0, source=recording.source)
    judged = 0
    for piece in pieces(whole_of(recording), TEN_S):
        before = len(asked)
        if stream.push(piece).verdicts:
            judged += 1
            assert len(asked) == before + 1
    assert judged == 8


def test_a_late_piece_has_it_asked_again(recording, asked):
    stream = ctg.Stream(source=recording.source)
    rate = recording.fhr1_bpm[: 15 * 6 * TEN_S].copy()
    rate[-10 * TEN_S : -9 * TEN_S] = np.nan
    fed(stream, {"fhr1_bpm": rate}, TEN_S)
    before = len(asked)
    stream.push({"fhr1_bpm": np.full(TEN_S, 140.0)}, rate.size - 10 * TEN_S)
    assert len(asked) == before + 1


def test_between_two_answers_the_last_one_holds_where_something_was_measured(recording):
    stream = ctg.Stream(source=recording.source)
    fed(stream, {"fhr1_bpm": recording.fhr1_bpm[: 15 * 6 * TEN_S]}, TEN_S)
    piece = np.full(TEN_S, 141.0)
    piece[::2] = np.nan
    last = stream._trail.doubt_percent[-1]
    stream.push({"fhr1_bpm": piece})
    fresh = stream._trail.doubt_percent[-TEN_S:]
    assert set(fresh[::2]) == {0}
    assert set(fresh[1::2]) == {last}
