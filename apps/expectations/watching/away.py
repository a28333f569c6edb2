"""What the watch keeps in memory for the time without a database: whom to call, and whom it has called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Operator:
    """Somebody who keeps the house running: where she is reached without a database."""

    person_id: int
    language: str
    email: str
    number: str


@dataclass(frozen=True)
class Call:
    """Somebody was called past the database; `arrived`: by one way at least."""

    person_id: int
    at: datetime
    arrived: bool


@dataclass
class Away:
    """The time without a database, round by round. `send(operator)` says whether it went out by one way at least."""

    send: Callable[[Operator], bool]
    operators: Sequence[Operator] = ()
    silent_since: datetime | None = None
    calls: list[Call] = field(default_factory=list)

    def is_there(self, at: datetime) -> None:
        """The database answers: forget the time without it. Take `calls` before."""
        self.silent_since = at
        self.calls = []

    def step(self, at: datetime, *, grace: timedelta, next_after: timedelta) -> bool:
        """Call whoever is due, one at most: the first once grace is over, the next after a while, round and round.

        Who could not be reached is not waited for. Returns whether somebody was called.
        """
        if self.silent_since is None:
            self.silent_since = at
        if not self.operators or at < self.silent_since + grace:
            return False
        if self.calls and self.calls[-1].arrived and at < self.calls[-1].at + next_after:
            return False
        operator = self.operators[len(self.calls) % len(self.operators)]
        self.calls.append(Call(operator.person_id, at, self.send(operator)))
        return True
