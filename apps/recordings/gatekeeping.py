"""Whether a recording may be begun is asked of whoever registered here: live monitoring keeps the gate.

gatekeeping.register(require_open)      # require_open(person, pregnancy, started_at=…, at=…) raises GateClosed, or says
                                        # what is to be done with the recording once it is there
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, ParamSpec, Protocol, TypeVar

from apps.accounts.models import Person
from apps.foundation.errors import Forbidden
from apps.pregnancies.models import Pregnancy
from apps.recordings.models import Recording

P = ParamSpec("P")
R = TypeVar("R")
Made = Callable[[Recording], None]


class GateClosed(Forbidden):
    """She may not begin a recording by herself now; `result` and `reasons` say why and what to do.

    `keep` writes down that it was refused, once the refused write is undone.
    """

    code = "gate"

    def __init__(self, detail: Any = None, *, keep: Callable[[], None], **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.keep = keep


class Gate(Protocol):
    """What is asked inside the write that makes a new recording; returns what is to be done with it then, if anything."""

    def __call__(
        self, person: Person, pregnancy: Pregnancy, *, started_at: datetime, at: datetime
    ) -> Made | None: ...


_gates: list[Gate] = []


def register(gate: Gate) -> None:
    """Add a gate; the same one twice is harmless."""
    if gate not in _gates:
        _gates.append(gate)


def require_open(person: Person, pregnancy: Pregnancy, *, started_at: datetime, at: datetime) -> list[Made]:
    """Ask every gate; return what is to be done with the recording once it is there. Raises GateClosed."""
    asked = [gate(person, pregnancy, started_at=started_at, at=at) for gate in _gates]
    return [made for made in asked if made is not None]


def noting_refusals(service: Callable[P, R]) -> Callable[P, R]:
    """Make a service whose write is undone by a closed gate note the refusal in a write of its own."""

    @functools.wraps(service)
    def noting(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return service(*args, **kwargs)
        except GateClosed as refused:
            refused.keep()
            raise

    return noting
