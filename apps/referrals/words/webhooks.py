"""What became of webhooks, in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy

from apps.referrals.webhook_states import DeliveryState
from apps.referrals.words.addresses import ADDRESSES

STATES: Final[dict[str, tuple[str, Any]]] = {
    DeliveryState.WAITING: ("notice", gettext_lazy("waits")),
    DeliveryState.SENDING: ("notice", gettext_lazy("on its way")),
    DeliveryState.DELIVERED: ("ok", gettext_lazy("delivered")),
    DeliveryState.DEAD: ("critical", gettext_lazy("given up")),
}
CODES: Final[dict[str, Any]] = {
    "delivered": gettext_lazy("taken"),
    "refused": gettext_lazy("refused by your server"),
    "redirect": gettext_lazy("your server led elsewhere, which is not followed"),
    "timeout": gettext_lazy("no answer within ten seconds"),
    "unreachable": gettext_lazy("your server could not be reached"),
}
ENDED: Final[dict[str, Any]] = {
    "asked": gettext_lazy("deleted by somebody of yours"),
    "gone": gettext_lazy("your server said that it is gone (410)"),
}


def of_attempt(code: str) -> str:
    """Return what came of an attempt."""
    return str(CODES.get(code) or ADDRESSES.get(code) or code)
