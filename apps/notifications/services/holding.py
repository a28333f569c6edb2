"""Why a notification may no longer leave the house, asked when it is written and again just before it is sent."""

from __future__ import annotations

from apps.foundation.severity import Severity
from apps.notifications import kinds
from apps.notifications.models import Notification
from apps.notifications.rules.quiet import breaks_quiet
from apps.notifications.states import HeldBackBy
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.states import PregnancyState


def reason_for(notification: Notification) -> HeldBackBy | None:
    """Return why this must not be sent, None where nothing speaks against it."""
    if not notification.person.is_active:
        return HeldBackBy.PERSON_INACTIVE
    if notification.withdrawn_at is not None:
        return HeldBackBy.WITHDRAWN
    if notification.read_at is not None:
        return HeldBackBy.READ
    return HeldBackBy.PREGNANCY_ENDED if _is_about_the_past(notification) else None


def ends_with_pregnancy(notification: Notification) -> bool:
    """Say whether this is a thing of a going pregnancy: told to the mother, not urgent, not of a kind that outlives it.

    What concerns safety, and what somebody else is to work on, goes on. A kind that nobody knows any more ends.
    """
    kind = kinds.find(notification.kind)
    outlives = kind is not None and kind.outlives_pregnancy
    return notification.person.is_mother and not outlives and not is_about_safety(notification)


def is_about_safety(notification: Notification) -> bool:
    """Say whether it is urgent, or somebody counts on its being read."""
    return breaks_quiet(Severity(notification.severity)) or notification.expects_read_by is not None


def _is_about_the_past(notification: Notification) -> bool:
    if notification.pregnancy_id is None or not ends_with_pregnancy(notification):
        return False
    pregnancies = Pregnancy.objects.for_system("a notification asks whether its pregnancy goes on")
    return not pregnancies.filter(public_id=notification.pregnancy_id, state=PregnancyState.GOING).exists()
