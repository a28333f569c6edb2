"""Who may do what with a diary. Which mother's it is, is a matter of visibility."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Forbidden


def require_herself(person: Person, mother_id: int) -> None:
    """Raise Forbidden for anybody but the mother (by internal id): what she ate is hers to tell."""
    if person.pk != mother_id:
        raise Forbidden(_("Only the mother herself writes in her diary."))
