"""Who may do what with a recording. Which mother's it is, is a matter of visibility."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.models import ConsentKind, Person, Profession, Role
from apps.accounts.services.consents import require_consent
from apps.foundation.errors import Forbidden

READERS_OF_TRACES = (Profession.OBSTETRICIAN, Profession.MIDWIFE)


def reads_traces(person: Person) -> bool:
    """Obstetricians and midwives review recordings and may bring them in; dietitians do not."""
    return person.role == Role.CLINICIAN and person.profession in READERS_OF_TRACES


def require_reviewer(person: Person) -> None:
    """Raise Forbidden for anybody but an obstetrician or a midwife."""
    if not reads_traces(person):
        raise Forbidden(_("Only an obstetrician or a midwife may review a recording."))


def require_care_team(person: Person) -> None:
    """Raise Forbidden for whoever is no clinician."""
    if person.role != Role.CLINICIAN:
        raise Forbidden(_("This paper is for the care team."))


def require_sender(person: Person, mother: Person) -> None:
    """Raise Forbidden for whoever may not bring in samples, ConsentRequired where the mother has not
    agreed."""
    if person.pk != mother.pk and not reads_traces(person):
        raise Forbidden(_("Only the mother herself, an obstetrician or a midwife may bring in a recording."))
    require_consent(mother, ConsentKind.MONITORING)


def require_clinic(person: Person, mother: Person) -> None:
    """Raise Forbidden for the mother herself: nobody lays an electrode on her baby's head at home."""
    if person.pk == mother.pk:
        raise Forbidden.field(
            "scalp_electrode",
            _("Only a clinician may say that a scalp electrode measured this."),
            code="clinicians_only",
        )


def require_herself(person: Person, mother: Person) -> None:
    """Raise Forbidden for anybody but the mother."""
    if person.pk != mother.pk:
        raise Forbidden(_("Only the mother herself may delete a recording."))
