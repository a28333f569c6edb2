"""In which states a pregnancy, a fetus and a dating can be, and every step between them. Moved by
`services.moves`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class PregnancyState(models.TextChoices):
    """Where a pregnancy stands. Only `going` lets anything be shown or sent that assumes a going
    pregnancy."""

    GOING = "going", _("Going on")
    TRANSFERRED = "transferred", _("Transferred to other care")
    ENDED = "ended", _("Ended")


class FetusState(models.TextChoices):
    """What is known of a fetus."""

    LIVING = "living", _("Living")
    VANISHED = "vanished", _("Vanished early")
    DIED = "died", _("Died")
    LIVEBORN = "liveborn", _("Born alive")
    STILLBORN = "stillborn", _("Stillborn")
    MISCARRIED = "miscarried", _("Miscarried")
    TERMINATED = "terminated", _("Terminated")


class DatingState(models.TextChoices):
    """What became of a dating. At most one is accepted."""

    PROPOSED = "proposed", _("Waits for a clinician")
    ACCEPTED = "accepted", _("Counts now")
    SUPERSEDED = "superseded", _("Counted before")
    NOTED = "noted", _("Noted; the due date was kept")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_BACK_TO_LIVING: Final = frozenset({FetusState.LIVING})

PREGNANCY_STEPS: Final[Mapping[str, frozenset[str]]] = {
    PregnancyState.GOING: frozenset({PregnancyState.ENDED, PregnancyState.TRANSFERRED}),
    PregnancyState.TRANSFERRED: frozenset({PregnancyState.ENDED, PregnancyState.GOING}),
    PregnancyState.ENDED: frozenset({PregnancyState.GOING, PregnancyState.TRANSFERRED}),
}
"""From TRANSFERRED to ENDED: the other house told us how it ended. Back to what was before: a corrected
outcome."""

FETUS_STEPS: Final[Mapping[str, frozenset[str]]] = {
    FetusState.LIVING: frozenset(FetusState.values) - _BACK_TO_LIVING,
    FetusState.VANISHED: _BACK_TO_LIVING,
    FetusState.DIED: _BACK_TO_LIVING,
    FetusState.LIVEBORN: _BACK_TO_LIVING,
    FetusState.STILLBORN: _BACK_TO_LIVING,
    FetusState.MISCARRIED: _BACK_TO_LIVING,
    FetusState.TERMINATED: _BACK_TO_LIVING,
}
"""Back to LIVING only by the correction of an outcome."""

DATING_STEPS: Final[Mapping[str, frozenset[str]]] = {
    DatingState.PROPOSED: frozenset(
        {DatingState.ACCEPTED, DatingState.NOTED, DatingState.SUPERSEDED, DatingState.WITHDRAWN}
    ),
    DatingState.ACCEPTED: frozenset({DatingState.SUPERSEDED}),
    DatingState.SUPERSEDED: frozenset(),
    DatingState.NOTED: frozenset(),
    DatingState.WITHDRAWN: frozenset(),
}
"""What was decided stays; who changes her mind enters a new dating. From PROPOSED to SUPERSEDED: what a
mother told counted, unconfirmed, until another date replaced it."""
