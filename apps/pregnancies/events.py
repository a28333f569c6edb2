"""What this app says once a write is committed: ids and times, no health values."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("pregnancy.begun", version=1)
class PregnancyBegun:
    """A pregnancy is followed from now on."""

    pregnancy: UUID
    mother: UUID
    at: datetime


@event("pregnancy.dated", version=1)
class PregnancyDated:
    """The due date that counts is a new one, or the first one: whatever was planned by weeks is stale."""

    pregnancy: UUID
    mother: UUID
    dating: UUID
    at: datetime


@event("pregnancy.ended", version=1)
class PregnancyEnded:
    """From now on nothing may be shown or sent that assumes a going pregnancy: it ended, or others care for
    it."""

    pregnancy: UUID
    mother: UUID
    outcome: UUID
    at: datetime


@event("pregnancy.resumed", version=1)
class PregnancyResumed:
    """An outcome was recorded wrongly: the pregnancy goes on."""

    pregnancy: UUID
    mother: UUID
    at: datetime


@event("pregnancy.outcome_corrected", version=1)
class OutcomeCorrected:
    """An outcome stands no longer; `replaced_by` is the one that does, if any."""

    pregnancy: UUID
    mother: UUID
    outcome: UUID
    replaced_by: UUID | None
    at: datetime


@event("fetus.died", version=1)
class FetusDied:
    """Nothing may be shown or sent any more that assumes this fetus living."""

    fetus: UUID
    pregnancy: UUID
    mother: UUID
    at: datetime


@event("fetus.restored", version=1)
class FetusRestored:
    """The death of this fetus was recorded wrongly."""

    fetus: UUID
    pregnancy: UUID
    mother: UUID
    at: datetime


@event("pregnancy.background_changed", version=1)
class BackgroundChanged:
    """A risk factor or an allergy was noted or ended, height or weight told: what rests on them should look again."""

    pregnancy: UUID
    mother: UUID
    at: datetime
