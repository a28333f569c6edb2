"""Short-lived links to files. A link is for one person, one attachment and one variant, and for nothing else.

Signed with the site's secret; older secrets (`SECRET_KEY_FALLBACKS`) still open links made before a rotation. It opens
nothing by itself: whether this person still sees the thread is asked each time it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from apps.accounts.models import Person
from apps.consultations.models import Attachment
from apps.foundation.errors import NotVisible

PURPOSE: Final = "consultations.attachment-link"
LONGEST_TOKEN: Final = 400


@dataclass(frozen=True)
class Link:
    """What a link is good for."""

    person: UUID
    attachment: UUID
    variant: str


def sign(person: Person, attachment: Attachment, variant: str) -> str:
    """Return the address of one variant for one person."""
    token = signing.dumps([person.public_id.hex, attachment.public_id.hex, variant], salt=PURPOSE)
    address = reverse("attachment-content", args=[attachment.public_id, variant])
    return f"{address}?token={token}"


def expires_at(at: datetime) -> datetime:
    """Return until when a link that is made now can be used."""
    return at + timedelta(seconds=settings.ATTACHMENT_LINK_SECONDS)


def read(token: str) -> Link:
    """Return what a link is good for. Raises NotVisible where it is too old, or not ours."""
    if len(token) > LONGEST_TOKEN:
        raise NotVisible
    try:
        person, attachment, variant = signing.loads(
            token, salt=PURPOSE, max_age=settings.ATTACHMENT_LINK_SECONDS
        )
    except signing.BadSignature as error:
        raise NotVisible from error
    return Link(UUID(person), UUID(attachment), variant)
