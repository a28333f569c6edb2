"""Red flags in what she writes: the alert is stored with the message, category by category, without her words."""

from __future__ import annotations

from uuid import uuid4

import pytest

from apps.alerts.models import Alert, AlertEvidence
from apps.consultations.alert_rules.red_flags import RULE, WrittenRedFlags, judge
from apps.consultations.models import Message
from apps.consultations.rules.signs import CATEGORIES, words_of
from apps.consultations.services import red_flags
from apps.foundation.severity import Severity
from ml_models import triage
from tests.consultations.clinic.conftest import AT, now, told
from tests.consultations.clinic.test_queue import write

pytestmark = pytest.mark.django_db
WORDS = "I'm soaking a pad every hour with blood and I have a fever of 38.5"


def test_a_message_raises_an_alert_for_each_sign_and_makes_the_consultation_urgent(clinic):
    thread = clinic.thread()
    write(clinic.mother, thread, WORDS)
    rows = Alert.objects.for_system("test").order_by("direction")
    assert [(row.direction, row.severity) for row in rows] == [("bleeding", "emergency"), ("fever", "urgent")]
    assert now(thread).urgency == "emergency"


def test_the_evidence_names_the_message_and_holds_none_of_her_words(clinic):
    thread = clinic.thread()
    write(clinic.mother, thread, WORDS)
    message = Message.objects.for_system("test").get(thread=thread, text=WORDS)
    evidence = AlertEvidence.objects.for_system("test").get(direction="bleeding")
    assert (evidence.source_kind, evidence.source_id) == ("consultations.message", str(message.public_id))
    assert evidence.values == {
        "category": "bleeding",
        "severity": "emergency",
        "thread": str(thread.public_id),
        "sequence": message.sequence,
        "triage_version": triage.version,
    }
    assert RULE.in_words(evidence.values) == "She named a warning sign: Bleeding."


def test_message_and_alert_are_stored_together_or_not_at_all(clinic, monkeypatch):
    thread = clinic.thread()

    def fails(*args, **kwargs):
        raise RuntimeError("no alert")

    monkeypatch.setattr(red_flags, "evaluate", fails)
    with pytest.raises(RuntimeError):
        write(clinic.mother, thread, WORDS)
    assert not Message.objects.for_system("test").filter(text=WORDS).exists()
    assert Alert.objects.for_system("test").count() == 0


def test_whoever_answers_for_the_consultation_is_told_first(clinic):
    from apps.consultations.services.queue import claim

    thread = clinic.thread()
    claim(clinic.midwife, thread_id=thread.public_id, at=AT)
    write(clinic.mother, thread, WORDS)
    assert ("alert", "emergency") in told(clinic.midwife)


def test_what_clinicians_write_is_no_red_flag_and_harmless_words_are_none(clinic):
    thread = clinic.thread()
    write(clinic.midwife, thread, "Are you bleeding?")
    write(clinic.mother, thread, "Which pillow is best?")
    assert Alert.objects.for_system("test").count() == 0


def test_the_same_message_posted_again_raises_nothing_anew(clinic):
    facts = WrittenRedFlags(clinic.thread().public_id, uuid4(), 2, (("fever", "urgent"),), AT)
    verdicts = [judge(facts, None) for _ in range(2)]
    assert verdicts[0] == verdicts[1]


def test_one_finding_for_each_category_at_its_worst():
    found = (("fever", "urgent"), ("bleeding", "urgent"), ("bleeding", "emergency"))
    facts = WrittenRedFlags(None, uuid4(), None, found, AT)
    assert [(one.direction, one.severity) for one in judge(facts, None)] == [
        ("bleeding", Severity.EMERGENCY),
        ("fever", Severity.URGENT),
    ]


def test_every_category_that_the_check_can_find_has_words():
    assert set(CATEGORIES) == set(triage.CATEGORIES)
    assert words_of("something_newer") == "something_newer"
