"""Charts of readings in a real browser: room on a phone, nothing but pictures stretched, read point by point by key."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect, sync_playwright

from apps.foundation import accesses
from apps.observations.rules.by_hand import Written
from apps.observations.services.by_hand import Given, note_reading
from tests.console.conftest import Ward
from tests.journeys.conftest import CHROMIUM, FLAGS

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SCAN = {"bpd_mm": 78.0, "hc_mm": 280.0, "ac_mm": 262.0, "fl_mm": 57.0}
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


def measured(ward: Ward) -> None:
    now = timezone.now()
    with accesses.collected():
        for days in range(28, 0, -2):
            upper, lower = round(122 + 9 * math.sin(days)), round(76 + 5 * math.sin(days / 2))
            given = Written("blood_pressure", float(upper), float(lower))
            asked = Given(given, taken_at=now - timedelta(days=days))
            note_reading(ward.mother, mother=ward.mother, given=asked, at=now)
        scan = Given(Written("fetal_biometry", parts_mm=SCAN), taken_at=now - timedelta(days=2))
        note_reading(ward.doctor, mother=ward.mother, given=scan, at=now)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
def test_charts_fit_and_are_read_by_key(
    browser, live_server, settings, ward: Ward, size, scheme, tmp_path
) -> None:
    measured(ward)
    client = Client()
    client.force_login(ward.doctor)
    context = browser.new_context(viewport=size, color_scheme=scheme)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    faults: list[Any] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{live_server.url}/pregnancies/{ward.pregnancy.public_id}/readings/")
    chart = page.locator("[data-chart^=blood_pressure]")
    expect(chart.locator(".chart__plot")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    box = chart.locator(".chart__plot").bounding_box()
    assert box is not None
    assert box["width"] > 150
    chart.focus()
    page.keyboard.press("End")
    last = chart.locator(".chart__readout").inner_text()
    page.keyboard.press("ArrowLeft")
    assert chart.locator(".chart__readout").inner_text() != last
    assert last.endswith("mmHg")
    folder = os.environ.get("KAISHI_PICTURES") or str(tmp_path)
    page.screenshot(path=f"{folder}/readings-{scheme}.png", full_page=True)
    context.close()
    assert faults == []
