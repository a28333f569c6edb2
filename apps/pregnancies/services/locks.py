"""The pregnancy's row is the first lock of every write: two acts on one pregnancy happen one after the
other."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, NotVisible
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.states import PregnancyState


class PregnancyNotGoing(Conflict):
    """The pregnancy has ended or is in other care; this act needs a going one."""

    code = "pregnancy_not_going"


def locked_pregnancy(person: Person, pregnancy_id: UUID) -> Pregnancy:
    """Return a pregnancy that `person` sees, locked until commit. Raises NotVisible."""
    pregnancy = (
        Pregnancy.objects.visible_to(person)
        .select_related("subject")
        .select_for_update(of=("self",))
        .filter(public_id=pregnancy_id)
        .first()
    )
    if pregnancy is None:
        raise NotVisible
    return pregnancy


def require_going(pregnancy: Pregnancy) -> None:
    """Raise PregnancyNotGoing unless the pregnancy goes on."""
    if pregnancy.state != PregnancyState.GOING:
        raise PregnancyNotGoing(_("This pregnancy is not going on any more."))
