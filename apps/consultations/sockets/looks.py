"""What sockets ask for when they come: all who ask while one look runs are looked up together.

After a restart thousands come within seconds. One by one each would cost the process as much as fifty do together, and
all of them would have given up before the last one is served.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from apps.consultations.selectors.opening import Opening, Wanted, openings
from apps.consultations.sockets import frames, welcome
from apps.foundation import accesses
from apps.foundation.errors import Problem
from apps.foundation.sockets.batches import Batches
from apps.foundation.sockets.of_loop import OfLoop

ACTION: Final = "socket consultations"
MOST: Final = 32
"""Each may be shown a page of two hundred messages, or five hundred heads: a batch must not hold up what comes next."""


class Looks:
    """The queues of those who ask. Belongs to one event loop."""

    def __init__(self) -> None:
        self.heads: Batches[int, frames.Heads] = Batches(
            "consultation-heads", welcome.heads, most=MOST, shared=True
        )
        self.openings: Batches[Wanted, Opening] = Batches(
            "consultation-openings", _opened, most=MOST, shared=True
        )


def _opened(wanted: Sequence[Wanted]) -> list[Opening | Problem]:
    """Read for all of them; who has looked at whom is in the access log before anything is handed out."""
    with accesses.recorded(ACTION):
        return openings(wanted)


looks = OfLoop(Looks)
"""Returns the looks of the running event loop."""
