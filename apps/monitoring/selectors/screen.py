"""What is known of a recording while it is made, as the rule of the screens takes it. The recording was seen before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from apps.foundation.severity import Severity
from apps.monitoring.models import LiveRecording, LiveVerdict
from apps.monitoring.rules import tables
from apps.monitoring.rules.coach import Code
from apps.monitoring.rules.screens import CALM, NAME, Screen, Seen, Situation, what_she_sees
from apps.monitoring.selectors.gate import alerts_about, was_taken_in_spite
from apps.observations.models import Observation
from apps.recordings.models import FS_HZ, Recording
from apps.recordings.states import State

SYSTEM: Final = "the screen of a recording that was seen"
NEAR_S: Final = 300.0
"""`ctg.stream.Signal.maternal_near_s` counts in the last five minutes."""
NOT_INTERPRETABLE, NOT_APPLICABLE = "not interpretable", "not applicable"
COACH_SAYS: Final[Mapping[str, set[str]]] = {
    Code.NOTHING_ARRIVES.value: {"nothing_measured"},
    Code.OWN_HEART.value: {"maternal_rate"},
    Code.MOVE_SENSOR.value: {"much_loss"},
    Code.OTHER_SOUND.value: {"false_signal"},
    Code.CHECK_DEVICE.value: {"frozen"},
}
"""As long as she is asked to do something about the signal, the screen asks for it too."""
NOT_OF_THE_TRACE: Final = frozenset(
    {"too_early", "too_late", "week_unknown", "not_for_labour", "only_for_labour"}
)
"""Why a rule set says nothing that recording again would not mend."""


@dataclass(frozen=True)
class Shown:
    """The screen, and what is said of the signal beside it (None: she is to do something else now, or it is over)."""

    seen: Seen
    coach: Code | None


def screen_of(recording: Recording, *, at: datetime) -> Shown:
    """Return what the mother of a recording sees now."""
    live = LiveRecording.objects.for_system(SYSTEM).filter(recording=recording).first()
    seen = what_she_sees(situation_of(recording, live, at=at))
    code = Code(live.coach) if live is not None and live.coach and not recording.is_closed else None
    return Shown(seen, code if code is not None and _fits(code, seen.screen) else None)


def _fits(code: Code, screen: Screen) -> bool:
    """Nothing is said of the signal while she is to phone, and nothing milder than the screen says."""
    return not screen.calls and (code.asks or screen in CALM)


def situation_of(recording: Recording, live: LiveRecording | None, *, at: datetime) -> Situation:
    """Return everything that is known that could ask her for something."""
    worst = alerts_about(recording.subject_id, Severity.WARN).values_list("severity", flat=True).first()
    return Situation(
        is_over=recording.is_closed,
        in_labour=recording.in_labour,
        unasked=was_taken_in_spite(recording),
        alert=Severity(worst) if worst else None,
        **_told(recording, at),
        **(_of_ended(recording) if recording.is_closed else _of_live(recording, live, at)),
    )


def _told(recording: Recording, at: datetime) -> dict[str, Any]:
    """What she told from a day before the recording until a day after it."""
    day = timedelta(hours=tables.number(NAME, "symptoms_hours"))
    until = (
        recording.started_at + timedelta(seconds=recording.duration_s) + day if recording.is_closed else at
    )
    rows = Observation.objects.for_system(SYSTEM).filter(
        subject_id=recording.subject_id,
        measure__in=("symptoms", "fetal_movement_session"),
        deleted_at=None,
        start_at__gte=recording.started_at - day,
        start_at__lte=max(until, recording.started_at),
    )
    said = list(rows.values_list("measure", "detail"))
    moved = [detail.get("is_less") for measure, detail in said if measure == "fetal_movement_session"]
    told = [detail for measure, detail in said if measure == "symptoms"]
    return {
        "symptoms": frozenset((str(one.get("code", "")), str(one.get("strength", ""))) for one in told),
        "fewer_movements": True if True in moved else False if False in moved else None,
    }


def _of_live(recording: Recording, live: LiveRecording | None, at: datetime) -> dict[str, Any]:
    """What the analysis says so far. Without frames nothing is heard here: the screen speaks of what she tells only."""
    if live is None:
        return {"minutes": 0.0}
    signals = [one["signal"] for one in live.update]
    minutes = (live.last_sample or 0) / FS_HZ / 60
    labels, doubts = _said(recording)
    near = [signal["maternal_near_s"] / max(min(NEAR_S, minutes * 60), 1.0) for signal in signals]
    return {
        "minutes": minutes,
        "labels": labels,
        "notes": doubts
        | {note for signal in signals for note in signal["notes"]}
        | COACH_SAYS.get(live.coach, set()),
        "own_heart": max(near, default=None),
        "lost": max((signal["lost_minute"] for signal in signals), default=None),
        "silent_s": _silent_s(live, at),
    }


def _silent_s(live: LiveRecording, at: datetime) -> float:
    """Seconds since the older of: something came, and what came was looked at."""
    moments = [moment for moment in (live.last_received_at, live.updated_at) if moment is not None]
    return (at - min(moments, default=live.opened_at)).total_seconds()


def _said(recording: Recording) -> tuple[dict[str, str], frozenset[str]]:
    """The newest verdicts of each fetus: the labels, and why there are none."""
    rows = LiveVerdict.objects.for_system(SYSTEM).filter(recording=recording).order_by("fetus", "-at_s")
    return _labels(row.verdicts for row in rows.distinct("fetus"))


def _labels(verdicts: Iterable[Mapping[str, Any]]) -> tuple[dict[str, str], frozenset[str]]:
    labels: dict[str, str] = {}
    doubts: set[str] = set()
    for number, of_fetus in enumerate(verdicts, start=1):
        for name, verdict in of_fetus.items():
            label, why_not = str(verdict["label"]), {str(why) for why in verdict["why_not"]}
            if label == NOT_INTERPRETABLE:
                doubts |= why_not
                label = NOT_APPLICABLE if why_not and why_not <= NOT_OF_THE_TRACE else label
            labels[f"{name}.{number}"] = label
    return labels, frozenset(doubts)


def _of_ended(recording: Recording) -> dict[str, Any]:
    """What the analysis found; until it is there, how much of it arrived and what was said last."""
    minutes = recording.duration_s / 60
    missing = 1 - recording.stored_count / recording.sample_count if recording.sample_count else None
    current = recording.current_analysis
    if recording.state != State.ANALYSED or current is None:
        labels, doubts = _said(recording)
        failed = recording.state == State.FAILED
        return {"minutes": minutes, "labels": labels, "notes": doubts, "lost": None if failed else missing}
    fetuses = current.result["fetuses"]
    labels, doubts = _labels(found.get("verdicts") or {} for found in fetuses)
    return {
        "minutes": minutes,
        "labels": labels,
        "notes": doubts,
        "lost": _worst(found["signal_loss"] for found in fetuses),
        "own_heart": _worst(_own_part(found) for found in fetuses),
        "false_signal": _worst((found.get("numbers") or {}).get("false_part") for found in fetuses),
    }


def _own_part(found: Mapping[str, Any]) -> float | None:
    """Part of the recording that runs with her own rate, or lies close to it; None where that was not asked."""
    near_s, duration_s = found.get("near_mother_s"), found["duration_s"]
    if near_s is None or not duration_s:
        return None
    return near_s / duration_s + (found.get("left_out_parts") or {}).get("maternal", 0.0)


def _worst(parts: Iterable[float | None]) -> float | None:
    """The greatest part; None where one of them is not known and none of the others is greater than nothing."""
    given = list(parts)
    known = [part for part in given if part is not None]
    return max(known) if known and (len(known) == len(given) or max(known) > 0) else None
