"""The pages of alerts in a real browser: names, labels, room on a phone, and a list that moves under no pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from apps.alerts.models import ShiftPattern
from apps.alerts.services import handling, sweeping
from apps.foundation.severity import Severity
from tests.alerts.conftest import House, Say, finding
from tests.journeys.conftest import CHROMIUM, FLAGS, PHONE, TABLET
from tests.journeys.test_every_page import FAULTS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed: apt-get install chromium"),
]


@pytest.fixture(scope="module", autouse=True)
def _orm_beside_the_driver() -> Iterator[None]:
    """The browser's driver keeps an event loop in this thread; the tests' own queries are not part of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


Open = Callable[..., Page]


@pytest.fixture
def open_as(browser: Browser, live_server: Any, settings: Any) -> Iterator[Open]:
    """`open_as(person, path)`: a page in which this person is signed in."""
    contexts = []

    def page_of(person: Any, path: str, **options: Any) -> Page:
        client = Client()
        client.force_login(person)
        context = browser.new_context(**options)
        contexts.append(context)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.clock.install()
        page.goto(live_server.url + path)
        return page

    yield page_of
    for context in contexts:
        context.close()


def night_shifts(house: House) -> None:
    for weekday in range(5):
        ShiftPattern.objects.create(
            team=house.team,
            person=house.midwife,
            weekday=weekday,
            starts=time(20),
            ends=time(8),
            time_zone="Europe/Berlin",
            from_day=timezone.now().date() - timedelta(days=14),
            author=house.lead,
            created_at=timezone.now(),
        )


def test_everything_has_a_name_a_label_and_its_place_also_on_a_phone(
    house: House, say: Say, open_as: Open
) -> None:
    now = timezone.now()
    [left] = say(finding(Severity.URGENT), at=now - timedelta(hours=1), responsible=house.doctor)
    sweeping.sweep(at=now - timedelta(minutes=40))
    [taken] = say(finding(Severity.WARN, direction="low"), at=now)
    handling.acknowledge(house.lead, alert_id=taken.public_id, at=now)
    night_shifts(house)
    pattern = ShiftPattern.objects.order_by("pk")[0]
    team = house.team.public_id
    paths = [
        "/alerts/",
        "/alerts/?show=all",
        f"/alerts/{left.public_id}/",
        f"/alerts/{taken.public_id}/",
        f"/alerts/{left.public_id}/end",
        f"/alerts/{left.public_id}/rest",
        "/alerts/rules/",
        f"/limits/teams/{team}/",
        f"/limits/teams/{team}/tests.rule/reading/set",
        f"/rota/{team}/",
        f"/rota/{team}/hours/new",
        f"/rota/{team}/hours/{pattern.public_id}/end",
        f"/rota/{team}/shifts/new",
    ]
    page = open_as(house.lead, "/alerts/")
    address = page.url.removesuffix("/alerts/")
    for path in paths:
        page.goto(address + path)
        assert page.evaluate(FAULTS) == [], path
        for screen in (TABLET, PHONE):
            page.set_viewport_size(screen)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert (path, width) == (path, screen["width"])
    page = open_as(house.administrator, "/alerts/unanswered/")
    assert page.evaluate(FAULTS) == []


def test_a_new_alert_appears_by_itself_and_moves_nothing_under_the_pointer(
    house: House, say: Say, open_as: Open
) -> None:
    say(finding(Severity.WARN, direction="high"), at=timezone.now(), responsible=house.doctor)
    page = open_as(house.doctor, "/alerts/")
    rows, note = page.locator("[data-alert]"), page.locator("[data-alerts-changed]")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Take it").hover()
    say(finding(Severity.EMERGENCY, direction="low"), at=timezone.now(), responsible=house.doctor)
    page.clock.fast_forward(11_000)
    expect(note).to_be_visible()
    expect(rows).to_have_count(1)
    page.mouse.move(5, 5)
    page.clock.fast_forward(1_000)
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Emergency")
    expect(note).to_be_hidden()


def test_the_clock_of_a_row_runs(house: House, say: Say, open_as: Open) -> None:
    say(finding(Severity.URGENT), at=timezone.now() - timedelta(seconds=30), responsible=house.doctor)
    page = open_as(house.doctor, "/alerts/")
    page.clock.fast_forward(3_600_000)
    expect(page.locator("[data-since]")).to_contain_text("1 h 00 min")


def test_two_at_the_same_list_one_takes_and_the_other_reads_who(
    house: House, say: Say, open_as: Open
) -> None:
    say(finding(Severity.URGENT), at=timezone.now(), responsible=house.doctor)
    first, second = open_as(house.doctor, "/alerts/"), open_as(house.midwife, "/alerts/")
    first.get_by_role("button", name="Take it").click()
    expect(first.locator(".toasts")).to_contain_text("You have taken it.")
    second.get_by_role("button", name="Take it").click()
    expect(second.locator(".toasts")).to_contain_text("Helen Osei has taken this already.")
