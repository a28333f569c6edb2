"""The thread's row is the first lock of every write on its calls, so that both ends take turns."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from apps.accounts.models import Person, Role
from apps.consultations.models import Call, Thread
from apps.foundation.errors import Forbidden, NotVisible

TALKERS = frozenset({Role.MOTHER, Role.CLINICIAN})
IN_HAND = "a call whose thread is locked"


def thread_of(person: Person, thread_id: UUID) -> Thread:
    """Return a thread that `person` sees, locked until commit. Raises Forbidden, NotVisible."""
    if person.role not in TALKERS:
        raise Forbidden
    threads = Thread.objects.visible_to(person).filter(public_id=thread_id)
    thread = (
        threads.select_related("responsible", "subject", "team", "pregnancy")
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if thread is None:
        raise NotVisible
    return thread


def call_of(person: Person, call_id: UUID) -> Call:
    """Return a call that `person` sees, locked until commit with its thread. Raises NotVisible."""
    call = Call.objects.visible_to(person).filter(public_id=call_id).first()
    if call is None:
        raise NotVisible
    return locked(call.pk, call.thread_id)


def locked(call_pk: int, thread_pk: int) -> Call:
    """Return a call as it is now that nobody else can move it."""
    Thread.objects.for_system(IN_HAND).select_for_update(of=("self",), no_key=True).get(pk=thread_pk)
    calls = Call.objects.for_system(IN_HAND).select_for_update(of=("self",))
    return calls.select_related("thread__pregnancy", "caller", "callee").get(pk=call_pk)


def live_call_of(thread: Thread) -> Call | None:
    """Return the call that rings or is active in a locked thread."""
    calls = Call.objects.for_system(IN_HAND).filter(thread=thread, parties__is_live=True).distinct()
    found = calls.values_list("pk", flat=True).first()
    return None if found is None else locked(found, thread.pk)


def hold(people: Iterable[Person]) -> None:
    """Let nobody else start a call with one of these people until commit."""
    ids = sorted(person.pk for person in people)
    list(Person.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))
