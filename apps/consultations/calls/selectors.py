"""Every read of calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from apps.accounts.models import Person
from apps.accounts.visibility import people_who_see
from apps.consultations.calls import turn
from apps.consultations.calls.states import LIVE, CallState
from apps.consultations.models import Call, CallParty, Thread
from apps.foundation.errors import Conflict, NotVisible
from apps.foundation.visibility import SubjectQuerySet


def calls_visible_to(person: Person) -> SubjectQuerySet:
    """Return the calls that `person` may see, with what they are shown with."""
    rows = Call.objects.visible_to(person).select_related("thread", "caller", "callee")
    return rows.prefetch_related("parties")


def calls_of(person: Person, thread_id: UUID) -> SubjectQuerySet:
    """Return the calls of a thread. Raises NotVisible."""
    thread = Thread.objects.visible_to(person).filter(public_id=thread_id).first()
    if thread is None:
        raise NotVisible
    return calls_visible_to(person).filter(thread=thread)


def call_visible_to(person: Person, call_id: UUID) -> Call:
    """Return one call. Raises NotVisible."""
    call: Call | None = calls_visible_to(person).filter(public_id=call_id).first()
    if call is None:
        raise NotVisible
    return call


def own_live_call(person: Person) -> Call | None:
    """Return the call that rings for her, or that she is in: what a page asks when it (re)connects."""
    mine = Q(caller=person) | Q(callee=person)
    call: Call | None = calls_visible_to(person).filter(mine, state__in=LIVE).order_by("-pk").first()
    return call


def ice_servers_for(person: Person, call_id: UUID, *, at: datetime) -> turn.IceServers:
    """Return servers and credentials for one of the two of a live call.

    Raises NotVisible for everybody else, also of the team, and Conflict (`call_over`) where it is over.
    """
    call = call_visible_to(person, call_id)
    if person.pk not in (call.caller_id, call.callee_id):
        raise NotVisible
    if not call.is_live:
        raise Conflict(code="call_over")
    return turn.ice_servers(
        stun=settings.CALL_STUN_URLS,
        turn=settings.CALL_TURN_URLS,
        secret=settings.CALL_TURN_SECRET,
        relay_only=settings.CALL_RELAY_ONLY,
        name=turn.opaque_id(settings.SECRET_KEY, call.public_id, person.public_id),
        at=at,
    )


@dataclass(frozen=True, slots=True)
class Route:
    """To whom a signal goes: the other one, and the device of hers that is in the call."""

    person_id: int
    device: UUID


def route_of(person: Person, call_id: UUID, device: UUID) -> Route | None:
    """Return where a signal from this device goes; None where it goes nowhere.

    Only between the two devices of an active call whose two people both still see the mother. Reads no value of
    anybody, so nothing is written to the access log.
    """
    parties = CallParty.objects.for_system("between which devices a signal goes").filter(
        call__public_id=call_id, call__state=CallState.ACTIVE, is_live=True
    )
    rows = list(parties.values_list("person_id", "device", "subject_id"))
    others = [row for row in rows if row[0] != person.pk]
    if (person.pk, device) not in [row[:2] for row in rows] or len(others) != 1:
        return None
    other, other_device, subject = others[0]
    if other_device is None or not {person.pk, other} <= people_who_see([subject])[subject]:
        return None
    return Route(other, other_device)
