"""Firebase Cloud Messaging, HTTP v1, for the phones' apps. Off without a service account's key.

At least once, seen once: the tag (Android) and the collapse id (iOS) are the same at every attempt, so that a repeat
replaces what is shown. A token that FCM no longer knows ends. No library of Google's: a signed JWT and two POSTs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.foundation.severity import Severity
from apps.notifications import google, posting
from apps.notifications.channels.base import Came, Outcome, Parcel, Targets
from apps.notifications.models import DeviceToken

NAME = "fcm"
GONE: Final = frozenset({"UNREGISTERED", "SENDER_ID_MISMATCH"})


class Fcm:
    """To every phone on which she signed in."""

    name = NAME
    label = _("On the phone")
    speaks_from = Severity.INFO
    may_be_refused = True
    a_repeat_is_seen_once = True
    needs = "KAISHI_FCM_CREDENTIALS"

    def is_on(self) -> bool:
        """Where `FCM_CREDENTIALS` names a service account's key; what is wrong with it, the checks say."""
        return bool(settings.FCM_CREDENTIALS)

    def targets_of(self, people: Sequence[Any]) -> Targets:
        """Their phones."""
        rows = DeviceToken.objects.filter(person__in=people, ended_at=None).order_by("pk")
        found: dict[int, list[UUID | None]] = {}
        for person_id, public_id in rows.values_list("person_id", "public_id"):
            found.setdefault(person_id, []).append(public_id)
        return found

    def send(self, parcel: Parcel) -> Outcome:
        """Get a token of ours where the last one is old, then post."""
        phone = _of(parcel.person).filter(public_id__in=[parcel.target]).first()
        if phone is None:
            return Outcome(Came.REFUSED, "no_address")
        account = google.service_account()
        try:
            access = google.access_token(account)
        except google.NoAccess as error:
            return Outcome(Came.AGAIN, error.code)
        url = f"{settings.FCM_URL}/v1/projects/{account.project_id}/messages:send"
        try:
            answer = posting.post(
                url, headers={"Authorization": f"Bearer {access}"}, json=message_of(parcel, phone.token)
            )
        except posting.NotHandedOver:
            return Outcome(Came.AGAIN, "fcm_unreachable")
        except posting.BrokeOff:
            return Outcome(Came.UNKNOWN, "fcm_broke_off")
        return _outcome_of(answer)


def _of(person: Any) -> QuerySet[DeviceToken]:
    return DeviceToken.objects.filter(person=person, ended_at=None)


def message_of(parcel: Parcel, token: str) -> dict[str, Any]:
    """Return the body of `messages:send`."""
    tag = parcel.delivery_id.hex
    return {
        "message": {
            "token": token,
            "notification": {"title": "KAISHI", "body": parcel.words},
            "data": {"id": str(parcel.id)},
            "android": {
                "priority": "HIGH" if parcel.is_urgent else "NORMAL",
                "ttl": f"{parcel.worth_s}s",
                "collapse_key": tag,
                "notification": {"tag": tag},
            },
            "apns": {
                "headers": {
                    "apns-collapse-id": tag,
                    "apns-priority": "10" if parcel.is_urgent else "5",
                }
            },
        }
    }


def _outcome_of(answer: posting.Answer) -> Outcome:
    code = _error_code(answer)
    if code in GONE:
        return Outcome(Came.GONE, f"fcm_{code.lower()}")
    if answer.status == 401:  # our access token was taken back before its time
        google.forget_access()
        return Outcome(Came.AGAIN, "fcm_401")
    return posting.outcome_of(answer, "fcm")


def _error_code(answer: posting.Answer) -> str:
    """Return FCM's own code of an error, empty where there is none."""
    try:
        details = json.loads(answer.body)["error"]["details"]
        return next((str(one["errorCode"]) for one in details if "errorCode" in one), "")
    except (ValueError, KeyError, TypeError):
        return ""
