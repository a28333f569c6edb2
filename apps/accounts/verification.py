"""Checks access logs from the first entry to the head, reading only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from apps.accounts import chain
from apps.accounts.keys import access_log_keys
from apps.accounts.models import AccessLogEntry, AccessLogHead, Person
from apps.accounts.services.access_log import link_of, seal_of

WHY = "verification of the access log"


class Damage(Exception):
    """A log is not as it was written. Says whose, which entry, and what is wrong with it."""

    def __init__(self, subject_id: int, sequence: int, what: str) -> None:
        person = Person.objects.filter(pk=subject_id).values_list("public_id", flat=True).first()
        super().__init__(f"The access log of {person} is damaged at entry {sequence}: {what}.")
        self.sequence = sequence


@dataclass(frozen=True)
class Checked:
    """How much was found whole."""

    people: int
    entries: int


def verify_all(person: UUID | None = None) -> Checked:
    """Check one log or all of them. Raises Damage at the first bad entry. An unknown person has no log."""
    subjects = _subjects(person)
    return Checked(people=len(subjects), entries=sum(verify(subject_id) for subject_id in subjects))


def _subjects(person: UUID | None) -> list[int]:
    """Everybody who has entries or a head: a log whose head is gone must not be passed over."""
    people = Person.objects.all() if person is None else Person.objects.filter(public_id=person)
    with_head = AccessLogHead.objects.filter(subject__in=people).values_list("subject_id", flat=True)
    with_entry = AccessLogEntry.objects.for_system(WHY).filter(subject__in=people).order_by("subject_id")
    return sorted({*with_head, *with_entry.values_list("subject_id", flat=True).distinct()})


def verify(subject_id: int) -> int:
    """Check one log; returns how many entries it has. Raises Damage."""
    keys = access_log_keys()
    head = _head(subject_id, keys)
    count = _follow(subject_id, head, keys)
    _nothing_beyond(subject_id)
    return count


def _head(subject_id: int, keys: dict[str, bytes]) -> AccessLogHead:
    head = AccessLogHead.objects.filter(subject_id=subject_id).first()
    if head is None:
        raise Damage(subject_id, 0, "there are entries, but no head that says how many there should be")
    key = _key(keys, subject_id, head.sequence, head.key_id)
    if not chain.same(head.seal, seal_of(head, key)):
        raise Damage(subject_id, head.sequence, "the seal of the head does not fit")
    return head


def _follow(subject_id: int, head: AccessLogHead, keys: dict[str, bytes]) -> int:
    before, number = chain.FIRST, 0
    for entry in _entries(subject_id, head.sequence):
        number += 1
        if entry.sequence != number:
            raise Damage(subject_id, number, f"it is missing, the next one is number {entry.sequence}")
        key = _key(keys, subject_id, number, entry.key_id)
        if not chain.same(entry.digest, chain.digest(key, before, link_of(entry))):
            raise Damage(subject_id, number, "its digest does not fit what it says and what stands before it")
        before = bytes(entry.digest)
    if number != head.sequence:
        raise Damage(subject_id, number + 1, f"the end was cut off, the head counts {head.sequence} entries")
    if not chain.same(before, head.digest):
        raise Damage(subject_id, number, "it is not the entry that the head names as the newest")
    return number


def _entries(subject_id: int, up_to: int) -> Iterable[AccessLogEntry]:
    entries = AccessLogEntry.objects.for_system(WHY).filter(subject_id=subject_id, sequence__lte=up_to)
    return entries.order_by("sequence").iterator(chunk_size=1_000)


def _nothing_beyond(subject_id: int) -> None:
    """One statement, so that an entry written meanwhile is seen together with its head or not at all."""
    head = AccessLogHead.objects.filter(subject_id=OuterRef("subject_id")).values("sequence")
    beyond = AccessLogEntry.objects.for_system(WHY).filter(subject_id=subject_id)
    beyond = beyond.annotate(head=Subquery(head)).filter(sequence__gt=F("head"))
    first = beyond.order_by("sequence").values_list("sequence", flat=True).first()
    if first is not None:
        raise Damage(subject_id, first, "the head does not know it")


def _key(keys: dict[str, bytes], subject_id: int, sequence: int, key_id: str) -> bytes:
    if key_id not in keys:
        raise Damage(
            subject_id, sequence, f"the settings no longer hold its key {key_id}, so it cannot be checked"
        )
    return keys[key_id]
