"""The table beside the strip: events with the same letters and numbers that are drawn on it (A1, D2, C3).

Pure: takes the analysis as the API says it, gives rows. `static/ui/strip/events.js` numbers in the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

LETTERS: Final = (("accelerations", "A"), ("decelerations", "D"), ("contractions", "C"))
KIND_WORDS: Final = {
    "A": _("Acceleration"),
    "D": _("Deceleration"),
    "C": _("Contraction"),
    "early": _("Early deceleration"),
    "late": _("Late deceleration"),
    "variable": _("Variable deceleration"),
    "prolonged": _("Prolonged deceleration"),
}


@dataclass(frozen=True)
class StripEvent:
    """`start_s` and `end_s` count from the first sample; `amplitude_bpm` is None where not measured."""

    label: str
    word: Any
    start_s: float
    end_s: float
    at: datetime
    amplitude_bpm: float | None

    @property
    def letter(self) -> str:
        return self.label[0]

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


def labelled_events(analysis: Mapping[str, Any], *, started_at: datetime) -> list[StripEvent]:
    """All events in order of time; numbered within their letter."""
    events = [
        _event(letter, number, given, started_at)
        for key, letter in LETTERS
        for number, given in enumerate(_in_time(analysis.get(key) or []), start=1)
    ]
    return sorted(events, key=lambda event: (event.start_s, event.label))


def _in_time(events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(events, key=lambda event: (event["start_s"], event["end_s"]))


def _event(letter: str, number: int, given: Mapping[str, Any], started_at: datetime) -> StripEvent:
    start_s = float(given["start_s"])
    return StripEvent(
        label=f"{letter}{number}",
        word=KIND_WORDS.get(given.get("kind") or "", KIND_WORDS[letter]),
        start_s=start_s,
        end_s=float(given["end_s"]),
        at=started_at + timedelta(seconds=start_s),
        amplitude_bpm=_change(letter, given.get("amplitude_bpm")),
    )


def _change(letter: str, amplitude_bpm: float | None) -> float | None:
    """Up or down from the baseline: the analysis gives distances, a deceleration goes down. Contractions have none."""
    if amplitude_bpm is None or letter == "C":
        return None
    return -abs(amplitude_bpm) if letter == "D" else amplitude_bpm
