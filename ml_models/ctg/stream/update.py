"""What a stream says after a piece."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ml_models.ctg.events import Event
from ml_models.ctg.stream.following import Changes, Followed
from ml_models.ctg.stream.signal import Signal
from ml_models.ctg.verdicts import Verdict


@dataclass(frozen=True)
class Update:
    """All of it is provisional: `Stream.close` says what holds."""

    seconds: float
    """Length of the recording so far."""
    analysed_s: float
    """How far it was looked at; the rest follows with the next piece."""
    baseline_bpm: float = math.nan
    """At the end, NaN where undefined."""
    variability_bpm: float = math.nan
    """Bandwidth of the last whole minute, NaN where too little counts."""
    steady_variability_bpm: float = math.nan
    """Median of the last five whole minutes."""
    contractions_per_10min: float = math.nan
    """Averaged over the last thirty minutes, or over all where there are ten at least."""
    changes: Changes = field(default_factory=Changes)
    """Since the last update."""
    open_events: list[Followed] = field(default_factory=list)
    signal: Signal = field(default_factory=lambda: Signal(1.0, 1.0, 0.0))
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """Where they are due: at ten minutes and every two minutes more, up to an hour. Empty in between."""
    verdicts_at_s: float | None = None
    """They judge everything up to here."""
    go_on: bool = False
    """Where verdicts are: those before labour are not settled yet, so that "not met" means to go on."""

    @property
    def opened(self) -> list[Followed]:
        """Events that were not known before; those that are over already are among `closed` as well."""
        return self.changes.opened

    @property
    def closed(self) -> list[Followed]:
        """Events that came to their end."""
        return self.changes.closed

    @property
    def changed(self) -> list[Followed]:
        """Known events whose beginning or kind is another now, or their end after they had been closed."""
        return self.changes.changed

    @property
    def withdrawn(self) -> list[int]:
        """Numbers of events that are none, as seen now."""
        return self.changes.withdrawn

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: NaN becomes None."""
        return {
            "seconds": self.seconds,
            "analysed_s": self.analysed_s,
            "baseline_bpm": _plain(self.baseline_bpm, 1),
            "variability_bpm": _plain(self.variability_bpm, 1),
            "steady_variability_bpm": _plain(self.steady_variability_bpm, 1),
            "contractions_per_10min": _plain(self.contractions_per_10min, 1),
            "opened": [_followed(one) for one in self.opened],
            "closed": [_followed(one) for one in self.closed],
            "changed": [_followed(one) for one in self.changed],
            "withdrawn": list(self.withdrawn),
            "open": [_followed(one) for one in self.open_events],
            "signal": asdict(self.signal),
            "verdicts": {name: verdict.to_dict() for name, verdict in self.verdicts.items()},
            "verdicts_at_s": self.verdicts_at_s,
            "go_on": self.go_on,
        }


def _followed(one: Followed) -> dict[str, Any]:
    event: Event = one.event
    return {
        "id": one.id,
        "family": one.family,
        "kind": event.kind,
        "start_s": event.start_s,
        "end_s": event.end_s,
        "peak_s": event.peak_s,
        "amplitude_bpm": _plain(event.amplitude_bpm, 1),
        "amplitude_units": _plain(event.amplitude_units, 1),
        "is_open": one.is_open,
    }


def _plain(value: float, digits: int) -> float | None:
    return round(value, digits) if math.isfinite(value) else None
