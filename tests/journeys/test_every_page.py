"""Every page in a real browser: names, labels, headings, landmarks, and room on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, TABLET

Open = Callable[..., Page]
PAGES = [
    ("obstetrician", "/worklist/", ""),
    ("obstetrician", "/mothers/", ""),
    ("obstetrician", "/mothers/", "main .table__link"),
    ("obstetrician", "/worklist/", "main .table__link"),
    ("obstetrician", "/mothers/", "main .table__link >> datings/new"),
    ("obstetrician", "/mothers/", "main .table__link >> outcomes/new"),
    ("obstetrician", "/mothers/", "main .table__link >> allergies/new"),
    ("obstetrician", "/mothers/", "main .table__link >> nutrition/"),
    ("obstetrician", "/mothers/", "main .table__link >> plan/"),
    ("dietitian", "/mothers/", "main .table__link >> nutrition/notes/new"),
    ("dietitian", "/recognition/", ""),
    ("obstetrician", "/consultations/?tab=all", ""),
    ("obstetrician", "/notifications/", ""),
    ("obstetrician", "/notifications/preferences", ""),
    ("administrator", "/people/", ""),
    ("administrator", "/people/invite", ""),
    ("administrator", "/teams/", "main .table__link"),
    ("mother", "/me/", ""),
    ("partner", "/partner/", ""),
    *(("partner", "/partner/", f".seat__tabs li:nth-child({number}) a") for number in range(2, 8)),
    ("partner", "/partner/", ".seat__tabs li:nth-child(2) a >> items"),
    ("partner", "/partner/", ".seat__tabs li:nth-child(3) a >> files/"),
    ("partner", "/partner/", ".seat__tabs li:nth-child(5) a >> new"),
    ("partner", "/partner/", ".seat__tabs li:nth-child(6) a >> log/"),
    ("partner", "/partner/", ".seat__mode a:last-child"),
    ("administrator", "/partners/", ""),
    ("administrator", "/partners/", "main table .table__link"),
    ("administrator", "/partners/", "main table .table__link >> agreements/new"),
    ("administrator", "/partners/", "main table .table__link >> ledger/live/"),
    ("administrator", "/partners/items/", ""),
    ("administrator", "/partners/reports/", ""),
]

FAULTS = """() => {
    const found = [];
    const shown = (element) => element.checkVisibility();
    const name = (element) => (element.getAttribute('aria-label') || element.textContent || '').trim()
        || [...element.querySelectorAll('[aria-label]')].map((inner) => inner.ariaLabel).join('');
    for (const element of document.querySelectorAll('a[href], button, summary'))
        if (shown(element) && !name(element)) found.push('no name: ' + element.outerHTML.slice(0, 90));
    for (const control of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
        if (shown(control) && !control.labels.length && !control.ariaLabel)
            found.push('label: ' + control.name);
    for (const table of document.querySelectorAll('table'))
        if (!table.querySelector('caption') || !table.querySelector('th[scope]'))
            found.push('table');
    for (const landmark of ['main', 'header', 'footer'])
        if (document.querySelectorAll(landmark).length < 1) found.push('no ' + landmark);
    if (document.querySelectorAll('h1').length !== 1) found.push('not exactly one h1');
    let before = 1;
    for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
        const level = Number(heading.tagName[1]);
        if (level > before + 1) found.push('heading jumps: ' + heading.textContent.trim());
        before = level;
    }
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push('twice: #' + id);
    if (!document.documentElement.lang) found.push('no language');
    const inline = '[style], style, script:not([src]):not([type="application/json"])';
    if (document.querySelector(inline)) found.push('inline style or script');
    return found;
}"""


def go(open_as: Open, who: str, path: str, way: str, **options: object) -> Page:
    """Open a page, by the links that lead to it where its address has an id."""
    page = open_as(who, path, **options)
    link, _, ending = way.partition(" >> ")
    if link:
        page.goto(str(page.locator(link).first.get_attribute("href")) + ending)
    return page


@pytest.mark.parametrize(("who", "path", "way"), PAGES)
def test_everything_has_a_name_a_label_and_its_place(who: str, path: str, way: str, open_as: Open) -> None:
    assert go(open_as, who, path, way).evaluate(FAULTS) == []


@pytest.mark.parametrize(("who", "path", "way"), PAGES)
def test_on_phone_and_tablet_nothing_is_wider_than_the_screen_in_any_language(
    who: str, path: str, way: str, open_as: Open
) -> None:
    page = go(open_as, who, path, way, viewport=PHONE, has_touch=True)
    for language in ("ko", "zh-Hans", "en"):  # her choice is kept: end with the one that other tests read
        page.locator("details[data-menu] summary").first.click()
        page.locator(f"button[name=language][value={language.lower()}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        for screen in (TABLET, PHONE):
            page.set_viewport_size(screen)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert (language, width) == (language, screen["width"])
