"""Many lines of the access log as few visits: a mother wants to know who looked, not how many queries a page makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

VISIT_GAP: Final = timedelta(minutes=30)


@dataclass(frozen=True)
class Look:
    """One line of the log: its number, when, who in which role, what in words."""

    number: int
    at: datetime
    name: str
    role: str
    what: str


@dataclass
class Visit:
    """One person's looks with no pause longer than `VISIT_GAP` between them; `what` each thing once."""

    name: str
    role: str
    from_at: datetime
    to_at: datetime
    oldest: int
    looks: int = 1
    what: dict[str, None] = field(default_factory=dict)

    @property
    def things(self) -> list[str]:
        """What was looked at, the last first."""
        return list(self.what)


def visits(looks: Iterable[Look]) -> list[Visit]:
    """Group looks, newest first, into visits, newest first. Visits of several people may overlap in time."""
    found: list[Visit] = []
    latest: dict[tuple[str, str], Visit] = {}
    for look in looks:
        visit = latest.get((look.name, look.role))
        if visit is None or visit.from_at - look.at > VISIT_GAP:
            visit = Visit(look.name, look.role, look.at, look.at, look.number, looks=0)
            latest[look.name, look.role] = visit
            found.append(visit)
        visit.from_at, visit.oldest = look.at, look.number
        visit.looks += 1
        visit.what[look.what] = None
    return found
