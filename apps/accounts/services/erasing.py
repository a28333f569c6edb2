"""The end of a mother's account: she is shut out, agrees to nothing any more, and no pseudonym leads to her.

Her name and her record of care stay with her care team, who must keep them. The ledger stays, and is nobody's.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Consent, Person, Pseudonym
from apps.accounts.services import consents, people, pseudonyms
from apps.foundation.errors import Invalid
from apps.foundation.transactions import write


@write
def erase(actor: Person, *, person_id: UUID, at: datetime) -> Person:
    """End a mother's account for good; again changes nothing. Administrators only.

    Raises Forbidden, NotVisible, Invalid for anybody who is no mother.
    """
    people.require_administrator(actor)
    mother = people.locked(person_id)
    if not mother.is_mother:
        raise Invalid.field("person", _("Only a mother's account is erased. Shut others out."))
    why = "her account is erased"
    kinds = Consent.objects.for_system(why).filter(subject=mother, withdrawn_at=None)
    for kind in sorted(set(kinds.values_list("kind", flat=True))):
        consents.withdraw_kind(actor, mother=mother, kind=kind, at=at)
    purposes = Pseudonym.objects.for_system(why).filter(subject=mother)
    for purpose in sorted(purposes.values_list("purpose", flat=True)):
        pseudonyms.drop(mother, purpose, at=at)
    return people.deactivate(actor, person_id=person_id, at=at)
