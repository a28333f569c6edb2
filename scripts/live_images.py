"""Make the pictures of docs/explanation/live-monitoring.md again.

Twenty simulated phones, one of them with late decelerations, from her first sample until somebody has taken the alert.
Takes about a quarter of an hour: phones are as fast as mothers.

    python manage.py up                                 in one terminal
    python scripts/live_images.py                       in another
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images" / "live"
SIZE = {"width": 1280, "height": 720}
NAME, ALERT = "A. R.", "late decelerations"
PATIENCE_S = 25 * 60
SETTLED_MS = 2_500


def main() -> None:
    """Simulate, look, draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base-url", default="http://127.0.0.1:8000")
    parser.add_argument("--beds", type=int, default=19, help="phones beside hers")
    parser.add_argument(
        "--running", action="store_true", help="start no phones: all of them are there already"
    )
    given = parser.parse_args()
    phones = []
    if not given.running:
        phones.append(simulate(given.base_url, "--demo", "--scenario", "late_decelerations"))
    if given.beds and not given.running:
        phones.append(simulate(given.base_url, "--count", str(given.beds), "--scenario", "mixed"))
    try:
        draw(given.base_url)
    finally:
        for phone in phones:
            phone.terminate()


def simulate(base_url: str, *about: str) -> subprocess.Popen[bytes]:
    """Start simulated phones that go on until they are ended."""
    command = [
        sys.executable,
        "manage.py",
        "simulate_device",
        "--base-url",
        base_url,
        "--minutes",
        "90",
        *about,
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


def draw(base_url: str) -> None:
    """Follow the case on the pages and keep a picture of each step."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(channel=None, executable_path=chromium())
        page = browser.new_context(base_url=base_url, viewport=SIZE).new_page()
        page.set_default_timeout(120_000)
        sign_in(page)
        page.goto("/wall/")
        hers(page).first.wait_for()
        page.wait_for_timeout(20_000)
        open_hers(page)
        keep(page, "case-1-first-samples")
        page.goto("/wall/")
        wait_for_alert(page)
        keep(page, "wall")
        hers(page).first.screenshot(path=FOLDER / "case-2-on-the-wall.png")
        open_hers(page)
        keep(page, "case-3-on-her-page")
        page.locator(".live-alert", has_text=ALERT).click()
        page.get_by_role("button", name="Take it").first.click()
        page.get_by_text("You have taken it.").wait_for()
        keep(page, "case-4-taken")
        browser.close()


def chromium() -> str | None:
    """Where the system's browser is; None: the one that came with the driver."""
    found = [path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()]
    return found[0] if found else None


def sign_in(page: Page) -> None:
    """As the obstetrician of the demonstration."""
    page.goto("/sign-in/")
    page.fill("[name=login]", "obstetrician@demo.kaishi.example")
    page.fill("[name=password]", "kaishi-demo-obstetrician-1")
    page.click("main button[type=submit]")
    page.wait_for_load_state("networkidle")


def hers(page: Page) -> Locator:
    """The bed of the demonstration's first mother."""
    return page.locator('.bed[data-link="live"]', has_text=NAME)


def open_hers(page: Page) -> None:
    """Her recording, once its strip is drawn."""
    page.goto(hers(page).first.locator("[data-open]").get_attribute("href") or "/")
    page.locator("ctg-strip[data-ready]").wait_for()
    page.wait_for_timeout(SETTLED_MS)


def wait_for_alert(page: Page) -> None:
    """Wait until her bed asks for somebody."""
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        if hers(page).filter(has_text=ALERT).count():
            page.wait_for_timeout(SETTLED_MS)
            return
        page.wait_for_timeout(5_000)
    raise SystemExit("no alert came within the time")


def keep(page: Page, name: str) -> None:
    """Write one picture."""
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
