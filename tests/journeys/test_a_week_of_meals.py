"""A dietitian reads a week of meals in a real browser: photos load, a day is chosen, a note is written and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE

Open = Callable[..., Page]
WIDTHS = "[...document.querySelectorAll('.plot__range')].map((bar) => bar.getBoundingClientRect().width)"
LOADED = "() => [...document.images].every((picture) => picture.complete && picture.naturalWidth > 0)"


def week_of(days_ago: int) -> str:
    return (datetime.now(UTC).date() - timedelta(days=days_ago)).isoformat()


def nutrition(open_as: Open, who: str = "dietitian", **options: object) -> Page:
    """The nutrition page of the demonstration's first mother, in the week of three days ago."""
    page = open_as(who, "/mothers/?q=Amina", **options)
    page.locator("main .table__link").first.click()
    page.get_by_role("link", name="Her meals, nutrients and notes").click()
    page.wait_for_url("**/nutrition/")
    page.goto(f"{page.url}?week={week_of(3)}")
    return page


def test_photos_load_and_ranges_are_drawn_on_desk_and_phone(open_as: Open) -> None:
    for options in ({}, {"viewport": PHONE, "has_touch": True}):
        page = nutrition(open_as, "obstetrician", **options)
        expect(page.get_by_role("heading", name="The week at a glance")).to_be_visible()
        page.evaluate("for (const picture of document.images) picture.loading = 'eager'")
        page.wait_for_function(LOADED)
        assert page.locator(".meal__picture").count() >= 1
        widths = page.evaluate(WIDTHS)
        assert len(widths) > 10
        assert any(width > 12 for width in widths)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_day_can_be_looked_at_and_the_other_nutrients_unfold(open_as: Open) -> None:
    page = nutrition(open_as)
    nutrients = page.locator("#nutrients")
    nutrients.locator(".tabs__tab").nth(1).click()
    expect(nutrients.locator(".tabs__tab").nth(1)).to_have_attribute("aria-current", "page")
    expect(nutrients.get_by_text("Potassium", exact=True)).to_be_hidden()
    nutrients.get_by_text("All other nutrients").click()
    expect(nutrients.get_by_text("Potassium", exact=True).first).to_be_visible()


def test_a_note_is_written_amended_and_taken_back_with_its_mark(open_as: Open) -> None:
    page = nutrition(open_as)
    page.get_by_role("link", name="Write a note").click()
    page.get_by_label("Note", exact=True).fill("Fruit between meals, not after them.")
    page.get_by_role("button", name="Save").click()
    notes = page.locator("#notes .version")
    expect(notes.first).to_contain_text("Fruit between meals, not after them.")
    notes.first.get_by_role("link", name="Amend").click()
    page.get_by_label("Note", exact=True).fill("Fruit between meals: one, not two.")
    page.get_by_role("button", name="Save the amendment").click()
    expect(notes.first).to_contain_text("amended")
    notes.first.get_by_role("link", name="Take back").click()
    page.get_by_label("Why it is taken back").fill("Said to her in person.")
    page.get_by_role("button", name="Take it back").click()
    expect(notes.first).to_contain_text(re.compile(r"Taken back by Jonas Weber.*Said to her in person\."))
    expect(notes.first.locator("s")).to_have_text("Fruit between meals: one, not two.")
    expect(notes.first.get_by_role("link", name="Amend")).to_have_count(0)
