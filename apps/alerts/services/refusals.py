"""What the services of alerts refuse."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.alerts.models import Alert
from apps.alerts.states import State
from apps.foundation.errors import Conflict


class AlreadyTaken(Conflict):
    """Somebody else was first; the answer says who."""

    code = "alert_taken"


class AlreadyEnded(Conflict):
    """The alert is over."""

    code = "alert_ended"


class GotWorse(Conflict):
    """It is worse than what was on her screen: look again before taking or ending it."""

    code = "alert_got_worse"


class CannotSnooze(Conflict):
    """Alerts of this severity are not snoozed."""

    code = "cannot_snooze"


class TooLateToGiveBack(Conflict):
    """The minute in which a taken alert can be given back is over, or it is not hers."""

    code = "too_late"


def moved_on(alert: Alert) -> Conflict:
    """Return what to say to somebody who came second, by what the row says now."""
    if alert.state == State.RESOLVED:
        return AlreadyEnded(_("This alert is over already."))
    if alert.state == State.ACKNOWLEDGED and alert.acknowledged_by is not None:
        taker = alert.acknowledged_by
        return AlreadyTaken(
            _("%(name)s has taken this already.") % {"name": taker.get_full_name()},
            acknowledged_by={"id": str(taker.public_id), "name": taker.get_full_name()},
            acknowledged_at=alert.acknowledged_at.isoformat() if alert.acknowledged_at else None,
        )
    return Conflict(_("This alert has changed in the meantime. Please look again."))
