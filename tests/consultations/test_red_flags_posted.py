"""A red flag in a message: the alert and what to do now stand in the transaction of the message."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from apps.alerts import services as alerts
from apps.alerts.models import Alert
from apps.consultations.models import Message
from apps.consultations.services import red_flags
from apps.consultations.services.posting import post, post_batch
from tests.consultations.conftest import Talk

pytestmark = pytest.mark.django_db


def open_alerts(talk):
    return [
        (alert.rule_id, alert.direction, alert.severity)
        for alert in Alert.objects.for_system("test").filter(subject=talk.mother).order_by("direction")
    ]


@pytest.mark.parametrize(
    ("language", "text", "category", "severity"),
    [
        ("en", "there is a lot of bright red blood and it soaks a pad in an hour", "bleeding", "emergency"),
        ("en", "she hasn't moved since last night", "reduced_movements", "urgent"),
        ("ko", "피가 나요", "bleeding", "urgent"),
        ("zh-hans", "我下面流血了", "bleeding", "urgent"),
    ],
)
def test_a_red_flag_raises_an_alert_and_says_what_to_do(talk, language, text, category, severity):
    posted = post(talk.mother, talk.draft(talk.mother, text, language=language))
    assert (category, severity) in [(flag.category, flag.severity) for flag in posted.red_flags]
    assert ("red_flags", category, severity) in open_alerts(talk)
    (said,) = posted.followed_by
    assert said.payload["of"] == posted.entry.sequence
    assert talk.now().urgency == severity


def test_the_words_of_the_message_are_not_copied_into_the_alert(talk):
    post(talk.mother, talk.draft(talk.mother, "I am bleeding zanzibar"))
    for alert in Alert.objects.for_system("test").filter(subject=talk.mother):
        assert "zanzibar" not in str(list(alert.evidence.values()))


@pytest.mark.parametrize(
    "text",
    ["no bleeding any more, thank you", "my sister had bleeding in her pregnancy", "see you at the clinic"],
)
def test_harmless_words_raise_nothing(talk, text):
    posted = post(talk.mother, talk.draft(talk.mother, text))
    assert (posted.red_flags, posted.followed_by, open_alerts(talk)) == ((), (), [])
    assert talk.now().urgency == "routine"


def test_what_a_clinician_writes_is_not_judged(talk):
    posted = post(talk.clinician, talk.draft(talk.clinician, "call us if you are bleeding"))
    assert (posted.red_flags, open_alerts(talk)) == ((), [])


def test_a_repeated_message_raises_no_second_alert(talk):
    draft = talk.draft(talk.mother, "I am bleeding")
    post_batch([draft, draft])
    post(talk.mother, draft)
    assert open_alerts(talk) == [("red_flags", "bleeding", "urgent")]
    assert [number for number, _ in talk.said()] == [1, 2, 3]


def test_without_its_alert_a_message_is_not_stored(talk, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the alerts cannot be written")

    monkeypatch.setattr(red_flags, "evaluate", fails)
    with pytest.raises(RuntimeError):
        post(talk.mother, talk.draft(talk.mother, "I am bleeding"))
    assert Message.objects.for_system("test").filter(thread=talk.thread).count() == 1
    monkeypatch.setattr(red_flags, "evaluate", alerts.evaluate)
    post(talk.mother, talk.draft(talk.mother, "I am bleeding"))
    assert len(open_alerts(talk)) == 1


def test_red_flags_of_many_mothers_in_one_batch_stay_with_each(db):
    talks = [Talk() for _ in range(3)]
    post_batch([talk.draft(talk.mother, "I am bleeding") for talk in talks])
    assert [open_alerts(talk) for talk in talks] == [[("red_flags", "bleeding", "urgent")]] * 3


def test_a_check_that_fails_keeps_out_no_word_and_logs_none(talk, monkeypatch):
    def failing(text, language):
        raise KeyError(text)

    monkeypatch.setattr(red_flags.triage, "check", failing)
    with capture_logs() as logs:
        post(talk.mother, talk.draft(talk.mother, "heavy bleeding"))
    assert talk.said()[-1][1] == "heavy bleeding"
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["triage_failed"]
    assert "bleeding" not in str(logs)
