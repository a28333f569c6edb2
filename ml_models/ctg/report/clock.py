"""The axis of time: minutes of the wall clock where it is known, else of the recording. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo


@dataclass(frozen=True)
class Clock:
    """`start` is the aware moment of the first sample, None where nobody knows it; `zone` the one to tell times in."""

    start: datetime | None
    zone: tzinfo | None = None

    @property
    def lead_s(self) -> float:
        """Seconds from the full minute before the start to the start: rows begin on full minutes."""
        if self.start is None:
            return 0.0
        local = self.local(0.0)
        return local.second + local.microsecond / 1e6

    def local(self, second: float) -> datetime:
        """Return the moment of a second of the recording. Raises ValueError where the start is not known."""
        if self.start is None:
            raise ValueError("the start is not known")
        moment = self.start + timedelta(seconds=second)
        return moment.astimezone(self.zone) if self.zone else moment

    def minute(self, second: float) -> str:
        """Return «14:05», at midnight with the day; «1:05» since the start where the time of day is not known."""
        if self.start is None:
            whole = round(second / 60)
            return f"{whole // 60}:{whole % 60:02d}"
        local = self.local(second) + timedelta(milliseconds=1)
        return f"{local:%m-%d %H:%M}" if (local.hour, local.minute) == (0, 0) else f"{local:%H:%M}"

    def exact(self, second: float) -> str:
        """Return the time with its seconds."""
        if self.start is None:
            whole = round(second)
            return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
        return f"{self.local(second):%H:%M:%S}"

    def minute_of_day(self, second: float) -> int:
        """Return how many minutes a full minute is after midnight, or after the start."""
        if self.start is None:
            return round(second / 60)
        local = self.local(second) + timedelta(milliseconds=1)
        return local.hour * 60 + local.minute


def moment(at: datetime, zone: tzinfo | None) -> str:
    """Return «2026-03-01 18:30 (UTC+09:00)»."""
    local = at.astimezone(zone) if zone else at
    return f"{local:%Y-%m-%d %H:%M} ({offset(local)})"


def offset(at: datetime) -> str:
    """Return «UTC+09:00»."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds() // 60)
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
