"""What a mother sees while she records: one of few screens, none of which reassures. Pure; the table is screens.toml.

Everything that asks for something is collected, and the most urgent of it is shown: nothing that is heard or judged
takes anything back that she said. Two screens ask for nothing (`CALM`); they are reached only where nothing is known
that asks, and they say in words that this says nothing about her baby.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from apps.foundation.severity import Severity
from apps.monitoring.rules import tables
from apps.observations.rules.symptoms import Strength, symptoms

NAME: Final = "screens"


class Screen(StrEnum):
    """The screens, the most urgent first."""

    CALL_EMERGENCY = "call_emergency"
    CALL_NOW = "call_now"
    CALL_TODAY = "call_today"
    OWN_HEART = "own_heart"
    MOVE_SENSOR = "move_sensor"
    RECORD_AGAIN = "record_again"
    GO_ON = "go_on"
    OVER = "over"

    @property
    def order(self) -> int:
        """0 for the most urgent."""
        return list(Screen).index(self)

    @property
    def calls(self) -> bool:
        """Whether she is to phone: the numbers stand on it."""
        return self.order <= Screen.CALL_TODAY.order


CALM: Final = frozenset({Screen.GO_ON, Screen.OVER})
"""Screens that ask for nothing."""
BY_SEVERITY: Final[Mapping[Severity, Screen]] = {
    Severity.EMERGENCY: Screen.CALL_EMERGENCY,
    Severity.URGENT: Screen.CALL_NOW,
    Severity.WARN: Screen.CALL_TODAY,
}
WARNING_SIGNS: Final = frozenset(
    {
        "reduced_movements",
        "bleeding",
        "fluid_loss",
        "abdominal_pain",
        "upper_belly_pain",
        "contractions_preterm",
        "fever",
    }
)
"""Fewer movements, bleeding, fluid, pain, fever: what no recording may cover up, however mild."""

OWN_HEART_NOTES: Final = frozenset(
    {"maternal_rate", "maternal_rate_near", "near_maternal_rate", "heart_changed", "twins_coincide"}
)
FALSE_NOTES: Final = frozenset({"false_signal"})
LOSS_NOTES: Final = frozenset({"nothing_measured", "much_loss", "signal_lost", "end_lost"})
DOUBT_NOTES: Final = frozenset(
    {
        "frozen",
        "halved_or_doubled",
        "impossible_jumps",
        "impossible_values",
        "level_jumped",
        "may_hide_falls",
        "no_baseline",
        "sensors_disagree",
        "twins_swapped",
    }
)
"""Codes of `ctg.stream.SIGNAL_WORDS` and of why a rule set gives no verdict."""
ASKS_NOTHING: Final = frozenset(
    {"no_maternal_rate", "no_uterine_activity", "too_short", "contractions_unknown", "variability_unknown"}
)
"""Codes that ask for nothing while it goes on. Once it is over, no verdict asks for another recording."""

SAYS_NOTHING: Final = frozenset({"reactive", "normal", "I", "met", "not applicable", "not interpretable"})
"""Labels that ask her for nothing by themselves. «Not interpretable» asks through what makes it so."""
LABELS: Final[Mapping[str, Screen]] = {
    "pathological": Screen.CALL_NOW,
    "III": Screen.CALL_NOW,
    "suspicious": Screen.CALL_NOW,
    "II": Screen.CALL_NOW,
    "non-reactive": Screen.CALL_TODAY,
}


@dataclass(frozen=True)
class Situation:
    """What is known while she records. Parts are 0 to 1, None: not known.

    `symptoms`: code and strength of what she told since a day before the recording; `fewer_movements`: what she said of
    the movements, None: was not asked. `alert`: the worst alert about her that no person has ended. `notes`: codes of
    the signal and of why there is no verdict. `labels`: by rule set. `own_heart`: part of what was measured lately that
    runs with or close to her own rate; `false_signal`: that is likely another sound; `lost`: that is missing.
    `silent_s`: seconds since something came. `unasked`: it was taken although she may not record by herself.
    """

    minutes: float
    is_over: bool = False
    in_labour: bool = False
    symptoms: frozenset[tuple[str, str]] = frozenset()
    fewer_movements: bool | None = None
    alert: Severity | None = None
    notes: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    own_heart: float | None = None
    false_signal: float | None = None
    lost: float | None = None
    silent_s: float = 0.0
    unasked: bool = False


@dataclass(frozen=True)
class Seen:
    """The screen, and the codes of everything that asked for it, the most urgent first."""

    screen: Screen
    because: tuple[str, ...]

    def title(self, language: str) -> str:
        """Return the one line on top."""
        return tables.words(self._row, "says", language)

    def text(self, language: str) -> str:
        """Return what to do."""
        return tables.words(self._row, "do", language)

    @property
    def _row(self) -> tables.Row:
        return tables.by_id(NAME, "screen")[self.screen.value]


def what_she_sees(given: Situation) -> Seen:
    """Return the screen. Never a calm one where she told a warning sign, or where the trace may be hers, or is lost."""
    asked = sorted(_asked(given), key=lambda one: one[0].order)
    if not asked:
        return Seen(Screen.OVER if given.is_over else Screen.GO_ON, ())
    screen = asked[0][0]
    return Seen(screen, tuple(dict.fromkeys(code for _, code in asked)))


Asking = tuple[Screen, str]


def _asked(given: Situation) -> Iterator[Asking]:
    yield from _by_her_words(given)
    if given.alert is not None and given.alert in BY_SEVERITY:
        yield BY_SEVERITY[given.alert], "alert"
    if given.unasked:
        yield Screen.CALL_TODAY, "gate"
    if given.in_labour:
        yield Screen.CALL_NOW, "labour"
    yield from _by_labels(given)
    for screen, code in _by_signal(given):
        yield (Screen.RECORD_AGAIN if given.is_over else screen), code


def _by_her_words(given: Situation) -> Iterator[Asking]:
    if given.fewer_movements:
        yield Screen.CALL_NOW, "reduced_movements"
    for code, strength in sorted(given.symptoms):
        severity = _severity(code, strength)
        if severity in BY_SEVERITY:
            yield BY_SEVERITY[severity], code


def _severity(code: str, strength: str) -> Severity:
    """What the table says; a code or a strength that it does not know is never nothing, nor is a warning sign."""
    known = symptoms().get(code)
    if known is None:
        return Severity.WARN
    if strength not in list(Strength):
        return max(known.urgency.values(), key=lambda severity: severity.order)
    severity = known.urgency[Strength(strength)]
    return Severity.WARN if severity is Severity.INFO and code in WARNING_SIGNS else severity


def _by_labels(given: Situation) -> Iterator[Asking]:
    for rule_set, label in sorted(given.labels.items()):
        screen = _of_label(label, given)
        if screen is not None:
            yield screen, f"{rule_set}:{label}"


def _of_label(label: str, given: Situation) -> Screen | None:
    if label in SAYS_NOTHING:
        return None
    if label == "extend" or (label == "not met" and given.minutes < _limit("hour_minutes")):
        return Screen.RECORD_AGAIN if given.is_over else None
    return LABELS.get(label, Screen.CALL_TODAY)


def _by_signal(given: Situation) -> Iterator[Asking]:
    """What is heard asks for. Of an ended recording every doubt asks for another one."""
    if given.notes & OWN_HEART_NOTES or _is_over(given.own_heart, "own_heart_part"):
        yield Screen.OWN_HEART, "own_heart"
    if given.notes & FALSE_NOTES or _is_over(given.false_signal, "false_signal_part"):
        yield Screen.MOVE_SENSOR, "false_signal"
    if given.notes & DOUBT_NOTES:
        yield Screen.MOVE_SENSOR, "doubt"
    if _is_lost(given):
        yield Screen.MOVE_SENSOR, "lost"
    if not given.is_over and given.silent_s >= _limit("silent_s"):
        yield Screen.MOVE_SENSOR, "silent"
    if given.is_over and (
        given.minutes < _limit("shortest_minutes") or "not interpretable" in given.labels.values()
    ):
        yield Screen.RECORD_AGAIN, "unreadable"


def _is_lost(given: Situation) -> bool:
    """Unknown is lost. In the first moments she still looks for the place."""
    if not given.is_over and given.minutes < _limit("settling_minutes"):
        return False
    return bool(given.notes & LOSS_NOTES) or given.lost is None or _is_over(given.lost, "lost_part")


def _is_over(part: float | None, limit_id: str) -> bool:
    """Whether a part reaches its limit; one that is no number does."""
    return part is not None and not part < _limit(limit_id)


def _limit(limit_id: str) -> float:
    return tables.number(NAME, limit_id)
