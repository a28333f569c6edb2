"""Tables of consultations, by subject."""

from apps.consultations.models.attachments import Attachment, AttachmentKind
from apps.consultations.models.calls import Call, CallConsent, CallKind, CallParty, Side
from apps.consultations.models.documents import Audience, Document, DocumentKind, DocumentState
from apps.consultations.models.feeling import FeelingAnswers
from apps.consultations.models.hours import ServiceHours
from apps.consultations.models.inside import InternalNote, InternalNoteKind, OpinionState, SecondOpinion
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
from apps.consultations.models.overdue import OverdueAnswer
from apps.consultations.models.replies import QuickReply
from apps.consultations.models.threads import Kind, Message, Receipt, Relation, Thread
from apps.consultations.models.transfers import Transfer, TransferUrgency

__all__ = [
    "Attachment",
    "AttachmentKind",
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
    "FeelingAnswers",
    "InternalNote",
    "InternalNoteKind",
    "Kind",
    "Message",
    "NoteKind",
    "NotePart",
    "NoteState",
    "OpinionState",
    "OverdueAnswer",
    "Prescription",
    "QuickReply",
    "Rating",
    "Receipt",
    "Relation",
    "SecondOpinion",
    "ServiceHours",
    "Side",
    "Thread",
    "Transfer",
    "TransferUrgency",
    "WithoutNote",
]
