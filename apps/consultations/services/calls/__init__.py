"""Every write of calls.

The lock of the thread makes starts, answers and ends of its call take turns; then the call, then people by id.
"""

from apps.consultations.services.calls.answering import answer, decline
from apps.consultations.services.calls.consents import consent_again
from apps.consultations.services.calls.ending import hang_up
from apps.consultations.services.calls.hearing import hear
from apps.consultations.services.calls.starting import start
from apps.consultations.services.calls.sweeping import end_overdue

__all__ = ["answer", "consent_again", "decline", "end_overdue", "hang_up", "hear", "start"]
