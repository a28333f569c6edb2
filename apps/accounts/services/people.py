"""People: what they change of themselves, and who comes and goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from apps.accounts.events import CareChanged, PersonInvited
from apps.accounts.models import Person, Role
from apps.foundation import feed
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.foundation.outbox import emit
from apps.foundation.transactions import write

OWN_FIELDS = frozenset({"full_name", "language", "time_zone", "glucose_unit", "weight_unit"})


@write
def change_own(person: Person, **changes: Any) -> Person:
    """Change what a person may change of herself (`OWN_FIELDS`); returns her as she is now."""
    if unknown := changes.keys() - OWN_FIELDS:
        raise TypeError(f"not for herself to change: {sorted(unknown)}")
    current = Person.objects.select_for_update().get(pk=person.pk)
    for name, value in changes.items():
        setattr(current, name, value)
        setattr(person, name, value)
    if changes:
        current.save(update_fields=list(changes))
        feed.changed(current.pk, "person", current.public_id)
    return current


@write
def add(
    actor: Person | None,
    *,
    email: str,
    role: str,
    profession: str = "",
    full_name: str = "",
    password: str | None = None,
    language: str = "en",
    is_demo: bool = False,
) -> Person:
    """Add somebody; the e-mail address counts as verified. Raises Conflict where it has an account."""
    email = email.strip().lower()
    if Person.objects.filter(email__iexact=email).exists():
        raise Conflict.field(
            "email", _("Somebody with this e-mail address has an account already."), code="email_taken"
        )
    person = Person.objects.create_user(
        email,
        password,
        role=role,
        profession=profession,
        full_name=full_name,
        language=language,
        is_demo=is_demo,
        is_superuser=role == Role.ADMINISTRATOR,
    )
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    feed.changed(person.pk, "person", person.public_id)
    return person


@write
def invite(
    actor: Person, *, email: str, role: str, profession: str, full_name: str, language: str, at: datetime
) -> Person:
    """Add a clinician, partner or administrator; a code to come in with follows by e-mail."""
    require_administrator(actor)
    if role == Role.MOTHER:
        raise Invalid.field("role", _("Mothers sign up themselves, in the app."), code="role_not_invited")
    if (role == Role.CLINICIAN) != bool(profession):
        raise Invalid.field("profession", _("A clinician has a profession, nobody else has one."))
    person = add(actor, email=email, role=role, profession=profession, full_name=full_name, language=language)
    emit(PersonInvited(person=person.public_id, at=at))
    return person


@write
def invite_again(actor: Person, *, person_id: UUID, at: datetime) -> Person:
    """Send a new code to somebody who has not come in yet. Raises Conflict where she has."""
    require_administrator(actor)
    person = locked(person_id)
    if not person.is_active or person.has_usable_password():
        raise Conflict(_("This person has come in already, or may no longer."))
    emit(PersonInvited(person=person.public_id, at=at))
    return person


@write
def deactivate(actor: Person, *, person_id: UUID, at: datetime) -> Person:
    """Shut somebody out at once: she sees nobody any more, and every session of hers ends."""
    require_administrator(actor)
    person = locked(person_id)
    if person.pk == actor.pk:
        raise Conflict(_("You cannot shut yourself out. Ask another administrator."))
    if person.is_active:
        person.is_active = False
        person.save(update_fields=["is_active"])
        end_sessions(person)
        emit(CareChanged(mother=None, team=None, person=person.public_id, at=at))
    return person


def end_sessions(person: Person, *, except_key: str | None = None) -> None:
    """End every session that is on her list, but the one with this key."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=except_key or ""):
        session.end()


def require_administrator(actor: Person) -> None:
    """Raise Forbidden for everybody but an active administrator."""
    if not (actor.is_active and actor.is_administrator):
        raise Forbidden


def locked(person_id: UUID) -> Person:
    """Return somebody, locked until the commit. Raises NotVisible."""
    person = Person.objects.select_for_update().filter(public_id=person_id).first()
    if person is None:
        raise NotVisible
    return person
