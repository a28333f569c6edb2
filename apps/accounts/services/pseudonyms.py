"""Pseudonyms: one for each purpose of a mother, made when it is first needed, gone for good when it is dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from apps.accounts.events import PseudonymDropped
from apps.accounts.models import Person, Pseudonym
from apps.foundation import outbox
from apps.foundation.transactions import write

WHY: Final = "a mother is told under another name"


def lock(mother: Person) -> None:
    """Lock a mother until the commit: first of all, before her consents. Who withdraws does the same."""
    Person.objects.select_for_update(no_key=True).get(pk=mother.pk)


@write
def of(mother: Person, purpose: str, *, at: datetime) -> UUID:
    """Return her pseudonym, made where there is none. Until the commit nobody else drops it or writes under it."""
    lock(mother)
    rows = Pseudonym.objects.for_system(WHY)
    found, _is_new = rows.get_or_create(subject=mother, purpose=purpose, defaults={"made_at": at})
    return UUID(str(found.value))


def known(mother: Person, purpose: str) -> UUID | None:
    """Return her pseudonym; None where she has none."""
    rows = Pseudonym.objects.for_system(WHY).filter(subject=mother, purpose=purpose)
    value: UUID | None = rows.values_list("value", flat=True).first()
    return value


@write
def drop(mother: Person, purpose: str, *, at: datetime) -> UUID | None:
    """Let nothing lead to her any more: the row goes, and every message that names it but the last. None: no row."""
    lock(mother)
    value = known(mother, purpose)
    if value is None:
        return None
    Pseudonym.objects.for_system(WHY).filter(subject=mother, purpose=purpose).delete()
    outbox.forget("pseudonym", str(value))
    outbox.emit(PseudonymDropped(pseudonym=value, purpose=purpose, at=at))
    return value
