"""What nobody may offer to a mother, narrowed to who asks."""

from __future__ import annotations

from apps.accounts.models import Person
from apps.foundation.visibility import SubjectQuerySet
from apps.plans.models import OfferVeto
from apps.pregnancies.models import Pregnancy


def vetoes_of(person: Person, pregnancy: Pregnancy) -> SubjectQuerySet:
    """Return the vetoes of a pregnancy, lifted ones too, the newest first."""
    rows = OfferVeto.objects.visible_to(person).filter(pregnancy=pregnancy)
    return rows.select_related("made_by", "lifted_by").order_by("-pk")
