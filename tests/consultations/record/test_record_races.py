"""Two at once, each on a connection of its own: one signs, the other is told, nothing is closed or asked twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from apps.consultations.models import Closing, ConsultationNote, Prescription, Rating
from apps.consultations.services import closing, notes, ratings
from apps.consultations.written import Prescribed, Written
from apps.foundation import accesses
from apps.foundation.errors import Problem
from tests.consultations.record.conftest import AT, asked_about_allergies

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts side by side; a refusal is returned as its class."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            with accesses.collected():
                return act()
        except Problem as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, str)]


def signed():
    return ConsultationNote.objects.for_system("test").filter(state="signed")


def test_two_clinicians_sign_one_wins_and_the_other_is_told(clinic, thread):
    asked_about_allergies(clinic.pregnancy)

    def sign(person, drug):
        note = Written(assessment="A.", prescriptions=(Prescribed(drug), Prescribed("Folic acid")))
        return lambda: notes.sign(person, thread_id=thread.public_id, note=note, at=AT)

    answers = at_once(sign(clinic.obstetrician, "Labetalol"), sign(clinic.midwife, "Nifedipine"))
    assert refusals(answers) == ["AlreadySigned"]
    assert signed().count() == 1
    assert Prescription.objects.for_system("test").filter(note__in=signed()).count() == 2


def test_two_clinicians_amend_the_same_version_one_wins(clinic, thread):
    first = notes.sign(clinic.obstetrician, thread_id=thread.public_id, note=Written(assessment="A."), at=AT)
    again = Written(assessment="B.", amends=first.public_id)

    def amend(person):
        return lambda: notes.amend(person, thread_id=thread.public_id, note=again, at=AT)

    answers = at_once(amend(clinic.obstetrician), amend(clinic.midwife))
    assert refusals(answers) == ["NewerNote"]
    assert sorted(signed().values_list("version", flat=True)) == [1, 2]


def test_two_drafts_of_one_person_become_one(clinic, thread):
    def keep(text):
        note = Written(plan=text)
        return lambda: notes.save_draft(clinic.midwife, thread_id=thread.public_id, note=note, at=AT)

    answers = at_once(keep("one"), keep("other"))
    assert sorted(is_new for _draft, is_new in answers) == [False, True]
    assert ConsultationNote.objects.for_system("test").count() == 1


def test_two_closings_at_once_close_once_and_ask_once(clinic, thread):
    notes.sign(clinic.obstetrician, thread_id=thread.public_id, note=Written(assessment="A."), at=AT)

    def close(person):
        return lambda: closing.close_with_note(person, thread_id=thread.public_id, at=AT)

    answers = at_once(close(clinic.obstetrician), close(clinic.midwife))
    assert len(refusals(answers)) == 1
    assert Closing.objects.for_system("test").count() == 1
    assert Rating.objects.for_system("test").count() == 1


def test_two_devices_rate_at_once_one_rating_is_left(clinic, thread):
    closing.close_with_note(clinic.midwife, thread_id=thread.public_id, without_note="by_mistake", at=AT)

    def rate(stars):
        return lambda: ratings.rate(clinic.mother, thread_id=thread.public_id, stars=stars, words="", at=AT)

    answers = at_once(rate(1), rate(5))
    assert sorted(is_first for _rating, is_first in answers) == [False, True]
    assert Rating.objects.for_system("test").count() == 1
