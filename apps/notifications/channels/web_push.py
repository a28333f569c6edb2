"""Web push (RFC 8030), encrypted for the browser (RFC 8291, by pywebpush) and signed with our VAPID key.

At least once, seen once: the `Topic` is the same at every attempt, so that the push service keeps one copy, and the
service worker shows one notification for each id. A subscription that the service no longer knows (404, 410) ends.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.foundation.severity import Severity
from apps.notifications import endpoints, keys, posting
from apps.notifications.channels.base import Came, Outcome, Parcel, Targets
from apps.notifications.models import WebPushSubscription

NAME = "web_push"
TOKEN_SECONDS: Final = 12 * 3_600
GONE: Final = frozenset({404, 410})


class WebPush:
    """To every browser in which she allowed it."""

    name = NAME
    label = _("In this and other browsers")
    speaks_from = Severity.INFO
    may_be_refused = True
    a_repeat_is_seen_once = True
    needs = ""

    def is_on(self) -> bool:
        """Always: a key is made where none is set."""
        return True

    def targets_of(self, people: Sequence[Any]) -> Targets:
        """Their browsers."""
        rows = WebPushSubscription.objects.filter(person__in=people, ended_at=None).order_by("pk")
        found: dict[int, list[UUID | None]] = {}
        for person_id, public_id in rows.values_list("person_id", "public_id"):
            found.setdefault(person_id, []).append(public_id)
        return found

    def send(self, parcel: Parcel) -> Outcome:
        """Post to the browser's push service."""
        browser = _of(parcel.person).filter(public_id__in=[parcel.target]).first()
        if browser is None:
            return Outcome(Came.REFUSED, "no_address")
        if not endpoints.is_allowed(browser.endpoint):
            return Outcome(Came.REFUSED, "endpoint_not_allowed")
        if browser.our_key not in ("", keys.public_key()):
            return Outcome(Came.REFUSED, "key_changed")
        try:
            answer = posting.post(
                browser.endpoint, headers=headers_of(parcel, browser), content=encrypted(parcel, browser)
            )
        except posting.NotHandedOver:
            return Outcome(Came.AGAIN, "push_unreachable")
        except posting.BrokeOff:
            return Outcome(Came.UNKNOWN, "push_broke_off")
        if answer.status in GONE:
            return Outcome(Came.GONE, f"push_{answer.status}")
        return posting.outcome_of(answer, "push")


def _of(person: Any) -> QuerySet[WebPushSubscription]:
    return WebPushSubscription.objects.filter(person=person, ended_at=None)


def payload_of(parcel: Parcel) -> dict[str, str]:
    """All that the browser is told."""
    return {"id": str(parcel.id), "words": parcel.words}


def encrypted(parcel: Parcel, browser: WebPushSubscription) -> bytes:
    """Return the payload, readable by this browser only."""
    from pywebpush import WebPusher  # 0.3 s: only where something is sent

    given = {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}}
    data = json.dumps(payload_of(parcel), ensure_ascii=False).encode()
    return bytes(WebPusher(given).encode(data, "aes128gcm")["body"])


def headers_of(parcel: Parcel, browser: WebPushSubscription) -> dict[str, str]:
    """Return what the push service needs: who we are, how long to keep it, and that a repeat replaces it."""
    claims = {
        "aud": endpoints.origin(browser.endpoint),
        "exp": int(time.time()) + TOKEN_SECONDS,
        "sub": settings.VAPID_CONTACT,
    }
    return {
        **keys.vapid().sign(claims),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(parcel.worth_s),
        "Urgency": "high" if parcel.is_urgent else "normal",
        "Topic": parcel.delivery_id.hex,
    }
