"""The factories that every other test stands on."""

import pytest

from apps.accounts.models import Consent
from apps.accounts.visibility import subjects_of
from apps.foundation.visibility import Unscoped
from tests.factories import ClinicianFactory, MotherFactory, in_care

pytestmark = pytest.mark.django_db


def test_in_care_makes_a_mother_visible_to_her_clinician_only() -> None:
    mother, clinician, stranger = MotherFactory(), ClinicianFactory(), ClinicianFactory(profession="midwife")
    Consent.objects.create(
        subject=mother, kind="photos", version=1, language="en", given_at=mother.created_at
    )
    in_care(mother, clinician)
    assert Consent.objects.visible_to(clinician).count() == 1
    assert Consent.objects.visible_to(stranger).count() == 0
    assert "mother_id" in str(subjects_of(clinician))


def test_a_query_without_a_person_is_refused() -> None:
    with pytest.raises(Unscoped):
        Consent.objects.count()
