"""Notes of a dietitian: written, amended, taken back; every version stays, and only her care team reads them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.nutrition.models import DietNote
from apps.nutrition.selectors import diet_notes as reading
from apps.nutrition.services import diet_notes
from apps.nutrition.services.diet_notes import NewerDietNote
from tests.factories import ClinicianFactory
from tests.nutrition.diary.making import AT, TODAY

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


def about(home):
    return {"pregnancy_id": home.pregnancy.public_id}


def written(home, text="Iron is low: lentils twice a week.", person=None):
    return diet_notes.write_note(person or home.dietitian, **about(home), week_on=TODAY, text=text, at=AT)


def amended(home, note, text="Lentils three times a week.", seen=1, person=None):
    given = {**about(home), "note_id": note.note_id, "seen_version": seen, "at": LATER}
    return diet_notes.amend_note(person or home.dietitian, text=text, **given)


def withdrawn(home, note, because="Written for another mother.", seen=1, person=None):
    given = {**about(home), "note_id": note.note_id, "seen_version": seen, "at": LATER}
    return diet_notes.withdraw_note(person or home.dietitian, because=because, **given)


def read(home, person=None):
    found = reading.notes_of(person or home.dietitian, home.pregnancy)
    return [
        (note.is_withdrawn, [row.text or row.withdrawn_because for row in note.versions]) for note in found
    ]


def test_an_amendment_is_a_further_version_about_the_same_week(home):
    note = written(home)
    second = amended(home, note)
    assert (note.week_on, second.week_on) == (date(2026, 3, 2), date(2026, 3, 2))
    texts = ["Lentils three times a week.", "Iron is low: lentils twice a week."]
    assert read(home) == [(False, texts)]
    assert read(home, home.doctor) == [(False, texts)]


def test_what_is_taken_back_stays_with_its_reason_and_is_changed_no_more(home):
    note = written(home)
    withdrawn(home, note)
    assert read(home) == [(True, ["Written for another mother.", "Iron is low: lentils twice a week."])]
    for act in (amended, withdrawn):
        with pytest.raises(Conflict):
            act(home, note, seen=2)


def test_who_did_not_see_the_newest_version_changes_nothing(home):
    note = written(home)
    amended(home, note)
    for act in (amended, withdrawn):
        with pytest.raises(NewerDietNote):
            act(home, note, seen=1)
    assert DietNote.objects.for_system("test").count() == 2


def test_only_a_dietitian_of_her_team_writes(home):
    note = written(home)
    stranger = ClinicianFactory(profession="dietitian")
    for person, error in ((home.doctor, Forbidden), (home.mother, Forbidden), (stranger, NotVisible)):
        for act in (lambda home, _note, person: written(home, person=person), amended, withdrawn):
            with pytest.raises(error):
                act(home, note, person=person)
    assert DietNote.objects.for_system("test").count() == 1


def test_the_mother_and_a_stranger_find_none(home):
    written(home)
    assert read(home, home.mother) == []
    assert read(home, home.stranger) == []


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4_001, "a\0b"])
def test_a_note_says_something_and_not_too_much(home, text):
    with pytest.raises(Invalid):
        written(home, text)
    assert DietNote.objects.for_system("test").count() == 0


def test_a_note_of_another_pregnancy_is_not_found(home):
    written(home)
    with pytest.raises(NotVisible):
        diet_notes.withdraw_note(
            home.dietitian, **about(home), note_id=uuid4(), seen_version=1, because="No.", at=LATER
        )


def test_the_database_keeps_every_version(home):
    note = written(home)
    rows = DietNote.objects.for_system("test").filter(pk=note.pk)
    for change in (lambda: rows.update(text="Nothing."), lambda: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
