"""What each of the two agrees to before her device opens microphone or camera. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.calls.seen import Consent
from apps.consultations.calls.states import CallState
from apps.consultations.models import Call, CallConsent
from apps.consultations.services.calls import locks, moves
from apps.foundation.errors import Forbidden, Invalid
from apps.foundation.transactions import write


def require(consent: Consent) -> None:
    """Raise Invalid for a call without a microphone."""
    if not consent.microphone:
        raise Invalid.field(
            "microphone", _("A call needs your consent to use the microphone."), code="consent_needed"
        )


def keep(call: Call, person: Person, *, device: UUID, consent: Consent, at: datetime) -> CallConsent:
    """Write down what she agreed to."""
    return CallConsent.objects.create(
        subject_id=call.subject_id,
        call=call,
        person=person,
        device=device,
        microphone=consent.microphone,
        camera=consent.camera,
        given_at=at,
    )


def newest(call: Call, person: Person) -> Consent:
    """Return what she agreed to last in this call. Raises CallConsent.DoesNotExist."""
    rows = CallConsent.objects.for_system("a call in hand").filter(call=call, person=person)
    row = rows.latest("pk")
    return Consent(microphone=row.microphone, camera=row.camera)


@write
def consent_again(person: Person, *, call_id: UUID, device: UUID, consent: Consent, at: datetime) -> Call:
    """Change what she agreed to during the call: before the camera goes on, or to take it back.

    Raises NotVisible, Forbidden (not her call, or not her device in it), CallOver, Invalid.
    """
    call = locks.call_of(person, call_id)
    require(consent)
    if call.state not in (CallState.RINGING, CallState.ACTIVE):
        raise moves.over(call)
    if not moves.parties_of(call).filter(person=person, device=device).exists():
        raise Forbidden(_("This device is not in the call."), code="not_in_call")
    keep(call, person, device=device, consent=consent, at=at)
    return call
