"""Browsers and phones: what may be pushed to, and what may not any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Invalid
from apps.foundation.transactions import write
from apps.notifications import endpoints, keys
from apps.notifications.models import DeviceToken, WebPushSubscription

MOST_OF_ONE_PERSON = 20
BYTES_OF_AUTH = 16
REPLACED = "replaced"
FORGOTTEN = "forgotten"
OLDEST_MADE_ROOM = "made_room"


@write
def subscribe(
    person: Person, *, endpoint: str, p256dh: str, auth: str, at: datetime
) -> tuple[WebPushSubscription, bool]:
    """Let a browser be pushed to; the same one again gives the same row. Whoever had this browser before loses it.

    Raises Invalid for an endpoint of no push service that we know, and for keys that are none.
    """
    _require_push_service(endpoint)
    _require_keys(p256dh, auth)
    rows = WebPushSubscription.objects.filter(endpoint=endpoint, ended_at=None)
    known, our_key = rows.select_for_update().first(), keys.public_key()
    wanted = (person.pk, p256dh, auth, our_key)
    if known and (known.person_id, known.p256dh, known.auth, known.our_key) == wanted:
        return known, False
    rows.update(ended_at=at, ended_because=REPLACED)
    _make_room(WebPushSubscription, person, at)
    made = WebPushSubscription.objects.create(
        person=person, endpoint=endpoint, p256dh=p256dh, auth=auth, our_key=our_key, created_at=at
    )
    return made, True


@write
def unsubscribe(person: Person, *, at: datetime, endpoint: str = "", browser_id: UUID | None = None) -> int:
    """Push to a browser of hers no more, named by its endpoint or id; unknown ones do nothing."""
    rows = WebPushSubscription.objects.filter(person=person, ended_at=None)
    rows = rows.filter(endpoint=endpoint) if browser_id is None else rows.filter(public_id=browser_id)
    return rows.update(ended_at=at, ended_because=FORGOTTEN)


@write
def register_device(person: Person, *, token: str, platform: str, at: datetime) -> tuple[DeviceToken, bool]:
    """Let a phone be pushed to; whoever had this phone before loses it."""
    rows = DeviceToken.objects.filter(token=token, ended_at=None)
    known = rows.select_for_update().first()
    if known and (known.person_id, known.platform) == (person.pk, platform):
        return known, False
    rows.update(ended_at=at, ended_because=REPLACED)
    _make_room(DeviceToken, person, at)
    made = DeviceToken.objects.create(person=person, token=token, platform=platform, created_at=at)
    return made, True


@write
def forget_device(person: Person, *, token: str, at: datetime) -> int:
    """Push to this phone of hers no more; an unknown token does nothing."""
    rows = DeviceToken.objects.filter(person=person, token=token, ended_at=None)
    return rows.update(ended_at=at, ended_because=FORGOTTEN)


@write
def forget_all(_system: None, *, person_id: UUID, at: datetime) -> int:
    """Forget every browser and phone of somebody who may not come in any more; returns how many."""
    return sum(
        table.objects.filter(person__public_id=person_id, person__is_active=False, ended_at=None).update(
            ended_at=at, ended_because="person_inactive"
        )
        for table in (WebPushSubscription, DeviceToken)
    )


def end(target: UUID, *, because: str, at: datetime) -> None:
    """The push service does not know this browser or phone any more. Within a write."""
    for table in (WebPushSubscription, DeviceToken):
        table.objects.filter(public_id=target, ended_at=None).update(ended_at=at, ended_because=because)


def _make_room(table: type[WebPushSubscription] | type[DeviceToken], person: Person, at: datetime) -> None:
    """End the oldest where she has as many as one person can use: nobody may make us push to thousands."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    mine = table.objects.filter(person=person, ended_at=None).order_by("-id")
    too_old = list(mine.values_list("pk", flat=True)[MOST_OF_ONE_PERSON - 1 :])
    table.objects.filter(pk__in=too_old).update(ended_at=at, ended_because=OLDEST_MADE_ROOM)


def _require_push_service(endpoint: str) -> None:
    if not endpoints.is_allowed(endpoint):
        raise Invalid.field(
            "endpoint",
            _("This is no address of a push service that is known here."),
            code="push_service_unknown",
        )


def _require_keys(p256dh: str, auth: str) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), keys.bytes_of(p256dh))
    except ValueError as error:
        raise Invalid.field("keys.p256dh", _("This is no public key of a browser.")) from error
    try:
        fits = len(keys.bytes_of(auth)) == BYTES_OF_AUTH
    except ValueError:
        fits = False
    if not fits:
        raise Invalid.field("keys.auth", _("Give 16 bytes, as base64url."))
