"""What a mother answers is kept, judged and told in one transaction, before any human reads it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import Care
from apps.alerts.models import Alert, AlertEvidence
from apps.consultations.models import FeelingAnswers, Thread
from apps.consultations.open_alerts import are_unacknowledged
from apps.consultations.posting import ThreadClosed
from apps.consultations.selectors.queue import queue
from apps.consultations.services import feeling as services
from apps.consultations.services import threads
from apps.consultations.services.feeling import OldForm, Told, answer, next_question
from apps.consultations.services.queue import claim
from apps.foundation.errors import Forbidden, Invalid, NotVisible, Unprocessable
from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from tests.consultations.clinic.conftest import AT, entries, now, told
from tests.consultations.clinic.test_queue import write
from tests.factories import PregnancyFactory

pytestmark = pytest.mark.django_db
EMERGENCY = {"now": ["heavy_bleeding", "seizure"]}
URGENT = {"now": [], "signs": ["fever"], "worse": []}
CALM = {"now": [], "signs": [], "mood": ["well"], "sleep": ["sleeps_well"], "talk": ["no_thanks"]}
LOW = {**CALM, "mood": ["low"]}


def answered(clinic, answers, *, by=None, **given):
    client_id = given.pop("client_id", None) or uuid4()
    return answer(
        by or clinic.mother,
        pregnancy_id=clinic.pregnancy.public_id,
        client_id=client_id,
        told=Told(1, answers, **given),
        at=AT,
    )[0]


def alerts():
    rows = Alert.objects.for_system("test").order_by("direction")
    return [(row.rule_id, row.direction, row.severity) for row in rows]


def thread_of(row):
    return Thread.objects.for_system("test").get(pk=row.thread_id)


def test_an_emergency_raises_an_alert_for_each_sign_and_opens_an_urgent_consultation(clinic):
    row = answered(clinic, EMERGENCY)
    assert row.outcome == "call_emergency"
    assert alerts() == [("red_flags", "bleeding", "emergency"), ("red_flags", "seizure", "emergency")]
    thread = thread_of(row)
    assert (thread.urgency, thread.state, thread.waiting_since, thread.topic) == (
        "emergency",
        "waiting",
        AT,
        "How I feel",
    )
    assert entries(thread) == [
        {
            "code": "feeling",
            "answers": str(row.public_id),
            "outcome": "call_emergency",
            "findings": [
                {"category": "bleeding", "severity": "emergency"},
                {"category": "seizure", "severity": "emergency"},
            ],
        }
    ]
    assert [shown.urgency for shown in queue(clinic.midwife, at=AT).rows] == ["emergency"]


def test_the_alert_rests_on_the_entry_and_the_consultation_is_not_closed_over_it(clinic):
    row = answered(clinic, EMERGENCY)
    evidence = AlertEvidence.objects.for_system("test").first()
    assert evidence.source_kind == "consultations.message"
    assert (evidence.values["thread"], evidence.values["sequence"]) == (str(thread_of(row).public_id), 2)
    assert evidence.values["triage_version"] == "feeling:1"
    assert are_unacknowledged(thread_of(row))


def test_nothing_is_kept_where_the_alert_cannot_be(clinic, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("no alert")

    monkeypatch.setattr(services, "evaluate", fails)
    with pytest.raises(RuntimeError):
        answered(clinic, EMERGENCY)
    assert FeelingAnswers.objects.for_system("test").count() == 0
    assert Thread.objects.for_system("test").count() == 0


def test_an_urgent_sign_is_urgent(clinic):
    row = answered(clinic, URGENT)
    assert row.outcome == "call_unit"
    assert alerts() == [("red_flags", "fever", "urgent")]
    assert thread_of(row).urgency == "urgent"


def test_who_is_well_is_noted_and_calls_nobody(clinic):
    row = answered(clinic, CALM)
    assert (row.outcome, row.thread_id, row.findings) == ("noted", None, [])
    assert alerts() == []
    assert Thread.objects.for_system("test").count() == 0


def test_who_is_low_is_written_to(clinic):
    row = answered(clinic, LOW)
    assert (row.outcome, thread_of(row).urgency, alerts()) == ("talk", "routine", [])


def test_a_consultation_that_goes_on_takes_it_and_gets_more_urgent_never_less(clinic):
    thread = clinic.thread()
    claim(clinic.midwife, thread_id=thread.public_id, at=AT)
    write(clinic.midwife, thread)
    answered(clinic, URGENT, thread_id=thread.public_id)
    after = now(thread)
    assert (after.urgency, after.state, after.waiting_since) == ("urgent", "open", AT)
    assert ("alert", "urgent") in told(clinic.midwife)
    answered(clinic, LOW, thread_id=thread.public_id)
    assert now(thread).urgency == "urgent"
    assert Thread.objects.for_system("test").count() == 1


def test_being_well_in_a_consultation_owes_no_answer(clinic):
    thread = clinic.thread()
    write(clinic.midwife, thread)
    answered(clinic, CALM, thread_id=thread.public_id)
    assert (now(thread).state, now(thread).waiting_since) == ("waiting_for_mother", None)
    assert entries(thread)[-1]["outcome"] == "noted"


def test_without_a_team_she_is_told_and_the_alert_is_raised_all_the_same(clinic):
    Care.objects.filter(mother=clinic.mother).update(ended_at=AT)
    row = answered(clinic, EMERGENCY)
    assert (row.outcome, row.thread_id) == ("call_emergency", None)
    assert len(alerts()) == 2
    evidence = AlertEvidence.objects.for_system("test").first()
    assert (evidence.source_kind, evidence.source_id) == ("consultations.feelinganswers", str(row.public_id))


def test_the_same_id_again_is_the_same_answers_and_for_others_refused(clinic):
    client_id = uuid4()
    first, again = (answered(clinic, EMERGENCY, client_id=client_id) for _ in range(2))
    assert first.pk == again.pk
    assert len(alerts()) == 2 and Thread.objects.for_system("test").count() == 1
    with pytest.raises(Unprocessable):
        answered(clinic, CALM, client_id=client_id)


def test_what_was_answered_stays(clinic):
    row = answered(clinic, CALM)
    assert (row.definition, row.version, row.language, row.answers) == ("feeling", 1, "en", CALM)
    with pytest.raises(DatabaseError), transaction.atomic():
        FeelingAnswers.objects.for_system("test").update(outcome="talk")


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("midwife", Forbidden),
        ("dietitian", Forbidden),
        ("stranger", NotVisible),
        ("other_mother", NotVisible),
        ("administrator", NotVisible),
        ("partner", NotVisible),
    ],
)
def test_nobody_says_for_her_how_she_feels(clinic, who, refusal):
    with pytest.raises(refusal):
        answered(clinic, EMERGENCY, by=getattr(clinic, who))
    assert FeelingAnswers.objects.for_system("test").count() == 0
    assert alerts() == []


def test_answers_that_do_not_fit_the_form_name_the_question(clinic):
    for answers, field in (
        ({"now": []}, "answers.signs"),
        ({"now": ["fever"]}, "answers.now"),
        ({"now": [], "colour": []}, "answers"),
    ):
        with pytest.raises(Invalid) as refused:
            answered(clinic, answers)
        assert refused.value.errors[0].field == field
    assert FeelingAnswers.objects.for_system("test").count() == 0


def test_another_version_of_the_questions_is_not_judged(clinic):
    for act in (
        lambda: answer(
            clinic.mother,
            pregnancy_id=clinic.pregnancy.public_id,
            client_id=uuid4(),
            told=Told(99, CALM),
            at=AT,
        ),
        lambda: next_question(99, {}),
    ):
        with pytest.raises(OldForm) as refused:
            act()
        assert refused.value.extra == {"version": 1}


def test_a_closed_consultation_and_one_of_another_pregnancy_are_refused(clinic):
    thread = clinic.thread()
    threads.close(clinic.obstetrician, thread_id=thread.public_id, at=AT)
    with pytest.raises(ThreadClosed):
        answered(clinic, EMERGENCY, thread_id=thread.public_id)
    record_outcome(
        clinic.obstetrician,
        pregnancy_id=clinic.pregnancy.public_id,
        at=AT,
        new=NewOutcome("birth", AT.date()),
    )
    new = PregnancyFactory(mother=clinic.mother)
    going = clinic.thread()
    with pytest.raises(Invalid):
        answer(
            clinic.mother,
            pregnancy_id=new.public_id,
            client_id=uuid4(),
            told=Told(1, EMERGENCY, thread_id=going.public_id),
            at=AT,
        )
    assert FeelingAnswers.objects.for_system("test").count() == 0


def test_after_a_birth_bleeding_still_calls_and_movements_do_not(clinic):
    record_outcome(
        clinic.obstetrician,
        pregnancy_id=clinic.pregnancy.public_id,
        at=AT,
        new=NewOutcome("birth", AT.date()),
    )
    row = answered(clinic, {"now": [], "signs": ["bleeding", "moves_less"], "worse": []})
    assert row.outcome == "call_unit"
    assert alerts() == [("red_flags", "bleeding", "urgent")]


def test_the_form_comes_step_by_step_or_whole_in_her_language(clinic, client_of):
    clinic.mother.language = "ko"
    clinic.mother.save()
    hers = client_of(clinic.mother)
    whole = hers.get("/api/v1/feeling").json()
    assert [step["id"] for step in whole["steps"]] == ["now", "signs", "worse", "mood", "sleep", "talk"]
    assert whole["steps"][3]["options"][0]["text"] == "잘 지냈어요"

    def step(answers):
        sent = {"version": 1, "answers": answers}
        return hers.post("/api/v1/feeling/next", sent, content_type="application/json").json()["step"]

    assert step({})["id"] == "now"
    assert [option["id"] for option in step({"now": [], "signs": ["fever"]})["options"]] == ["high_fever"]
    assert step({"now": ["seizure"]}) is None
    assert FeelingAnswers.objects.for_system("test").count() == 0


def test_what_to_do_now_comes_with_the_answer_worst_first_in_her_language(clinic, client_of, settings):
    settings.EMERGENCY_NUMBER, settings.SITE_COUNTRY = "", "kr"
    clinic.opens(phone="02-123")
    clinic.mother.language = "ko"
    clinic.mother.save()
    sent = {
        "client_id": str(uuid4()),
        "version": 1,
        "answers": {"now": [], "signs": ["fever", "bleeding"], "worse": ["bleeding_with_pain"]},
    }
    path = f"/api/v1/pregnancies/{clinic.pregnancy.public_id}/feeling"
    reply = client_of(clinic.mother).post(path, sent, content_type="application/json")
    assert reply.status_code == 201
    told_her = reply.json()
    assert told_her["outcome"] == "call_emergency"
    assert (told_her["emergency_number"], told_her["phone"]) == ("119", "02-123")
    assert [(found["category"], found["severity"]) for found in told_her["findings"]] == [
        ("bleeding", "emergency"),
        ("fever", "urgent"),
    ]
    assert "119" in told_her["findings"][0]["what_to_do"]
    again = client_of(clinic.mother).post(path, sent, content_type="application/json")
    assert (again.status_code, again.json()["id"]) == (200, told_her["id"])
    read = client_of(clinic.midwife).get(f"/api/v1/feeling/{told_her['id']}").json()
    assert read["findings"][0]["what_to_do"].startswith("Put on a clean pad")
    assert client_of(clinic.stranger).get(f"/api/v1/feeling/{told_her['id']}").status_code == 404


def test_the_entry_in_the_conversation_tells_her_what_to_do(clinic, client_of):
    row = answered(clinic, {"now": ["seizure"]})
    page = client_of(clinic.mother).get(f"/api/v1/consultations/{thread_of(row).public_id}/messages").json()
    head, advice = page["messages"][-1]["words"].split("\n\n")
    assert head.startswith("In an emergency call your emergency number now.")
    assert advice.startswith("Call emergency services now. Lay the person on the left side")


def test_what_she_adds_in_her_own_words_is_checked_too_and_only_makes_it_worse(clinic):
    row = answered(clinic, CALM, words="I can't breathe and my chest hurts")
    assert (row.outcome, alerts()) == (
        "call_emergency",
        [("red_flags", "chest_pain_breathlessness", "emergency")],
    )
    row = answered(clinic, EMERGENCY, words="no bleeding any more, all fine")
    assert row.outcome == "call_emergency"


def test_the_list_takes_the_same_number_of_queries_for_any_number_of_answers(
    clinic, django_assert_max_num_queries, client_of
):
    clinic.opens(phone="02-123")
    path = f"/api/v1/pregnancies/{clinic.pregnancy.public_id}/feeling?limit=200"
    for answers in (CALM, LOW) * 3:
        answered(clinic, answers)
    clinician = client_of(clinic.midwife)
    with django_assert_max_num_queries(100) as few:
        assert len(clinician.get(path).json()["results"]) == 6
    for answers in (CALM, LOW) * 20:
        answered(clinic, answers)
    with django_assert_max_num_queries(len(few)):
        results = clinician.get(path).json()["results"]
    assert (len(results), {row["phone"] for row in results}) == (46, {"02-123"})
