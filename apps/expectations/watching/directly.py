"""Sends a call by mail and short message without asking the database for anything."""

from __future__ import annotations

import smtplib

import structlog
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from apps.expectations.selectors import operators
from apps.expectations.watching.away import Operator
from apps.foundation.ids import uuid7
from apps.notifications import channels
from apps.notifications.channels import Came
from apps.notifications.channels import email as email_channel
from apps.notifications.channels import sms as sms_channel
from apps.notifications.models import PhoneNumber

log = structlog.get_logger(__name__)


def remembered() -> list[Operator]:
    """Read where the operators are reached: what is kept in memory."""
    people = operators()
    verified = EmailAddress.objects.filter(user__in=people, email__iexact=F("user__email"), verified=True)
    with_mail = set(verified.values_list("user_id", flat=True))
    numbers = dict(PhoneNumber.objects.filter(person__in=people).values_list("person_id", "number"))
    found = [
        Operator(
            person.pk,
            person.language,
            person.email if person.pk in with_mail else "",
            numbers.get(person.pk, ""),
        )
        for person in people
    ]
    return [operator for operator in found if operator.email or operator.number]


def send(operator: Operator) -> bool:
    """Send by both ways; says whether one at least took it. The words name a part of the house and nobody."""
    with translation.override(operator.language):
        text = _("KAISHI: its database does not answer. Please look now.")
    sent = [_mail(operator, text), _short_message(operator, text)]
    return any(sent)


def _mail(operator: Operator, text: str) -> bool:
    if not operator.email or not _is_on(email_channel.NAME):
        return False
    try:
        mail = get_connection(timeout=settings.NOTIFICATION_TIMEOUT_S)
        headers = {"Auto-Submitted": "auto-generated"}
        message = EmailMessage(text, text, None, [operator.email], connection=mail, headers=headers)
        return bool(message.send())
    except (OSError, smtplib.SMTPException) as error:
        log.warning("direct_mail_failed", error=type(error).__name__)
        return False


def _short_message(operator: Operator, text: str) -> bool:
    if not operator.number or not _is_on(sms_channel.NAME):
        return False
    gateway: sms_channel.Gateway = import_string(settings.SMS_GATEWAY)()
    outcome = gateway.send(number=operator.number, text=text, delivery_id=uuid7())
    return outcome.came == Came.SENT


def _is_on(name: str) -> bool:
    channel = channels.find(name)
    return channel is not None and channels.is_usable(channel)
