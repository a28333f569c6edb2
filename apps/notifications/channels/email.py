"""E-mail through Django's SMTP settings.

At most once: SMTP has no repeat that is seen once. A connection that breaks while the mail is handed over leaves
an unknown end, and such a mail is not sent again; what has to be read is escalated instead.
"""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.foundation.severity import Severity
from apps.notifications.channels.base import SENT, Came, Outcome, Parcel, Targets

NAME = "email"
PERMANENT = 500


class Email:
    """To the verified address that she signs in with; from «urgent» on, unless she chose otherwise."""

    name = NAME
    label = _("E-mail")
    speaks_from = Severity.URGENT
    may_be_refused = True
    a_repeat_is_seen_once = False
    needs = ""

    def is_on(self) -> bool:
        """Where Django has a mail backend, which it always has."""
        return True

    def targets_of(self, people: Sequence[Any]) -> Targets:
        """None where nobody has shown that the address is hers: we do not write to strangers."""
        verified = EmailAddress.objects.filter(user__in=people, email__iexact=F("user__email"), verified=True)
        return {person_id: [None] for person_id in verified.values_list("user_id", flat=True)}

    def send(self, parcel: Parcel) -> Outcome:
        """Connect first: until the mail is handed over, whatever breaks is certainly not sent."""
        connection = get_connection(timeout=settings.NOTIFICATION_TIMEOUT_S)
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            code = _code_of(error)
            return Outcome(Came.AGAIN, f"smtp_{code}" if code else "smtp_unreachable")
        try:
            connection.send_messages([message_of(parcel, connection)])
        except smtplib.SMTPException as error:
            return _refusal(error)
        except OSError:
            return Outcome(Came.UNKNOWN, "smtp_broke_off")
        finally:
            _close(connection)
        return SENT


def message_of(parcel: Parcel, connection: Any) -> EmailMessage:
    """Return the mail: neutral words, and a link that only leads somewhere after signing in."""
    address = settings.PUBLIC_ADDRESS + reverse("notifications:open", args=[parcel.id])
    with translation.override(parcel.person.language):
        body = render_to_string("notifications/email.txt", {"words": parcel.words, "address": address})
    headers = {
        "Message-ID": f"<{parcel.delivery_id}@{urlsplit(settings.PUBLIC_ADDRESS).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(
        parcel.words, body, None, [parcel.person.email], connection=connection, headers=headers
    )


def _refusal(error: smtplib.SMTPException) -> Outcome:
    """What the server answered is certain; what broke without an answer is not."""
    code = _code_of(error)
    if code is None:
        return Outcome(Came.UNKNOWN, "smtp_broke_off")
    return Outcome(Came.REFUSED if code >= PERMANENT else Came.AGAIN, f"smtp_{code}")


def _code_of(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPResponseException):
        return int(error.smtp_code)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(int(answer[0]) for answer in error.recipients.values())
    return None


def _close(connection: Any) -> None:
    """Say goodbye; whether the server still listens does not change what it has answered."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        return
