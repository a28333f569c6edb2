"""Tables of consultations, by subject."""

from apps.consultations.models.calls import Call, CallConsent, CallKind, CallParty, Side
from apps.consultations.models.documents import Audience, Document, DocumentKind, DocumentState
from apps.consultations.models.hours import ServiceHours
from apps.consultations.models.notes import (
    Closing,
    ConsultationNote,
    NoteKind,
    NotePart,
    NoteState,
    Prescription,
    Rating,
    WithoutNote,
)
from apps.consultations.models.threads import Kind, Message, Receipt, Relation, Thread

__all__ = [
    "Audience",
    "Call",
    "CallConsent",
    "CallKind",
    "CallParty",
    "Closing",
    "ConsultationNote",
    "Document",
    "DocumentKind",
    "DocumentState",
    "Kind",
    "Message",
    "NoteKind",
    "NotePart",
    "NoteState",
    "Prescription",
    "Rating",
    "Receipt",
    "Relation",
    "ServiceHours",
    "Side",
    "Thread",
    "WithoutNote",
]
