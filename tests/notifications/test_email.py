"""E-mail through a real SMTP server: once, neutral, and never twice after an end that nobody knows."""

from __future__ import annotations

import socket
from email import message_from_bytes, policy

import pytest
from allauth.account.models import EmailAddress
from django.utils import translation
from django.utils.translation import gettext

from apps.foundation.severity import Severity
from apps.notifications.services import sweeping
from tests.notifications.conftest import NOON

pytestmark = pytest.mark.django_db
URGENT = Severity.URGENT


def test_the_mail_says_that_there_is_something_new_and_where(midwife, post, tell, deliver, settings):
    settings.PUBLIC_ADDRESS = "https://kaishi.example"
    notification = tell(midwife, severity=URGENT)
    row = deliver(notification, "email")
    assert (row.state, row.attempts) == ("sent", 1)
    [raw], [recipients] = post.mails, post.recipients
    mail = message_from_bytes(raw, policy=policy.default)
    assert recipients == [midwife.email]
    assert mail["To"] == midwife.email
    assert mail["Subject"] == "Something new in KAISHI"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(row.public_id) in mail["Message-ID"]
    assert mail.get_content().splitlines()[:3] == [
        "Something new in KAISHI",
        "",
        f"https://kaishi.example/notifications/{notification.public_id}/",
    ]


@pytest.mark.parametrize(
    ("answer", "state", "problem"),
    [
        ("451 try again", "queued", "smtp_451"),
        ("552 too much", "failed", "smtp_552"),
    ],
)
def test_what_the_server_answers_is_certain(answer, state, problem, midwife, post, tell, deliver):
    post.answer_data = answer
    row = deliver(tell(midwife, severity=URGENT), "email")
    assert (row.state, row.problem) == (state, problem)


def test_a_recipient_that_is_refused_is_refused_for_good(midwife, post, tell, deliver):
    post.answer_rcpt = "550 nobody here"
    row = deliver(tell(midwife, severity=URGENT), "email")
    assert (row.state, row.problem) == ("failed", "smtp_550")
    assert post.mails == []


def test_a_server_that_is_away_is_tried_again_and_one_mail_arrives(midwife, post, tell, deliver, settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free_port, port = taken.getsockname()[1], settings.EMAIL_PORT
    settings.EMAIL_PORT = free_port
    notification = tell(midwife, severity=URGENT)
    row = deliver(notification, "email")
    assert (row.state, row.problem) == ("queued", "smtp_unreachable")
    settings.EMAIL_PORT = port
    assert deliver(notification, "email", at=row.due_at).state == "sent"
    assert len(post.mails) == 1


def test_a_connection_that_breaks_in_the_mail_is_not_repeated(midwife, post, tell, deliver):
    """The server may have kept it: a second one would be a second mail."""
    post.breaks_off = True
    notification = tell(midwife, severity=URGENT)
    row = deliver(notification, "email")
    assert (row.state, row.problem) == ("failed", "unknown_end")
    post.breaks_off = False
    assert sweeping.offer_due(None, at=NOON + sweeping.dead_after()) == []
    assert deliver(notification, "email", at=NOON + sweeping.dead_after()).state == "failed"
    assert len(post.mails) == 1


def test_an_address_that_nobody_has_shown_to_be_hers_gets_no_mail(midwife, post, tell):
    EmailAddress.objects.filter(user=midwife).update(verified=False)
    assert not tell(midwife, severity=URGENT).deliveries.filter(channel="email").exists()


def test_it_is_written_in_her_language(midwife, post, tell, deliver):
    """That the sentences are translated, tests/test_languages.py holds; here, that hers are taken."""
    midwife.language = "ko"
    midwife.save()
    with translation.override("en"):
        deliver(tell(midwife, severity=URGENT), "email")
    mail = message_from_bytes(post.mails[0], policy=policy.default)
    with translation.override("ko"):
        assert mail["Subject"] == gettext("Something new in KAISHI")
        assert mail.get_content().splitlines()[0] == gettext("Something new in KAISHI")
        assert gettext("This message was sent by KAISHI. Please do not reply to it.") in mail.get_content()
