"""From a rehearsal to a shadow to limits in force, as a lead goes that way in a real browser."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect, sync_playwright

from apps.accounts.models import TeamMembership
from apps.alerts.models import Alert, TeamLimit
from apps.foundation import accesses
from apps.monitoring.following.process import Follower
from apps.monitoring.models import Rehearsal, ShadowedRecording
from apps.monitoring.services import opening, rehearsing
from tests.console.conftest import Ward, announced, ward  # noqa: F401
from tests.consultations.console import PATIENCE_MS
from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.monitoring.following.test_process import Time, falling, send

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
RULE = "Fetal heart rate low for minutes"
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


def recorded_low_for_two_minutes(ward: Ward) -> None:  # noqa: F811
    """A live recording that the limits in force find nothing in, followed to its end."""
    with accesses.collected():
        recording = announced(ward.pregnancy, ago=timedelta(minutes=20))
        opening.live_row(recording, at=timezone.now())
        send(recording, falling(13, 2), Time())
        Follower("test", now=timezone.now, clock=time.monotonic).round()


def looked_at(page: Page, name: str, folder: Path) -> None:
    """The page on a phone and on a desk, light and dark, in every language: nothing is wider than the screen."""
    for language in ("ko", "zh-Hans", "en"):  # ends with the one that the test reads
        page.locator("details[data-menu] summary").first.click()
        page.locator(f"button[name=language][value={language.lower()}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        for size, scheme in ((PHONE, "dark"), (DESK, "light")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            page.screenshot(path=folder / f"{name}-{language}-{scheme}.png", full_page=True)


def test_a_lead_goes_from_a_rehearsal_to_a_shadow_and_makes_it_so(
    live_server,
    settings,
    ward: Ward,  # noqa: F811
    tmp_path,
) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    folder = Path(os.environ.get("KAISHI_PICTURES") or tmp_path)
    TeamMembership.objects.filter(person=ward.doctor).update(is_lead=True)
    client = Client()
    client.force_login(ward.doctor)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context(base_url=live_server.url, viewport=DESK)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))

        page.goto("/rehearsals/")
        page.get_by_role("link", name=RULE).click()
        page.locator("[name=very_low_s]").fill("60")
        page.locator("[name=reason]").fill("Would we know earlier?")
        page.get_by_role("button", name="Begin").click()
        expect(page.locator("#rehearsal")).to_contain_text("Waits for its turn")
        rehearsing.run(Rehearsal.objects.get().public_id, now=timezone.now)
        page.get_by_role("link", name="Run as a shadow").click()
        page.locator("[name=reason]").fill("Two weeks on the ward.")
        looked_at(page, "shadow-new", folder)
        page.locator("[name=reason]").fill("Two weeks on the ward.")
        page.get_by_role("button", name="Begin").click()
        expect(page.locator(".toasts")).to_contain_text("The shadow runs.")

        recorded_low_for_two_minutes(ward)
        assert not Alert.objects.for_system("test").exists()
        assert ShadowedRecording.objects.for_system("test").get().said
        page.reload()
        expect(page.locator("#shadow")).to_contain_text("Raised by the shadow only")
        row = page.get_by_role("row").filter(has_text="Amina Rahman").filter(has_text="Raised by the shadow")
        assert str(row.get_by_role("link").get_attribute("href")).startswith("/recordings/")
        looked_at(page, "shadow", folder)

        page.get_by_role("link", name="Make it so").click()
        page.locator("[name=reason]").fill("Found what we found too late.")
        page.get_by_role("button", name="Make it so").click()
        expect(page.locator(".toasts")).to_contain_text("The limits are in force.")
        expect(page.locator("#shadow")).to_contain_text("Made so: Helen Osei")
        context.close()
        chromium.close()
    assert faults == []
    limit = TeamLimit.objects.get()
    assert (limit.limit_id, limit.value, limit.author) == ("very_low_s", 60, ward.doctor)
    assert limit.reason == "Found what we found too late."
