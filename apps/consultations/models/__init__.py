"""Tables of consultations, by subject."""

from apps.consultations.models.hours import ServiceHours
from apps.consultations.models.threads import Kind, Message, Receipt, Relation, Thread

__all__ = ["Kind", "Message", "Receipt", "Relation", "ServiceHours", "Thread"]
