"""A whole recording at once: a clinician has its file and says whose it is and when it began."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.accounts.models import Person
from apps.foundation.transactions import write
from apps.recordings.models import Recording
from apps.recordings.services import announcing, completing, intake
from apps.recordings.services.intake import Upload


@write
def bring_in(
    person: Person,
    *,
    client_id: UUID,
    pregnancy_id: UUID,
    started_at: datetime,
    upload: Upload,
    at: datetime,
    fetus_id: UUID | None = None,
    second_fetus_id: UUID | None = None,
    zone_name: str = "",
    scalp_rates: int = 0,
) -> Recording:
    """Announce a recording, keep its file and make its analysis due: all of it or nothing.

    The same `client_id` with the same file again changes nothing. Arguments and refusals as in `announcing.announce`,
    `intake.store_file` and `completing.complete`.
    """
    recording, _is_new = announcing.announce(
        person,
        client_id=client_id,
        pregnancy_id=pregnancy_id,
        fetus_id=fetus_id,
        second_fetus_id=second_fetus_id,
        started_at=started_at,
        zone_name=zone_name,
        scalp_rates=scalp_rates,
        at=at,
    )
    intake.store_file(person, recording_id=recording.public_id, upload=upload, at=at)
    recording, _is_new = completing.complete(person, recording_id=recording.public_id, at=at)
    return recording
