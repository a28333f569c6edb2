"""A passkey, from setting it up to signing in with it, in a real browser with a virtual key."""

from __future__ import annotations

import re
import shutil
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

from apps.accounts.models import Person
from tests.factories import PASSWORD, ClinicianFactory

CHROMIUM = shutil.which("chromium") or ""
VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed: apt-get install chromium"),
]


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def walk(page: Page, address: str, email: str) -> list[str]:
    """Set a passkey up, sign out, sign in with it; returns the addresses of the stops."""
    sign_in(page, address, email)
    page.wait_for_url("**/account/second-factor/?next=*")
    stops = [page.url]
    page.goto(f"{address}/account/second-factor/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.fill("[name=name]", "My key")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/account/second-factor/recovery-codes/")
    page.goto(f"{address}/account/settings/")
    stops.append(page.url)
    page.goto(f"{address}/sign-out/")
    page.click("main button[type=submit]")
    page.wait_for_url("**/sign-in/")
    sign_in(page, address, email)
    page.wait_for_url("**/account/second-factor/authenticate/")
    stops.append(page.url)
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(lambda url: "/second-factor/" not in url)
    page.goto(f"{address}/account/settings/")
    return [*stops, page.url]


def test_a_passkey_is_set_up_and_signs_in(live_server: Any, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    clinician: Person = ClinicianFactory()
    address = live_server.url.replace(
        "127.0.0.1", "localhost"
    )  # a passkey belongs to a name, not to a number
    refused: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        is_of_sockets = re.search(r"WebSocket .* code: 404", message.text)  # this server answers pages only
        if message.type == "error" and not is_of_sockets:
            refused.append(message.text)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu"])
        context = browser.new_context()
        page = context.new_page()
        page.on("pageerror", lambda error: refused.append(str(error)))
        page.on("console", hear)
        key = context.new_cdp_session(page)
        key.send("WebAuthn.enable")
        key.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})
        stops = walk(page, address, clinician.email)
        browser.close()
    assert [re.sub(r"^http://[^/]+|\?.*", "", stop) for stop in stops] == [
        "/account/second-factor/",
        "/account/settings/",
        "/account/second-factor/authenticate/",
        "/account/settings/",
    ]
    assert refused == []  # nothing that the content policy had to stop
    assert Authenticator.objects.filter(user=clinician, type="webauthn").count() == 1
