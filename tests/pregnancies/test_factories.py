"""The factories that everybody builds on."""

import pytest

from apps.pregnancies.models import Fetus
from tests.factories import FetusFactory, MotherFactory, PregnancyFactory

pytestmark = pytest.mark.django_db


def test_a_fetus_belongs_to_the_mother_of_its_pregnancy() -> None:
    mother = MotherFactory()
    pregnancy = PregnancyFactory(mother=mother)
    FetusFactory(pregnancy=pregnancy, label="B")
    stored = Fetus.objects.for_system("test").get()
    assert (stored.subject_id, stored.pregnancy_id, stored.label, stored.state) == (
        mother.pk,
        pregnancy.pk,
        "B",
        "living",
    )
