"""What is said of the signal: the right thing, at once or after a while, and never to and fro."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from apps.monitoring.rules import coach, tables
from apps.monitoring.rules.coach import START, Code, Heard, State, advise, hear
from ml_models.ctg.stream.signal import SIGNAL_WORDS, Signal

CLEAR = Heard(0.0, frozenset())
STEP_S = 5.0


def said(*heard: Heard, state: State = START) -> list[Code]:
    codes = []
    for number, one in enumerate(heard):
        state = advise(state, one, at_s=STEP_S * number)
        codes.append(state.code)
    return codes


@pytest.mark.parametrize(
    ("heard", "code"),
    [
        (CLEAR, Code.GOOD_SIGNAL),
        (Heard(0.3, frozenset()), Code.MOVE_SENSOR),
        (Heard(math.nan, frozenset()), Code.MOVE_SENSOR),
        (Heard(0.0, frozenset({"nothing_measured"})), Code.MOVE_SENSOR),
        (Heard(0.0, frozenset({"maternal_rate"})), Code.OWN_HEART),
        (Heard(0.9, frozenset({"maternal_rate_near"})), Code.OWN_HEART),
        (Heard(0.0, frozenset({"false_signal"})), Code.OTHER_SOUND),
        (Heard(0.0, frozenset({"frozen"})), Code.CHECK_DEVICE),
        (Heard(0.0, frozenset({"halved_or_doubled", "no_maternal_rate"})), Code.CHECK_DEVICE),
        (Heard(0.0, frozenset({"no_maternal_rate"})), Code.NO_PULSE),
        (Heard(0.0, frozenset({"no_uterine_activity"})), Code.GOOD_SIGNAL),
        (Heard(0.9, frozenset({"maternal_rate"}), silent_s=25), Code.NOTHING_ARRIVES),
    ],
)
def test_each_trouble_has_its_words_and_the_most_pressing_is_said(heard, code):
    assert said(heard) == [code]


def test_nothing_is_said_of_the_first_moments():
    assert said(Heard(1.0, frozenset({"nothing_measured"}), seconds=10)) == [Code.LISTENING]


def test_worse_waits_for_a_second_look_and_better_for_longer():
    bad = Heard(0.5, frozenset())
    codes = said(CLEAR, bad, bad, bad, CLEAR, CLEAR, CLEAR, CLEAR, CLEAR, CLEAR)
    good, move = Code.GOOD_SIGNAL, Code.MOVE_SENSOR
    assert codes == [good, good, good, move, move, move, move, move, good, good]


def test_what_has_stopped_coming_is_said_at_once():
    assert said(CLEAR, Heard(0.0, frozenset(), silent_s=20))[-1] is Code.NOTHING_ARRIVES


def test_a_loss_that_was_named_must_shrink_further_to_be_over():
    moving = State(Code.MOVE_SENSOR)
    assert set(said(*[Heard(0.15, frozenset())] * 10, state=moving)) == {Code.MOVE_SENSOR}
    assert set(said(*[Heard(0.15, frozenset())] * 10)) == {Code.GOOD_SIGNAL}


def test_it_does_not_flicker_however_the_signal_jumps():
    rng = np.random.default_rng(7)
    notes = ["maternal_rate", "false_signal", "frozen", "no_maternal_rate", "nothing_measured"]
    for _ in range(200):
        heard = [
            Heard(float(rng.random()), frozenset(note for note in notes if rng.random() < 0.3))
            for _ in range(120)
        ]
        codes = said(*heard)
        changes = [number for number in range(1, len(codes)) if codes[number] is not codes[number - 1]]
        assert all(later - earlier >= 2 for earlier, later in pairwise(changes))


def test_two_troubles_that_take_turns_are_said_all_the_same():
    own, sound = Heard(0.0, frozenset({"maternal_rate"})), Heard(0.0, frozenset({"false_signal"}))
    assert said(CLEAR, own, sound, own)[-1] is Code.OWN_HEART


def test_the_worse_of_twins_is_spoken_of():
    heard = hear(Signal(0.1, 0.1, 0.0), Signal(0.6, 0.3, 0.0, ["false_signal"]), silent_s=3.0, seconds=90.0)
    assert heard == Heard(0.6, frozenset({"false_signal"}), 3.0, 90.0)
    assert math.isnan(hear().lost_minute)


def test_a_state_survives_being_stored():
    state = advise(State(Code.GOOD_SIGNAL), Heard(0.5, frozenset()), at_s=15.0)
    assert State.from_json(state.to_json()) == state
    assert State.from_json(START.to_json()) == START


def test_every_note_of_a_stream_is_known_here():
    judged_otherwise = {"much_loss", "no_uterine_activity"}
    assert set(coach.NOTES) == set(SIGNAL_WORDS) - judged_otherwise


def test_every_code_has_words_in_each_language():
    assert list(tables.by_id("coach", "code")) == [code.value for code in Code]
    for code in Code:
        for language in tables.LANGUAGES:
            assert all(coach.words(code, language))
    assert coach.words("own_heart", "xx") == coach.words(Code.OWN_HEART, "en")
