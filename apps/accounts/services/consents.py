"""Consent: given to a text in a version, withdrawn at any time, never deleted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts import consent_texts
from apps.accounts.events import ConsentChanged
from apps.accounts.models import Consent, ConsentKind, Person
from apps.accounts.services import pseudonyms
from apps.foundation import feed
from apps.foundation.contracts.needs import PURPOSE
from apps.foundation.errors import Conflict, Forbidden, NotVisible
from apps.foundation.outbox import emit
from apps.foundation.transactions import write


class ConsentRequired(Forbidden):
    """The mother has not agreed to this, or no longer does. `kind` says to what."""

    code = "consent_required"


class OldConsentText(Conflict):
    """There is a newer text than the one that was agreed to."""

    code = "consent_version"


@write
def give(mother: Person, *, kind: str, version: int, language: str, at: datetime) -> tuple[Consent, bool]:
    """Record that she agreed; returns the row and whether it is new. Raises OldConsentText."""
    Person.objects.select_for_update().get(pk=mother.pk)  # two phones at once: one after the other
    current = consent_texts.current(kind).version
    if version != current:
        raise OldConsentText(
            _("The text of this consent has changed. Please read it again."), current_version=current
        )
    open_one = _open(mother, kind)
    if open_one is not None and open_one.version == version:
        return open_one, False
    if open_one is not None:
        _end(open_one, at)
    consent = Consent.objects.create(
        subject=mother, kind=kind, version=version, language=language, given_at=at
    )
    _tell(consent, at)
    return consent, True


@write
def withdraw(mother: Person, *, consent_id: UUID, at: datetime) -> Consent:
    """End a consent of hers; a second time changes nothing. Raises NotVisible."""
    pseudonyms.lock(mother)  # she first, as `give` does: never the other way round
    consents = Consent.objects.visible_to(mother).select_for_update(of=["self"])
    consent = consents.filter(subject=mother, public_id=consent_id).first()
    if consent is None:
        raise NotVisible
    if consent.withdrawn_at is None:
        _end(consent, at)
        _forget(consent, at)
    return consent


@write
def withdraw_kind(_actor: Person | None, *, mother: Person, kind: str, at: datetime) -> Consent | None:
    """End what a mother agreed to of a kind: by herself, or since she must be asked anew. None: nothing to end."""
    pseudonyms.lock(mother)
    rows = Consent.objects.for_system("a consent ends").select_for_update(of=["self"])
    consent: Consent | None = rows.filter(subject=mother, kind=kind, withdrawn_at=None).first()
    if consent is not None:
        _end(consent, at)
        _forget(consent, at)
    return consent


def holds(mother: Person, kind: str) -> bool:
    """Say whether a mother agrees to something now."""
    rows = Consent.objects.for_system("a consent is asked for before something is shown").filter(
        subject=mother, kind=kind, withdrawn_at=None, version__gte=consent_texts.current(kind).still_accepts
    )
    return rows.exists()


def require_consent(mother: Person, kind: str) -> Consent:
    """Return the consent that covers this. Raises ConsentRequired. Call it inside the write it allows.

    The row is locked against withdrawal until that write is committed.
    """
    found = Consent.objects.for_system("a consent is asked for before the act").filter(
        subject=mother, kind=kind, withdrawn_at=None, version__gte=consent_texts.current(kind).still_accepts
    )
    consent = found.select_for_update(of=["self"], no_key=True).first()
    if consent is None:
        raise ConsentRequired(
            _("The mother has not agreed to this, or has withdrawn her consent."), kind=kind
        )
    return consent


def _open(mother: Person, kind: str) -> Consent | None:
    return Consent.objects.visible_to(mother).filter(subject=mother, kind=kind, withdrawn_at=None).first()


def _end(consent: Consent, at: datetime) -> None:
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    _tell(consent, at)


def _forget(consent: Consent, at: datetime) -> None:
    """Whatever was known of her under a pseudonym for this purpose goes with the consent."""
    if consent.kind == ConsentKind.OFFERS:
        pseudonyms.drop(consent.subject, PURPOSE, at=at)


def _tell(consent: Consent, at: datetime) -> None:
    feed.changed(consent.subject_id, "consent", consent.public_id)
    emit(ConsentChanged(mother=consent.subject.public_id, consent=consent.public_id, at=at))
