"""What a channel is: it knows its addresses and sends one parcel to one of them, now, and says what came of it.

Nothing here touches the delivery log: `services.delivering` claims before and settles after. A channel never
raises for what the other side does; it returns an outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

from apps.foundation.severity import Severity


class Came(Enum):
    """What came of an attempt."""

    SENT = "sent"
    AGAIN = "again"
    """It certainly did not arrive, and may at another try."""
    REFUSED = "refused"
    """It certainly did not arrive, and never will."""
    GONE = "gone"
    """The address does not exist any more; the channel has ended it."""
    UNKNOWN = "unknown"
    """It may have arrived: the connection broke after it was handed over."""


@dataclass(frozen=True)
class Outcome:
    """What came of it, a short code for the log, and how long the other side asks us to wait."""

    came: Came
    code: str = ""
    wait_s: float | None = None


SENT = Outcome(Came.SENT)


@dataclass(frozen=True)
class Parcel:
    """All that a channel is given. `words` and `id` are all that leaves the house beside the address."""

    id: UUID
    """The notification's id: opaque outside."""
    delivery_id: UUID
    """The same at every attempt: what a receiver can tell repeats by."""
    person: Any
    target: UUID | None
    words: str
    is_urgent: bool
    worth_s: int
    """Seconds until it is old news."""


Targets = Mapping[int, Sequence[UUID | None]]


class Channel(Protocol):
    """One way to tell somebody. `a_repeat_is_seen_once` decides what follows an attempt of unknown end."""

    name: str
    label: Any
    speaks_from: Severity
    may_be_refused: bool
    a_repeat_is_seen_once: bool
    needs: str
    """The setting without which it is off, for whoever looks for the reason; empty: none."""

    def is_on(self) -> bool:
        """Say whether the settings have this channel and all that it needs."""
        ...

    def targets_of(self, people: Sequence[Any]) -> Targets:
        """Return the addresses of each of these people by her internal id, in at most one query.

        Ids of browsers or phones, or [None] for her only one; who has none may be left out.
        """
        ...

    def send(self, parcel: Parcel) -> Outcome:
        """Send now. Called outside any transaction."""
        ...
