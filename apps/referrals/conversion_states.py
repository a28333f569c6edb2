"""The states of a conversion. Moved only by an update that names the state before."""

from __future__ import annotations

from typing import Final


class ConversionState:
    """`unmatched`: no click of ours, or none that may earn; it stays as it is, and nothing is posted."""

    UNMATCHED: Final = "unmatched"
    PENDING: Final = "pending"
    APPROVED: Final = "approved"
    PAID: Final = "paid"
    REVERSED: Final = "reversed"


TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    ConversionState.UNMATCHED: frozenset(),
    ConversionState.PENDING: frozenset({ConversionState.APPROVED, ConversionState.REVERSED}),
    ConversionState.APPROVED: frozenset({ConversionState.PAID, ConversionState.REVERSED}),
    ConversionState.PAID: frozenset({ConversionState.REVERSED}),
    ConversionState.REVERSED: frozenset(),
}


class Reason:
    """Why an order earns nothing, or no longer."""

    NO_CLICK: Final = "no_click"
    NOT_COUNTED: Final = "click_not_counted"
    TOO_LATE: Final = "click_too_old"
    BEFORE_CLICK: Final = "before_click"
    NOTHING_AGREED: Final = "nothing_agreed"
    CANCELLED: Final = "cancelled"
    REFUNDED: Final = "refunded"


REASONS: Final = tuple(value for name, value in vars(Reason).items() if name.isupper())
