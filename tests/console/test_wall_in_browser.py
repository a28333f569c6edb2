"""From the first sample to an alert that somebody has taken, in front of the wall in a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from apps.alerts.models import Alert
from apps.foundation import accesses
from apps.monitoring import frames
from apps.monitoring.following.process import Follower
from apps.monitoring.services import receiving
from apps.recordings import channels, chunks
from apps.recordings.models import Recording
from ml_models.ctg.generator import Live
from tests.console.conftest import Ward, announced
from tests.consultations.chat.conftest import site  # noqa: F401
from tests.consultations.console import IN_BROWSER, PATIENCE_MS, Site
from tests.foundation.socket_client import session_of
from tests.journeys.conftest import CHROMIUM, FLAGS

pytestmark = IN_BROWSER
MINUTES = 26
PIECE_S = 15


@pytest.fixture(scope="module", autouse=True)
def _orm_beside_the_driver() -> Iterator[None]:
    """The browser's driver keeps an event loop in this thread; the tests' own queries are not part of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


def sent(recording: Recording, sensor: Live, first: int, last: int) -> None:
    """Pieces `first` up to `last` of a phone that worked all the time."""
    data = b""
    for number in range(first, last):
        samples = channels.from_recording(sensor.piece(number * PIECE_S, PIECE_S))
        data += frames.write(
            number,
            phone_ms=int((recording.started_at.timestamp() + (number + 1) * PIECE_S) * 1_000),
            chunk=chunks.write(samples, first_sample=number * PIECE_S * 4),
        )
    with accesses.collected():
        receiving.receive(recording.subject, recording_id=recording.public_id, data=data, at=timezone.now())


def test_late_decelerations_are_seen_on_the_wall_and_taken(site: Site, ward: Ward) -> None:  # noqa: F811
    expect.set_options(timeout=PATIENCE_MS)
    sensor = Live("late_decelerations", 3)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context(base_url=site.address, viewport={"width": 1280, "height": 720})
        value = session_of(ward.doctor)
        context.add_cookies([{"name": "sessionid", "value": value, "url": site.address}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto("/wall/")
        expect(page.get_by_text("Nobody is recording now.")).to_be_visible()
        with accesses.collected():
            recording = announced(ward.pregnancy, ago=timedelta(minutes=MINUTES))
        whole = MINUTES * 60 // PIECE_S
        sent(recording, sensor, 0, whole - 1)
        bed = page.locator(".bed")
        expect(bed).to_contain_text("A. R.")
        expect(bed).to_have_attribute("data-alert", "none")
        follower = Follower("test", now=timezone.now, clock=time.monotonic)
        follower.round()
        expect(bed).to_have_attribute("data-alert", "urgent")
        expect(bed).to_have_attribute("data-level", "critical")
        page.locator("[data-open]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-live-bar]")).to_be_visible()
        expect(page.locator("#recording-live")).to_contain_text("Late deceleration")
        page.locator(".live-alert").first.click()
        page.get_by_role("button", name="Take it").first.click()
        expect(page.locator(".toasts")).to_contain_text("You have taken it.")
        page.goto("/wall/")
        expect(page.locator(".bed")).to_have_attribute("data-alert", "taken")
        expect(page.locator(".bed__act")).to_have_text("Helen Osei has it")
        context.close()
        chromium.close()
    assert faults == []
    rows = Alert.objects.for_system("test").filter(subject=ward.mother, acknowledged_by=ward.doctor)
    assert "trace_late_decelerations" in set(rows.values_list("rule_id", flat=True))
