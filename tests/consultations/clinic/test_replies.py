"""Quick replies: whose they are, what fills them, and that no gap is ever sent."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from apps.consultations.entries import Draft
from apps.consultations.models import Message, QuickReply
from apps.consultations.selectors.replies import preview, replies_visible_to
from apps.consultations.services.posting import post
from apps.consultations.services.replies import change_reply, retire_reply, write_reply
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.pregnancies.rules.dating import StatedDueDate
from apps.pregnancies.services.datings import redate
from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from tests.consultations.clinic.conftest import AT

pytestmark = pytest.mark.django_db
NIGHT = datetime(2027, 3, 2, 22, tzinfo=UTC)


def reply(clinic, person=None, *, team=True, **given):
    given = {"title": "Thanks", "text": "Thank you.", "language": "en", **given}
    team_id = clinic.team.public_id if team else None
    return write_reply(person or clinic.midwife, team_id=team_id, at=AT, **given)


def seen(person):
    return {row.title for row in replies_visible_to(person)}


def dated(clinic, due_on):
    """Give the pregnancy a due date, as a clinician enters it."""
    redate(
        clinic.obstetrician,
        pregnancy_id=clinic.pregnancy.public_id,
        given=StatedDueDate(due_on),
        at=AT,
    )


def test_a_teams_reply_is_every_members_and_ones_own_is_hers_alone(clinic):
    reply(clinic, title="ours")
    reply(clinic, title="mine", team=False)
    assert seen(clinic.midwife) == {"ours", "mine"}
    assert seen(clinic.dietitian) == {"ours"}
    for person in (clinic.stranger, clinic.mother, clinic.administrator, clinic.partner):
        assert seen(person) == set()


def test_it_is_changed_by_whoever_has_it_and_retired_for_all(clinic):
    row = reply(clinic)
    change_reply(clinic.dietitian, reply_id=row.public_id, title="Many thanks", at=AT)
    assert seen(clinic.midwife) == {"Many thanks"}
    retire_reply(clinic.midwife, reply_id=row.public_id, at=AT)
    assert seen(clinic.midwife) == set()
    assert QuickReply.objects.get().retired_at == AT
    with pytest.raises(NotVisible):
        change_reply(clinic.midwife, reply_id=row.public_id, title="Again", at=AT)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("stranger", NotVisible), ("mother", Forbidden), ("administrator", Forbidden), ("partner", Forbidden)],
)
def test_others_neither_write_for_the_team_nor_change(clinic, who, refusal):
    row, person = reply(clinic), getattr(clinic, who)
    for act in (
        lambda: reply(clinic, person),
        lambda: change_reply(person, reply_id=row.public_id, title="x", at=AT),
        lambda: retire_reply(person, reply_id=row.public_id, at=AT),
    ):
        with pytest.raises(refusal):
            act()
    assert QuickReply.objects.get().title == "Thanks"


def test_an_own_reply_is_nobody_elses_to_change(clinic):
    row = reply(clinic, team=False)
    with pytest.raises(NotVisible):
        change_reply(clinic.dietitian, reply_id=row.public_id, title="x", at=AT)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "{{blood_group}}"}, "text"),
        ({"text": " "}, "text"),
        ({"text": "x" * 4_001}, "text"),
        ({"title": " "}, "title"),
    ],
)
def test_an_unknown_place_or_no_words_are_refused_by_field(clinic, given, field):
    row = reply(clinic)
    for act in (
        lambda: reply(clinic, **given),
        lambda: change_reply(clinic.midwife, reply_id=row.public_id, at=AT, **given),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.errors[0].field == field
    assert QuickReply.objects.count() == 1


def test_it_is_filled_from_the_record_in_the_replys_language(clinic):
    clinic.opens(phone="02-123")
    dated(clinic, datetime(2027, 4, 20).date())
    clinic.mother.full_name = "Amina"
    clinic.mother.save()
    places = "mother_name week due_date clinician_name clinician_role team_name team_phone reads_again_at"
    text = "|".join(f"{{{{{name}}}}}" for name in places.split())
    row = reply(clinic, text=text, language="ko")
    filled = preview(clinic.midwife, row.public_id, clinic.thread().public_id, at=NIGHT)
    assert filled.missing == ()
    name, week, due, who, role, team, phone, again = filled.text.split("|")
    assert (name, who, team, phone) == ("Amina", "Bea Mid", clinic.team.name, "02-123")
    assert (week, due, role) == ("33주", "2027. 4. 20.", "조산사")
    assert again == "2027. 3. 3. 08:00"


def test_what_nobody_knows_is_a_gap(clinic, settings):
    settings.EMERGENCY_NUMBER = settings.SITE_COUNTRY = ""
    row = reply(clinic, text="{{week}} {{due_date}} {{team_phone}} {{emergency_number}} {{reads_again_at}}")
    filled = preview(clinic.midwife, row.public_id, clinic.thread().public_id, at=AT)
    assert filled.missing == ("week", "due_date", "team_phone", "emergency_number", "reads_again_at")


def test_after_the_end_of_the_pregnancy_no_week_and_no_due_date_is_told(clinic):
    mother = clinic.mother
    dated(clinic, datetime(2027, 4, 20).date())
    thread = clinic.thread()
    record_outcome(
        clinic.obstetrician,
        pregnancy_id=clinic.pregnancy.public_id,
        at=AT,
        new=NewOutcome("stillbirth", AT.date()),
    )
    row = reply(clinic, text="{{week}} {{due_date}}")
    assert preview(clinic.midwife, row.public_id, thread.public_id, at=AT).missing == ("week", "due_date")
    assert mother.pk == clinic.mother.pk


def test_nobody_previews_for_a_mother_she_does_not_see(clinic):
    thread = clinic.thread()
    row = write_reply(clinic.stranger, title="t", text="Hello", language="en", team_id=None, at=AT)
    with pytest.raises(NotVisible):
        preview(clinic.stranger, row.public_id, thread.public_id, at=AT)


def test_a_gap_is_never_sent_by_a_clinician_and_a_mother_may_write_what_she_likes(clinic):
    thread = clinic.thread()

    def draft(person, text):
        return Draft(
            person_id=person.pk,
            person=person.public_id,
            thread=thread.public_id,
            client_id=uuid4(),
            at=AT,
            text=text,
        )

    with pytest.raises(Invalid) as refused:
        post(clinic.midwife, draft(clinic.midwife, "You are in week {{week}}."))
    assert (refused.value.errors[0].code, refused.value.errors[0].limit) == ("unfilled", ["week"])
    post(clinic.mother, draft(clinic.mother, "What does {{week}} mean?"))
    post(clinic.midwife, draft(clinic.midwife, "Please write {{your name}} there."))
    said = (
        Message.objects.for_system("test").filter(thread=thread, kind="text").values_list("text", flat=True)
    )
    assert sorted(said) == ["Please write {{your name}} there.", "What does {{week}} mean?"]
