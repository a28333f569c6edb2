"""A shop's person sends a feed, learns what is wrong with it, makes a key, and sees what it would see in the sandbox."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

FEED = """id,title,description,link,image_link,price,availability
j-1,Oats 500 g,Whole oats.,https://greenbasket.example/p/j-1,https://greenbasket.example/i/1.jpg,2.49 EUR,in_stock
j-2,Rice 1 kg,White rice.,https://elsewhere.example/p/j-2,https://greenbasket.example/i/2.jpg,1.99 EUR,in_stock
"""


def test_a_feed_a_question_and_a_key(open_as: Callable[..., Page]) -> None:
    page = open_as("partner", "/partner/")
    page.locator(".seat__tabs").get_by_role("link", name="Catalogue").click()
    feed = {"name": "feed.csv", "mimeType": "text/csv", "buffer": FEED.encode()}
    page.locator("input[type=file]").set_input_files(feed)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Import of")
    expect(page.locator(".import-state")).to_contain_text("waits for your answer", timeout=60_000)
    page.reload()
    expect(page.get_by_text("much smaller than the last one")).to_be_visible()
    expect(page.locator("main table")).to_contain_text("It leads to a host that is not yours.")
    page.get_by_role("button", name="No, drop it").click()
    expect(page.locator(".import-state")).to_contain_text("dropped")

    page.locator(".seat__mode").get_by_role("link", name="Sandbox").click()
    expect(page.get_by_text("Sandbox: nothing here is money.")).to_be_visible()
    page.locator(".seat__tabs").get_by_role("link", name="Keys").click()
    page.get_by_role("link", name="New key").click()
    page.get_by_label("What is it?").fill("Journey's server")
    page.get_by_role("button", name="Make the key").click()
    secret = page.locator(".secret").last.inner_text()
    assert len(secret) > 40
    page.get_by_role("link", name="I have copied it").click()
    expect(page.locator("main table")).to_contain_text("Journey's server")
    assert secret not in page.content()
    page.locator(".seat__mode").get_by_role("link", name="Live").click()
    expect(page.locator("main")).not_to_contain_text("Journey's server")
