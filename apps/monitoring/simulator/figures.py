"""What a run counts, and how it says it."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

MOST_LATENCIES = 2_000_000


@dataclass
class Figures:
    """Of all phones together. `latencies_s`: from the first time a live frame went out until it was acknowledged."""

    phones: int = 0
    connected: int = 0
    connections: int = 0
    over_http: int = 0
    completed: int = 0
    made: int = 0
    sent: int = 0
    sent_again: int = 0
    acknowledged: int = 0
    coached: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    latencies_s: array[float] = field(default_factory=lambda: array("f"))

    def add(self, made: int, sent: int, sent_again: int, acknowledged: int) -> None:
        """Count what is new with one phone."""
        self.made += made
        self.sent += sent
        self.sent_again += sent_again
        self.acknowledged += acknowledged

    def waited(self, seconds: float) -> None:
        """Count how long a frame waited for its answer."""
        if len(self.latencies_s) < MOST_LATENCIES:
            self.latencies_s.append(seconds)

    def latency_ms(self, part: float) -> float | None:
        """Return a quantile in ms; None where nothing was acknowledged."""
        if not self.latencies_s:
            return None
        ordered = sorted(self.latencies_s)
        return 1000 * ordered[min(int(part * len(ordered)), len(ordered) - 1)]

    def line(self, at_s: float) -> str:
        """One line of progress."""
        return (
            f"{int(at_s) // 60:02}:{int(at_s) % 60:02}  {self.connected} of {self.phones} phones connected  "
            f"sent {self.sent:,}  acknowledged {self.acknowledged:,}  waiting {self.made - self.acknowledged:,}"
        )

    def summary(self) -> list[str]:
        """What there is to say at the end."""
        p50, p99 = self.latency_ms(0.5), self.latency_ms(0.99)
        waited = "nothing was acknowledged" if p50 is None else f"p50 {p50:.0f} ms, p99 {p99:.0f} ms"
        lines = [
            f"{self.phones} phones, {self.completed} completed, {self.connections} connections, "
            f"{self.over_http} requests over HTTP",
            f"frames: made {self.made:,}, sent {self.sent:,} (again {self.sent_again:,}), "
            f"acknowledged {self.acknowledged:,}",
            f"from sending to acknowledgement: {waited}",
        ]
        if self.coached:
            told = ", ".join(f"{code} {count}" for code, count in self.coached.most_common())
            lines.append(f"coach: {told}")
        return [*lines, *(f"failed: {failure}" for failure in self.failures[:20])]
