"""A fetus that was found later. How one ended is an outcome (see outcomes.py)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import write
from apps.pregnancies import feeds
from apps.pregnancies.days import local_day
from apps.pregnancies.models import LABELS, MAX_FETUSES, Fetus, Pregnancy
from apps.pregnancies.rules.errors import within
from apps.pregnancies.rules.gestation import LAST_BELIEVABLE_DAYS
from apps.pregnancies.services import may
from apps.pregnancies.services.creating import once
from apps.pregnancies.services.locks import locked_pregnancy, require_going
from apps.pregnancies.services.refusals import as_invalid


@write
def add_fetus(
    person: Person,
    *,
    pregnancy_id: UUID,
    at: datetime,
    found_on: date | None = None,
    public_id: UUID | None = None,
) -> tuple[Fetus, bool]:
    """Add a fetus under the next free letter. Raises NotVisible, Forbidden, PregnancyNotGoing, Invalid
    (limit 8)."""
    may.require_clinician(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    fetus, created = once(
        person,
        Fetus,
        public_id,
        pregnancy_id=pregnancy.pk,
        twice=Conflict(_("This fetus is recorded already.")),
        make=lambda new_id: _add(pregnancy, new_id, found_on, at),
    )
    if created:
        feeds.changed(fetus)
    return fetus, created


def _add(pregnancy: Pregnancy, public_id: UUID, found_on: date | None, at: datetime) -> Fetus:
    require_going(pregnancy)
    if found_on is not None:
        today = local_day(pregnancy.subject, at)
        with as_invalid():
            within("found_on", found_on, _earliest(today), today)
    return Fetus.objects.create(
        subject_id=pregnancy.subject_id,
        pregnancy=pregnancy,
        public_id=public_id,
        label=_next_label(pregnancy),
        found_on=found_on,
        created_at=at,
    )


def _earliest(today: date) -> date:
    return date.fromordinal(today.toordinal() - LAST_BELIEVABLE_DAYS)


def _next_label(pregnancy: Pregnancy) -> str:
    taken = {fetus.label for fetus in pregnancy.fetuses.all()}
    free = next((label for label in LABELS if label not in taken), None)
    if free is None:
        raise Invalid.field(
            "fetuses",
            _("A pregnancy can have at most %(limit)s fetuses.") % {"limit": MAX_FETUSES},
            code="too_many",
            limit=MAX_FETUSES,
        )
    return free
