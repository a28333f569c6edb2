"""Short-lived links to papers: for one person and one paper. Whether she still may is asked when it is used."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from apps.accounts.models import Person
from apps.consultations.models import Document
from apps.foundation.errors import NotVisible

PURPOSE: Final = "consultations.document-link"
LONGEST_TOKEN: Final = 400


def sign(person: Person, document: Document) -> str:
    """Return the address of a paper for one person."""
    token = signing.dumps([person.public_id.hex, document.public_id.hex], salt=PURPOSE)
    return f"{reverse('consultation-document-content', args=[document.public_id])}?token={token}"


def expires_at(at: datetime) -> datetime:
    """Return until when a link that is made now can be used."""
    return at + timedelta(seconds=settings.ATTACHMENT_LINK_SECONDS)


def bearer(token: str, document_id: UUID) -> Person:
    """Return for whom a link to this paper was made. Raises NotVisible where it is too old, or not ours."""
    if len(token) > LONGEST_TOKEN:
        raise NotVisible
    try:
        person, document = signing.loads(token, salt=PURPOSE, max_age=settings.ATTACHMENT_LINK_SECONDS)
    except signing.BadSignature as error:
        raise NotVisible from error
    found = Person.objects.filter(public_id=UUID(person), is_active=True).first()
    if found is None or UUID(document) != document_id:
        raise NotVisible
    return found
