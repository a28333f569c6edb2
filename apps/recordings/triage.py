"""What a person should look at first. Pure: same findings, same answer.

This orders a worklist; it is no verdict and no diagnosis: those of the rule sets stand in `ml_models.ctg.verdicts`, and
of these only the doubts are asked here: how the trace ended is not known, or whose it is among twins. Limits after
FIGO 2015 (Ayres-de-Campos et al., Int J Gynecol Obstet 131:13): baseline 110 to 160 bpm, below 100 pathological;
a deceleration longer than 5 minutes pathological, longer than 3 minutes suspicious; a bandwidth below 5 bpm for 50
minutes. A recording of which less than four fifths are believed cannot be assessed (definition of the product).

Asked is never a mean over the whole recording, which hides a fall at its end, but the lowest and the highest level
that lasted, and the rate that it ends with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

VERSION: Final = 5
ORDER: Final = {"critical": 0, "warning": 1, "unknown": 2, "notice": 3}
"""The words and their order are those of the design system; a test holds both to each other."""

LOW_BPM, HIGH_BPM, VERY_LOW_BPM = 110.0, 160.0, 100.0
MOVED_BPM = 20.0
LONG_S, VERY_LONG_S = 180.0, 300.0
OPEN_FALL_S = 60.0
REPEATED: Final = 3
MUCH_LOSS: Final = 0.2
MOSTLY_FALSE: Final = 0.5
LOW_VARIABILITY_MINUTES: Final = 50
SINUSOIDAL_S: Final = 600.0
"""As `own_sinusoidal`, from which on no rule set reassures."""
DOUBTS: Final = (
    "twins_coincide",
    "twins_swapped",
    "heart_changed",
    "may_hide_falls",
    "sensors_disagree",
    "end_lost",
)
"""Codes of `ml_models.ctg.verdicts.WHY_NOT` that ask for a person by themselves."""


@dataclass(frozen=True)
class Need:
    """Why a person should look: a level, a code of `reasons.SENTENCES` and the values that decided."""

    level: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> int:
        """Place of the level, 0 the worst."""
        return ORDER[self.level]

    def to_json(self) -> dict[str, Any]:
        """Return plain values, with the version of the rules that decided."""
        return {"level": self.level, "code": self.code, "values": dict(self.values), "version": VERSION}


FAILED: Final = Need("warning", "analysis_failed")


def worst(fetuses: Sequence[Mapping[str, Any]]) -> Need:
    """Return the need of the fetus whose trace should be read first; `fetuses` as `analysing` writes them."""
    return min((need for fetus in fetuses for need in needs(fetus)), key=lambda need: need.order)


def needs(found: Mapping[str, Any]) -> list[Need]:
    """Return everything in one fetus's findings that asks for a person, of one level in order of weight; never empty."""
    asked = [*_of_baseline(found), *_of_the_end(found), *_of_decelerations(found["decelerations"])]
    asked = [*_of_the_mother(found), *asked, *_of_variability(found), *_of_doubts(found), *_of_signal(found)]
    return asked or [Need("notice", "to_be_read")]


def _of_the_mother(found: Mapping[str, Any]) -> list[Need]:
    if "maternal_rate_suspected" in found["notes"]:
        return [
            Need("warning", "maternal_rate_suspected", {"percent": _percent(_left_out(found, "maternal"))})
        ]
    if "maternal_rate_near" in found["notes"]:
        return [Need("warning", "maternal_rate_near", {"minutes": round(found["near_mother_s"] / 60)})]
    return []


def _of_signal(found: Mapping[str, Any]) -> list[Need]:
    loss, is_false = found["signal_loss"], _left_out(found)
    if is_false > MOSTLY_FALSE:
        return [Need("unknown", "mostly_false", {"percent": _percent(is_false)})]
    if "no_fetal_signal" in found["notes"]:
        return [Need("unknown", "no_fetal_signal")]
    if loss is None or loss > MUCH_LOSS:
        return [Need("unknown", "much_loss", {"percent": None if loss is None else _percent(loss)})]
    if found["lowest_baseline"] is None:
        return [Need("unknown", "no_baseline")]
    if "false_signal" in _doubted(found):
        return [Need("unknown", "false_signal", {"percent": _percent(found["numbers"]["false_part"] or 0.0)})]
    return []


