"""The states of a webhook's delivery. Moved only by an update that names the state before."""

from __future__ import annotations

from typing import Final


class DeliveryState:
    """`dead`: three days of attempts have failed, or the address has ended; a replay makes it wait again."""

    WAITING: Final = "waiting"
    SENDING: Final = "sending"
    DELIVERED: Final = "delivered"
    DEAD: Final = "dead"


TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    DeliveryState.WAITING: frozenset({DeliveryState.SENDING, DeliveryState.DEAD}),
    DeliveryState.SENDING: frozenset({DeliveryState.WAITING, DeliveryState.DELIVERED, DeliveryState.DEAD}),
    DeliveryState.DELIVERED: frozenset({DeliveryState.WAITING}),
    DeliveryState.DEAD: frozenset({DeliveryState.WAITING}),
}
