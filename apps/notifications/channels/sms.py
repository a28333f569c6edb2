"""Short messages through a gateway of the house's choice (`SMS_GATEWAY`). Off by default.

At most once: a short message costs money and cannot be taken back. The gateway is told the delivery's id, so that one
that can tell repeats does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

import structlog
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from apps.foundation.severity import Severity
from apps.notifications import posting
from apps.notifications.channels.base import SENT, Came, Outcome, Parcel, Targets
from apps.notifications.models import PhoneNumber

NAME = "sms"
log = structlog.get_logger(__name__)


class Gateway(Protocol):
    """What carries short messages. A house with a provider of its own writes one class and names it in the settings."""

    def send(self, *, number: str, text: str, delivery_id: UUID) -> Outcome:
        """Send now; say what came of it."""
        ...


class ConsoleGateway:
    """Sends nothing: writes into the log that it would. For a developer's machine; the number stays out of the log."""

    def send(self, *, number: str, text: str, delivery_id: UUID) -> Outcome:
        """Log."""
        log.info("short_message", delivery=str(delivery_id), text=text)
        return SENT


class HttpGateway:
    """POST of `{"to", "text", "id"}` as JSON to `SMS_URL`, with `SMS_TOKEN` as bearer; any 2xx means taken."""

    def send(self, *, number: str, text: str, delivery_id: UUID) -> Outcome:
        """Post."""
        headers = {"Authorization": f"Bearer {settings.SMS_TOKEN}", "Idempotency-Key": str(delivery_id)}
        body = {"to": number, "text": text, "id": str(delivery_id)}
        try:
            answer = posting.post(settings.SMS_URL, headers=headers, json=body)
        except posting.NotHandedOver:
            return Outcome(Came.AGAIN, "sms_unreachable")
        except posting.BrokeOff:
            return Outcome(Came.UNKNOWN, "sms_broke_off")
        return posting.outcome_of(answer, "sms")


class Sms:
    """To the number that she gave; for emergencies, unless she chose otherwise."""

    name = NAME
    label = _("Short message")
    speaks_from = Severity.EMERGENCY
    may_be_refused = True
    a_repeat_is_seen_once = False
    needs = "KAISHI_SMS_GATEWAY"

    def is_on(self) -> bool:
        """Where a gateway is set."""
        return bool(settings.SMS_GATEWAY)

    def targets_of(self, people: Sequence[Any]) -> Targets:
        """The number of each who gave one."""
        rows = PhoneNumber.objects.filter(person__in=people)
        return {person_id: [None] for person_id in rows.values_list("person_id", flat=True)}

    def send(self, parcel: Parcel) -> Outcome:
        """Hand it to the gateway."""
        number = PhoneNumber.objects.filter(person=parcel.person).values_list("number", flat=True).first()
        if number is None:
            return Outcome(Came.REFUSED, "no_address")
        gateway: Gateway = import_string(settings.SMS_GATEWAY)()
        return gateway.send(number=number, text=parcel.words, delivery_id=parcel.delivery_id)
