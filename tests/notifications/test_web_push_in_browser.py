"""Web push in a real browser, under the content policy: allowed, pushed, shown, counted by the bell, ended.

A browser's own push service lies outside and is replaced: the page subscribes at one on the loopback, and what arrives
there is decrypted and handed to the browser's service worker as that service would.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import CDPSession, ConsoleMessage, Page, expect, sync_playwright

from apps.notifications.models import Delivery, WebPushSubscription
from apps.notifications.services import delivering
from tests.notifications.browser import Browser
from tests.ui.test_in_browser import CHROMIUM, FLAGS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not shutil.which("chromium"), reason="chromium is not installed: apt-get install chromium"
    ),
]
SUBSCRIBES = """(given) => {
    const kept = () => sessionStorage.getItem("subscribed") && subscription();
    const subscription = () => ({
        endpoint: given.endpoint, options: {}, toJSON: () => given,
        unsubscribe: async () => { sessionStorage.removeItem("subscribed"); return true; },
    });
    PushManager.prototype.getSubscription = async () => kept() || null;
    PushManager.prototype.subscribe = async (options) => {
        sessionStorage.setItem("subscribed", String(options.applicationServerKey.length));
        return subscription();
    };
}"""
SHOWN = """async () => (await (await navigator.serviceWorker.getRegistration("/notifications/")).getNotifications())
    .map((one) => ({ words: one.title, body: one.body, tag: one.tag }))"""


class Threads(ThreadingMixIn, WSGIServer):
    """Pages ask for several things at once."""

    daemon_threads = True


def is_complaint(said: ConsoleMessage) -> bool:
    """Errors and warnings. Sockets are not served here: that pages look for theirs in vain is no news."""
    return said.type in ("error", "warning") and not said.text.startswith("WebSocket connection to")


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Requests are no news here."""


def closing(application):
    """Each request's thread closes its connection, or the test's database could not be emptied."""

    def run(environment, start):
        try:
            return application(environment, start)
        finally:
            connection.close()

    return run


@pytest.fixture
def address() -> Iterator[str]:
    application = StaticFilesHandler(closing(get_wsgi_application()))
    with make_server("127.0.0.1", 0, application, server_class=Threads, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def device(push_service) -> Browser:
    return Browser(f"{push_service.url}/push/abc")


@pytest.fixture
def page(address: str, midwife, device: Browser) -> Iterator[Page]:
    """The midwife's preferences. The browser may complain of nothing but what its own push service would do."""
    client = Client()
    client.force_login(midwife)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context(base_url=address, permissions=["notifications"])
        context.add_cookies([cookie])
        context.add_init_script(f"({SUBSCRIBES})({json.dumps(device.subscription())})")
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/notifications/preferences")
        yield page
        chromium.close()
    assert complaints == []


class Worker:
    """The browser's service worker, as its push service reaches it."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.ids: list[str] = []
        self.session.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self.session.send("ServiceWorker.enable")

    def _note(self, event: dict) -> None:
        self.ids += [one["registrationId"] for one in event["registrations"] if not one["isDeleted"]]

    def push(self, page: Page, address: str, data: str) -> None:
        given = {"origin": address, "registrationId": self.ids[-1], "data": data}
        self.session.send("ServiceWorker.deliverPushMessage", given)


def in_a_worker(delivery_id) -> None:
    """As Celery would, outside the browser driver's loop."""

    def run() -> None:
        delivering.deliver(delivery_id, now=timezone.now)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)


def asked(question):
    """Ask the database beside the browser driver's loop, where Django refuses to."""
    found: list = []

    def run() -> None:
        found.append(question())
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    return found[0]


def test_from_allowing_it_to_reading_it_and_ending_it(page, address, midwife, device, push_service):
    worker = Worker(page)
    part = page.locator("[data-push]")
    expect(part).to_have_attribute("data-state", "off")
    page.get_by_role("button", name="Tell me in this browser").click()
    expect(part).to_have_attribute("data-state", "on")
    expect(page.get_by_text("This browser tells you")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('subscribed')") == "65"
    assert asked(lambda: WebPushSubscription.objects.get(ended_at=None).person) == midwife

    page.get_by_role("button", name="Send me a test").click()
    expect(page.locator(".bar__count")).to_have_text("1")
    expect(part).to_have_attribute("data-state", "on")
    in_a_worker(asked(lambda: Delivery.objects.get(channel="web_push").public_id))
    told = device.read(push_service.received[0].body)
    page.wait_for_function("navigator.serviceWorker.getRegistration('/notifications/')")
    for _ in range(2):  # the second is a repeat
        worker.push(page, address, json.dumps(told))
        page.wait_for_function(f"({SHOWN})().then((shown) => shown.length === 1)")
    assert page.evaluate(SHOWN) == [{"words": "Something new in KAISHI", "body": "", "tag": told["id"]}]

    page.goto(f"/notifications/{told['id']}/")
    expect(page).to_have_url(re.compile("/notifications/preferences$"))
    expect(page.locator(".bar__count")).to_have_count(0)

    page.get_by_role("button", name="Not in this browser any more").click()
    expect(part).to_have_attribute("data-state", "off")
    assert asked(lambda: WebPushSubscription.objects.get().ended_because) == "forgotten"


def test_a_push_makes_the_bell_of_an_open_page_ask_again(page, address, midwife):
    from tests.notifications.test_pages import tell

    worker = Worker(page)
    page.get_by_role("button", name="Tell me in this browser").click()
    expect(page.locator("[data-push]")).to_have_attribute("data-state", "on")
    expect(page.locator(".bar__count")).to_have_count(0)
    asked(lambda: tell(midwife))
    worker.push(page, address, "no json")
    expect(page.locator(".bar__count")).to_have_text("1")
    assert [one["words"] for one in page.evaluate(SHOWN)] == ["KAISHI"]


def test_what_another_person_allowed_in_this_browser_is_not_hers(page, midwife, device):
    from apps.notifications.services.addresses import subscribe
    from tests.factories import ClinicianFactory

    def of_a_colleague():
        keys = device.subscription()["keys"]
        subscribe(ClinicianFactory(), endpoint=device.endpoint, at=timezone.now(), **keys)

    page.get_by_role("button", name="Tell me in this browser").click()
    expect(page.locator("[data-push]")).to_have_attribute("data-state", "on")
    asked(of_a_colleague)
    page.reload()
    expect(page.locator("[data-push]")).to_have_attribute("data-state", "off")
