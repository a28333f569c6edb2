"""States of orders and imports, and why an order earns nothing, in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy

from apps.referrals.conversion_states import ConversionState, Reason
from apps.referrals.states import ImportState

STATES: Final[dict[str, tuple[str, Any]]] = {
    ConversionState.UNMATCHED: ("unknown", gettext_lazy("no click of ours")),
    ConversionState.PENDING: ("notice", gettext_lazy("pending")),
    ConversionState.APPROVED: ("ok", gettext_lazy("approved")),
    ConversionState.PAID: ("ok", gettext_lazy("paid")),
    ConversionState.REVERSED: ("warning", gettext_lazy("reversed")),
}
REASONS: Final[dict[str, Any]] = {
    "": "",
    Reason.NO_CLICK: gettext_lazy("The click is not known, or not yours."),
    Reason.NOT_COUNTED: gettext_lazy("The click came from a robot, or there were too many from one place."),
    Reason.TOO_LATE: gettext_lazy("The click was too long before the order."),
    Reason.BEFORE_CLICK: gettext_lazy("The order was made before the click."),
    Reason.NOTHING_AGREED: gettext_lazy("Nothing was agreed for what was bought."),
    Reason.CANCELLED: gettext_lazy("It was cancelled."),
    Reason.REFUNDED: gettext_lazy("All of it was given back."),
}
IMPORTS: Final[dict[str, tuple[str, Any]]] = {
    ImportState.WAITING: ("notice", gettext_lazy("waits for its turn")),
    ImportState.READING: ("notice", gettext_lazy("is being read")),
    ImportState.ASKED: ("warning", gettext_lazy("waits for your answer")),
    ImportState.DONE: ("ok", gettext_lazy("holds")),
    ImportState.FAILED: ("critical", gettext_lazy("refused")),
    ImportState.DROPPED: ("unknown", gettext_lazy("dropped")),
}
FINDINGS: Final[dict[str, tuple[Any, Any]]] = {
    "same": (gettext_lazy("the same with us"), ""),
    "approved": (gettext_lazy("approved by this file"), ""),
    "refunded": (gettext_lazy("refund booked"), gettext_lazy("You say that less stands than we knew.")),
    "refunded_and_approved": (gettext_lazy("refund booked, and approved"), ""),
    "reversed": (gettext_lazy("reversed by this file"), ""),
    "amount_higher": (
        gettext_lazy("you say more"),
        gettext_lazy("We book less only. Write to us if more is right."),
    ),
    "currency_differs": (gettext_lazy("other currency"), gettext_lazy("Nothing was booked. Check the row.")),
    "unknown_order": (gettext_lazy("order unknown"), gettext_lazy("It was never reported to us.")),
    "unmatched": (
        gettext_lazy("order without a click"),
        gettext_lazy("It earns nothing, and nothing was booked."),
    ),
    "reversed_here": (
        gettext_lazy("reversed with us"),
        gettext_lazy("It was reversed before. Nothing was booked."),
    ),
    "repeated": (gettext_lazy("row repeated"), gettext_lazy("The first row of this order counts.")),
    "row_invalid": (
        gettext_lazy("row not understood"),
        gettext_lazy("Check the status and the amount in minor units."),
    ),
    "missing": (gettext_lazy("not in the file"), gettext_lazy("We know this order from the same days.")),
}
