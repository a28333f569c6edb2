"""The bell, the list and the preferences of whoever works here."""

from __future__ import annotations

import re
from datetime import time
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.foundation.severity import Severity
from apps.notifications import selectors
from apps.notifications.models import Preference, QuietHours, WebPushSubscription
from apps.notifications.services import notify
from apps.notifications.services.addresses import subscribe
from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory, PartnerFactory
from tests.notifications.browser import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def midwife():
    return ClinicianFactory(profession="midwife")


def tell(person, key="k", severity=Severity.INFO):
    return notify(
        None,
        to=person,
        kind="test",
        object_id=uuid4(),
        severity=severity,
        at=timezone.now(),
        dedupe_key=key,
    )


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_bell_counts_what_is_unread_on_every_page_and_as_a_fragment(client_of, midwife):
    client = client_of(midwife)
    assert "bar__tool" in client.get("/worklist/").content.decode()
    assert 'class="bar__count"' not in client.get("/worklist/").content.decode()
    tell(midwife, "1"), tell(midwife, "2")
    assert '<span class="bar__count">2</span>' in client.get("/worklist/").content.decode()
    bell = client.get("/notifications/bell")
    assert '<span class="bar__count">2</span>' in bell.content.decode()
    assert bell.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("make", "status", "page", "opened"),
    [
        (ClinicianFactory, 200, 200, 302),
        (AdministratorFactory, 200, 200, 302),
        (MotherFactory, 401, 302, 302),
        (PartnerFactory, 401, 302, 302),
    ],
)
def test_who_has_the_bell_and_the_pages(make, status, page, opened, client_of):
    person = make()
    client = client_of(person)
    assert client.get("/notifications/bell").status_code == status
    assert client.get("/notifications/").status_code == page
    assert client.get("/notifications/preferences").status_code == page
    assert client.get(f"/notifications/{tell(person).public_id}/").status_code == opened


def test_who_is_signed_out_gets_no_page_in_place_of_the_bell(client_of):
    assert client_of(None).get("/notifications/bell").status_code == 401
    assert client_of(None).get("/notifications/").headers["Location"].startswith("/sign-in/")


def test_the_list_says_what_kind_of_thing_is_new_and_opening_reads_it(client_of, midwife):
    notification = tell(midwife, severity=Severity.URGENT)
    client = client_of(midwife)
    shown = text_of(client.get("/notifications/"))
    assert "A test of your notifications" in shown
    assert "Urgent" in shown
    answer = client.get(f"/notifications/{notification.public_id}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/notifications/preferences")
    assert selectors.unread_count(midwife) == 0
    assert "A test of your notifications" not in text_of(client.get("/notifications/?show=unread"))


def test_what_another_one_was_told_is_not_found_and_stays_unread(client_of, midwife):
    other = ClinicianFactory()
    notification = tell(other)
    assert client_of(midwife).get(f"/notifications/{notification.public_id}/").status_code == 404
    assert selectors.unread_count(other) == 1


def test_mark_all_as_read_takes_what_was_shown(client_of, midwife):
    tell(midwife, "1")
    newest = tell(midwife, "2").public_id
    later = tell(midwife, "3")
    client = client_of(midwife)
    assert client.post("/notifications/read", {"newest": newest}).status_code == 302
    assert list(selectors.unread_of(midwife)) == [later]
    assert client.post("/notifications/read", {"newest": "no id"}).status_code == 404
    assert client.get("/notifications/read").status_code == 405


def test_a_list_of_any_length_costs_the_same(client_of, midwife):
    client = client_of(midwife)

    def rows_and_questions() -> tuple[int, int]:
        client.get("/notifications/")
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/notifications/").content.decode()
        return page.count("table__link"), len(asked)

    for number in range(5):
        tell(midwife, str(number))
    shown, few = rows_and_questions()
    assert shown == 5
    for number in range(5, 40):
        tell(midwife, str(number))
    assert rows_and_questions() == (30, few)
    assert client.get("/notifications/?page=2").content.decode().count("table__link") == 10
    assert client.get("/notifications/?page=nonsense").status_code == 200


def filled(**changes):
    return {"has_quiet_hours": "on", "starts": "21:30", "ends": "06:00", **changes}


def test_preferences_are_kept_and_shown_again(client_of, midwife):
    client = client_of(midwife)
    answer = client.post(
        "/notifications/preferences", filled(**{"choice  email": "on", "choice test web_push": "off"})
    )
    assert answer.status_code == 302
    hours = QuietHours.objects.get(person=midwife)
    assert (hours.starts, hours.ends) == (time(21, 30), time(6))
    kept = Preference.objects.filter(person=midwife).values_list("kind", "channel", "is_on")
    assert set(kept) == {("", "email", True), ("test", "web_push", False)}
    page = client.get("/notifications/preferences").content.decode()
    assert 'value="21:30"' in page
    assert page.count("selected") >= 2
    client.post("/notifications/preferences", {"starts": "", "ends": ""})
    assert not QuietHours.objects.exists()
    assert not Preference.objects.exists()


@pytest.mark.parametrize(
    "given",
    [filled(ends="21:30"), filled(ends=""), filled(starts="25:00"), filled(**{"choice  email": "perhaps"})],
    ids=["never ends", "no end", "no hour", "no choice"],
)
def test_what_does_not_hold_is_said_and_nothing_is_kept(given, client_of, midwife):
    answer = client_of(midwife).post("/notifications/preferences", given)
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode() or "form-errors" in answer.content.decode()
    assert not QuietHours.objects.exists()
    assert not Preference.objects.exists()


def test_a_browser_is_removed_by_its_owner_only(client_of, midwife):
    def made(person):
        browser = Browser(f"https://web.push.apple.com/{person.pk}")
        return subscribe(
            person, endpoint=browser.endpoint, at=timezone.now(), **browser.subscription()["keys"]
        )[0]

    mine, other = made(midwife), made(ClinicianFactory())
    client = client_of(midwife)
    assert "Browsers that tell you" in text_of(client.get("/notifications/preferences"))
    for row in (mine, other):
        assert client.post(f"/notifications/browsers/{row.public_id}/remove").status_code == 302
    assert list(WebPushSubscription.objects.filter(ended_at=None)) == [other]


def test_a_test_can_be_sent_from_the_page(client_of, midwife):
    assert client_of(midwife).post("/notifications/test").status_code == 302
    assert selectors.unread_count(midwife) == 1


def test_the_service_worker_has_an_address_that_stays(client_of):
    answer = client_of(None).get("/notifications/worker.js")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert b"showNotification" in answer.content