def _of_doubts(found: Mapping[str, Any]) -> list[Need]:
    """What keeps every rule set from judging; of a trace of which nothing is believed `_of_signal` says more."""
    if found["signal_loss"] is None or found["signal_loss"] >= 1:
        return []
    return [Need("warning", code) for code in DOUBTS if code in _doubted(found)]


def _doubted(found: Mapping[str, Any]) -> set[str]:
    return {code for verdict in found["verdicts"].values() for code in verdict["why_not"]}


def _left_out(found: Mapping[str, Any], *causes: str) -> float:
    """Part of the recording that was measured and not believed, for one of `causes` or for any."""
    return float(
        sum(part for cause, part in found["left_out_parts"].items() if not causes or cause in causes)
    )


def _percent(part: float) -> int:
    return round(100 * part)


def _of_the_end(found: Mapping[str, Any]) -> list[Need]:
    upper_bpm = found["end_upper_rate_bpm"]
    if upper_bpm is not None and upper_bpm < VERY_LOW_BPM:
        return [Need("critical", "ends_low", {"bpm": round(found["end_rate_bpm"])})]
    fall = found["decelerations"][-1] if "ends_in_deceleration" in found["notes"] else None
    if fall is not None and fall["end_s"] - fall["start_s"] >= OPEN_FALL_S:
        return [Need("warning", "ends_in_deceleration")]
    return []


def _of_baseline(found: Mapping[str, Any]) -> list[Need]:
    lowest, highest = found["lowest_baseline"], found["highest_baseline"]
    if lowest is None or highest is None:
        return []
    low_bpm, high_bpm = lowest["baseline_bpm"], highest["baseline_bpm"]
    asked = []
    if high_bpm - low_bpm >= MOVED_BPM:
        asked.append(_moved(lowest, highest))
    if low_bpm < LOW_BPM:
        asked.append(
            Need("critical" if low_bpm < VERY_LOW_BPM else "warning", "baseline_low", {"bpm": round(low_bpm)})
        )
    if high_bpm > HIGH_BPM:
        asked.append(Need("warning", "baseline_high", {"bpm": round(high_bpm)}))
    return asked


def _moved(lowest: Mapping[str, Any], highest: Mapping[str, Any]) -> Need:
    """From the earlier to the later of both; a fall below 100 bpm is critical in itself."""
    first, then = sorted((lowest, highest), key=lambda level: float(level["start_s"]))
    level = "critical" if lowest["baseline_bpm"] < VERY_LOW_BPM else "warning"
    bpm = {"from_bpm": round(first["baseline_bpm"]), "to_bpm": round(then["baseline_bpm"])}
    return Need(level, "baseline_moved", bpm)


def _of_decelerations(events: Sequence[Mapping[str, Any]]) -> list[Need]:
    asked = []
    longest_s = max((event["end_s"] - event["start_s"] for event in events), default=0.0)
    if longest_s > LONG_S:
        level = "critical" if longest_s > VERY_LONG_S else "warning"
        asked.append(Need(level, "long_deceleration", {"minutes": round(longest_s / 60)}))
    late = sum(event["kind"] == "late" for event in events)
    if late >= REPEATED:
        asked.append(Need("warning", "late_decelerations", {"count": late}))
    return asked + _of_all_decelerations(events)


def _of_all_decelerations(events: Sequence[Mapping[str, Any]]) -> list[Need]:
    """Any deceleration is named; several ask to be read before a trace without."""
    if not events:
        return []
    deepest_bpm = round(max(event["amplitude_bpm"] for event in events))
    level = "warning" if len(events) >= REPEATED else "notice"
    return [Need(level, "decelerations", {"count": len(events), "bpm": deepest_bpm})]


def _of_variability(found: Mapping[str, Any]) -> list[Need]:
    asked = []
    waves_s = max((stop - start for start, stop in found["numbers"]["sinusoidal"]), default=0.0)
    if waves_s >= SINUSOIDAL_S:
        asked.append(Need("warning", "sinusoidal", {"minutes": round(waves_s / 60)}))
    minutes = found["low_variability_minutes"]
    if minutes >= LOW_VARIABILITY_MINUTES:
        asked.append(Need("warning", "low_variability", {"minutes": minutes}))
    return asked
