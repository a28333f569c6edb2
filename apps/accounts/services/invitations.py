"""Invitations: a code by e-mail, good for one first password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Invitation, Person
from apps.foundation.errors import Invalid
from apps.foundation.transactions import write

ALPHABET = "BCDFGHJKMNPQRSTVWXYZ23456789"  # nothing that reads like something else, no words by accident
CODE_LENGTH = 12
MOST_WRONG_ATTEMPTS = 5


@write
def send(actor: None, *, person_id: UUID, at: datetime) -> None:
    """Make a new code, end the older ones, mail it. Nothing for somebody who has come in or was shut out."""
    person = Person.objects.select_for_update().get(public_id=person_id)
    if not person.is_active or person.has_usable_password():
        return
    Invitation.objects.filter(person=person, ended_at=None).update(ended_at=at)
    code = "".join(secrets.choice(ALPHABET) for _position in range(CODE_LENGTH))
    Invitation.objects.create(
        person=person, code_hash=_hash(code), created_at=at, expires_at=at + settings.INVITATION_VALID_FOR
    )
    _mail(person, "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4)))


def _mail(person: Person, code: str) -> None:
    with translation.override(person.language):
        context = {
            "person": person,
            "code": code,
            "days": settings.INVITATION_VALID_FOR.days,
            "address": settings.PUBLIC_ADDRESS,
        }
        text = render_to_string("accounts/email/invitation.txt", context)
        send_mail(_("KAISHI: you are invited"), text, settings.DEFAULT_FROM_EMAIL, [person.email])


def accept(email: str, code: str, password: str, *, at: datetime) -> Person:
    """Set the first password. Raises Invalid, in the same words whether address or code is wrong."""
    person = _try(None, email=email, code=_plain(code), password=password, at=at)
    if person is None:
        raise Invalid.field(
            "code", _("This code does not fit this e-mail address, or it is too old."), code="wrong_code"
        )
    return person


@write
def _try(actor: None, *, email: str, code: str, password: str, at: datetime) -> Person | None:
    """A wrong attempt is counted, so it must be committed: no exception."""
    invitation = (
        Invitation.objects.select_for_update(of=["self"])
        .select_related("person")
        .filter(person__email__iexact=email.strip(), person__is_active=True, ended_at=None, expires_at__gt=at)
        .first()
    )
    if invitation is None:
        return None
    if not secrets.compare_digest(bytes(invitation.code_hash), _hash(code)):
        invitation.wrong_attempts += 1
        invitation.ended_at = at if invitation.wrong_attempts >= MOST_WRONG_ATTEMPTS else None
        invitation.save(update_fields=["wrong_attempts", "ended_at"])
        return None
    invitation.ended_at = at
    invitation.save(update_fields=["ended_at"])
    invitation.person.set_password(password)
    invitation.person.save(update_fields=["password"])
    return invitation.person


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter in ALPHABET)


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
