"""A mother is sent to a hospital with a signed letter. What was signed stays; a corrected letter replaces it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.models import Thread, Transfer, TransferUrgency
from apps.consultations.models.transfers import LONGEST_SUMMARY
from apps.consultations.selectors.transfers import proposal
from apps.consultations.services import rights
from apps.consultations.services.posting import post_system
from apps.consultations.services.threads import locked_thread
from apps.foundation.errors import Conflict, Invalid, Unprocessable
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications.services import notify
from apps.pregnancies.services.locks import require_going

TRANSFER: Final = "consultation_transfer"
"""Kind of the notification that a mother is to go to a hospital."""

SEVERITIES: Final = {
    TransferUrgency.NOW: Severity.EMERGENCY,
    TransferUrgency.TODAY: Severity.URGENT,
    TransferUrgency.PLANNED: Severity.WARN,
}


class AlreadyReplaced(Conflict):
    """There is a newer letter; the error names it."""

    code = "already_replaced"


@dataclass(frozen=True)
class Letter:
    """What the clinician has written and signs. `replaces`: an earlier letter that this one corrects."""

    hospital: str
    urgency: str
    reason: str
    summary: str
    replaces: UUID | None = None


@write
def send(
    person: Person, *, thread_id: UUID, client_id: UUID, letter: Letter, at: datetime
) -> tuple[Transfer, bool]:
    """Sign a letter and show in the thread that she is sent there. The same client id again gives the first one.

    Raises NotVisible, Forbidden, Invalid, PregnancyNotGoing, AlreadyReplaced, Unprocessable.
    """
    thread = locked_thread(person, thread_id)
    rights.require_handler(person)
    known = _rows().filter(signed_by=person, client_id=client_id).first()
    if known is not None:
        return _again(known, thread, letter), False
    require_going(thread.pregnancy)
    _require_words(letter)
    transfer = Transfer.objects.create(
        subject_id=thread.subject_id,
        thread=thread,
        pregnancy=thread.pregnancy,
        client_id=client_id,
        replaces=_replaced(thread, letter.replaces),
        hospital=letter.hospital.strip(),
        urgency=letter.urgency,
        reason=letter.reason.strip(),
        summary=letter.summary.strip(),
        facts=proposal(person, thread_id, at=at).facts,
        signed_by=person,
        signed_as=person.get_full_name(),
        sent_at=at,
    )
    payload = {"transfer": str(transfer.public_id), "by": str(person.public_id), "urgency": transfer.urgency}
    post_system(thread, code="transferred", payload={**payload, "hospital": transfer.hospital}, at=at)
    _tell(transfer, thread.subject, at=at)
    return transfer, True


def _rows():  # type: ignore[no-untyped-def]
    return Transfer.objects.for_system("letters of a consultation that was seen")


def _again(known: Transfer, thread: Thread, letter: Letter) -> Transfer:
    same = (known.thread_id, known.hospital, known.urgency, known.reason, known.summary)
    if same != (
        thread.pk,
        letter.hospital.strip(),
        letter.urgency,
        letter.reason.strip(),
        letter.summary.strip(),
    ):
        raise Unprocessable.field("client_id", _("This client id was used for another letter."))
    return known


def _require_words(letter: Letter) -> None:
    for field, text in (
        ("hospital", letter.hospital),
        ("reason", letter.reason),
        ("summary", letter.summary),
    ):
        if not text.strip():
            raise Invalid.field(field, _("Write something."), code="blank")
    if len(letter.summary) > LONGEST_SUMMARY:
        raise Invalid.field("summary", _("The text is too long."), code="max_length", limit=LONGEST_SUMMARY)


def _replaced(thread: Thread, transfer_id: UUID | None) -> Transfer | None:
    if transfer_id is None:
        return None
    old: Transfer | None = _rows().filter(thread=thread, public_id=transfer_id).first()
    if old is None:
        raise Invalid.field("replaces", _("This consultation has no such letter."), code="not_found")
    newer = _rows().filter(replaces=old).first()
    if newer is not None:
        raise AlreadyReplaced(_("There is a newer letter. Correct that one."), current=str(newer.public_id))
    return old


def _tell(transfer: Transfer, mother: Person, *, at: datetime) -> None:
    notify(
        None,
        to=mother,
        kind=TRANSFER,
        object_id=transfer.thread.public_id,
        severity=SEVERITIES[TransferUrgency(transfer.urgency)],
        at=at,
        dedupe_key=f"transfer:{transfer.public_id}",
    )
