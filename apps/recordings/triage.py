"""What a person should look at first. Pure: same findings, same answer.

This orders a worklist; it is no verdict and no diagnosis. Verdict rules come to `ml_models/ctg/rules`.
Limits after FIGO 2015 (Ayres-de-Campos et al., Int J Gynecol Obstet 131:13): baseline 110 to 160 bpm, below
100 pathological; a deceleration longer than 5 minutes pathological, longer than 3 minutes suspicious.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

VERSION: Final = 1
ORDER: Final = {"critical": 0, "warning": 1, "unknown": 2, "notice": 3}
"""The words and their order are those of the design system; a test holds both to each other."""

LOW_BPM, HIGH_BPM, VERY_LOW_BPM = 110.0, 160.0, 100.0
LONG_S, VERY_LONG_S = 180.0, 300.0
REPEATED: Final = 3
MUCH_LOSS: Final = 0.5


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
    """Return everything in one fetus's findings that asks for a person; never an empty list."""
    asked = [*_of_signal(found), *_of_baseline(found), *_of_decelerations(found["decelerations"])]
    return asked or [Need("notice", "to_be_read")]


def _of_signal(found: Mapping[str, Any]) -> list[Need]:
    notes, loss = found["notes"], found["signal_loss"]
    asked = []
    if "no_fetal_signal" in notes:
        return [Need("unknown", "no_fetal_signal")]
    if "maternal_rate_suspected" in notes:
        asked.append(Need("warning", "maternal_rate_suspected"))
    if loss is None or loss > MUCH_LOSS:
        asked.append(Need("unknown", "much_loss", {"percent": None if loss is None else round(100 * loss)}))
    elif found["mean_baseline_bpm"] is None:
        asked.append(Need("unknown", "no_baseline"))
    return asked


def _of_baseline(found: Mapping[str, Any]) -> list[Need]:
    bpm = found["mean_baseline_bpm"]
    if bpm is None or LOW_BPM <= bpm <= HIGH_BPM:
        return []
    level = "critical" if bpm < VERY_LOW_BPM else "warning"
    return [Need(level, "baseline_low" if bpm < LOW_BPM else "baseline_high", {"bpm": round(bpm)})]


def _of_decelerations(events: Sequence[Mapping[str, Any]]) -> list[Need]:
    asked = []
    longest_s = max((event["end_s"] - event["start_s"] for event in events), default=0.0)
    if longest_s > LONG_S:
        level = "critical" if longest_s > VERY_LONG_S else "warning"
        asked.append(Need(level, "long_deceleration", {"minutes": round(longest_s / 60)}))
    late = sum(event["kind"] == "late" for event in events)
    if late >= REPEATED:
        asked.append(Need("warning", "late_decelerations", {"count": late}))
    return asked
