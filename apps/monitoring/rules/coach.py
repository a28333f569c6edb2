"""What to tell a mother about the signal: one code, which does not flicker. Pure; words and limits in coach.toml.

    state = coach.START
    state = coach.advise(state, coach.hear(update.signal, silent_s=silent_s), at_s=update.seconds)
    coach.words(state.code, "en")          # (what is the matter, what to do)

It speaks of the sensor only. A good signal is no good news, and the words say so. Of twins give one signal each: the
worse one is spoken of. A process that takes a recording over begins with `State(LiveRecording.coach)`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from apps.monitoring.rules import tables

NAME: Final = "coach"


class Code(StrEnum):
    """What can be said, the most pressing first."""

    NOTHING_ARRIVES = "nothing_arrives"
    OWN_HEART = "own_heart"
    MOVE_SENSOR = "move_sensor"
    OTHER_SOUND = "other_sound"
    CHECK_DEVICE = "check_device"
    NO_PULSE = "no_pulse"
    LISTENING = "listening"
    GOOD_SIGNAL = "good_signal"

    @property
    def rank(self) -> int:
        """0 for the most pressing."""
        return list(Code).index(self)

    @property
    def asks(self) -> bool:
        """Whether she is asked to do something about the signal now."""
        return self.rank < Code.NO_PULSE.rank


NOTES: Final[Mapping[str, Code]] = {
    "maternal_rate": Code.OWN_HEART,
    "maternal_rate_near": Code.OWN_HEART,
    "nothing_measured": Code.MOVE_SENSOR,
    "false_signal": Code.OTHER_SOUND,
    "halved_or_doubled": Code.CHECK_DEVICE,
    "frozen": Code.CHECK_DEVICE,
    "impossible_values": Code.CHECK_DEVICE,
    "no_maternal_rate": Code.NO_PULSE,
}
"""What the notes of `ctg.stream.Signal` mean for her. Loss is judged by its number, since going and coming differ;
missing uterine activity is nothing that she could mend."""


@dataclass(frozen=True)
class Heard:
    """The signal of the last minutes. `lost_minute`: part of it that is missing or not believed, NaN: not known.

    `silent_s`: seconds since anything came from the phone. `seconds`: length of the recording so far.
    """

    lost_minute: float
    notes: frozenset[str]
    silent_s: float = 0.0
    seconds: float = math.inf


@dataclass(frozen=True)
class State:
    """What is being said, and what would be said instead since when, in seconds of the recording."""

    code: Code
    next_code: Code | None = None
    next_since_s: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the state as plain values."""
        return {"code": self.code.value, "next_code": self.next_code, "next_since_s": self.next_since_s}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> State:
        """Take a state over."""
        following = kept["next_code"]
        return cls(Code(kept["code"]), Code(following) if following else None, float(kept["next_since_s"]))


START: Final = State(Code.LISTENING)


def hear(*signals: Any, silent_s: float = 0.0, seconds: float = math.inf) -> Heard:
    """Put together what `ctg.stream.Signal`s say, of each fetus one: the worst of all."""
    lost = [signal.lost_minute for signal in signals]
    notes = frozenset(note for signal in signals for note in signal.notes)
    return Heard(max(lost) if lost else math.nan, notes, silent_s, seconds)


def advise(state: State, heard: Heard, *, at_s: float) -> State:
    """Return what to say from now on. Worse is said once it has lasted a little, better once it has lasted longer."""
    now = judge(heard, state.code)
    if now is state.code:
        return replace(state, next_code=None, next_since_s=at_s)
    since_s = state.next_since_s if _goes_the_same_way(state, now) else at_s
    if at_s - since_s >= _wait_s(state.code, now):
        return State(now, None, at_s)
    return State(state.code, now, since_s)


def _goes_the_same_way(state: State, now: Code) -> bool:
    """Two troubles that take turns are one trouble: the clock goes on while it stays worse, or stays better."""
    before = state.next_code
    return before is not None and (before.rank < state.code.rank) == (now.rank < state.code.rank)


def _wait_s(said: Code, now: Code) -> float:
    if now is Code.NOTHING_ARRIVES or said is Code.LISTENING:
        return 0.0
    return tables.number(NAME, "worse_after_s" if now.rank < said.rank else "better_after_s")


def judge(heard: Heard, said: Code) -> Code:
    """Return what holds now; `said` is what is being said, since a loss that was named must shrink further to be over."""
    if heard.silent_s >= tables.number(NAME, "silent_s"):
        return Code.NOTHING_ARRIVES
    if said is Code.LISTENING and heard.seconds < tables.number(NAME, "first_s"):
        return Code.LISTENING
    found = {NOTES[note] for note in heard.notes if note in NOTES}
    if _is_lost(heard, said):
        found.add(Code.MOVE_SENSOR)
    return min(found, key=lambda code: code.rank, default=Code.GOOD_SIGNAL)


def _is_lost(heard: Heard, said: Code) -> bool:
    if math.isnan(heard.lost_minute):
        return True
    part = "well_heard_part" if said is Code.MOVE_SENSOR else "lost_part"
    return heard.lost_minute > tables.number(NAME, part)


def words(code: Code | str, language: str) -> tuple[str, str]:
    """Return what is the matter and what to do, in a language of KAISHI."""
    row = tables.by_id(NAME, "code")[str(code)]
    return tables.words(row, "says", language), tables.words(row, "do", language)
