"""Verdicts on the page of a recording: from the verdict to its samples in two clicks; every analysis is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from apps.recordings.models import Analysis, Recording
from apps.recordings.services import analysis
from tests.console.conftest import Ward, recorded
from tests.console.test_recording_page import url_of
from tests.journeys.conftest import CHROMIUM, FLAGS

pytestmark = pytest.mark.django_db(transaction=True)


def analysed_anew(
    recording: Recording, monkeypatch: pytest.MonkeyPatch, version: str = "ctg-next"
) -> Analysis:
    """Let a newer method analyse the same samples."""
    monkeypatch.setattr("ml_models.ctg.METHOD_VERSION", version, raising=False)
    rows = Recording.objects.for_system("test").filter(pk=recording.pk)
    rows.update(state="complete", analysis_due_at=timezone.now())
    analysis.run(recording.public_id, task_id="again", now=timezone.now)
    recording.refresh_from_db()
    assert recording.current_analysis is not None
    return recording.current_analysis


def test_each_rule_set_of_this_situation_has_a_card_with_all_its_rules(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy, "late_decelerations", seed=34)
    page = doctor.get(url_of(recording)).content.decode()
    found = recording.current_analysis.result["fetuses"][0]["verdicts"]
    for name in ("nst", "antepartum_criteria"):
        for item in found[name]["reasons"]:
            assert f'id="item-{name}-{item["code"]}"' in page
    assert 'id="verdict-figo2015"' not in page
    assert "Not for this recording:" in page
    assert "never for one at home" in page
    assert found["nst"]["rule_version"] in page


def test_what_is_not_interpretable_says_why(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)  # twelve minutes: a non-stress test needs twenty
    page = doctor.get(url_of(recording)).content.decode()
    card = page[page.index('id="verdict-nst"') :]
    assert "Not interpretable" in card[:600]
    assert "The recording is too short for these rules." in card[:1200]


def test_places_lead_to_the_samples_that_decided(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy, "late_decelerations", seed=34)
    page = doctor.get(url_of(recording)).content.decode()
    reasons = recording.current_analysis.result["fetuses"][0]["verdicts"]["antepartum_criteria"]["reasons"]
    spans = [span for item in reasons for span in item["samples"]]
    assert spans
    for start_s, end_s in spans:
        assert f'href="#at={start_s:g}-{end_s:g}"' in page


def test_a_newer_analysis_leaves_the_older_one_to_be_seen_and_nobody_signs_on_it(
    ward: Ward, doctor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = recorded(ward.pregnancy)
    older = recording.current_analysis
    newer = analysed_anew(recording, monkeypatch)
    page = doctor.get(url_of(recording)).content.decode()
    assert newer.method_version in page
    assert f"?analysis={older.public_id}" in page
    then = doctor.get(f"{url_of(recording)}?analysis={older.public_id}").content.decode()
    assert "You are looking at an earlier analysis." in then
    assert f"analysis={older.public_id}" in re.findall(r'data-analysis-url="([^"]+)"', then)[0]
    assert 'name="act"' not in then
    assert 'name="act"' in page
    assert Analysis.objects.for_system("test").filter(recording=recording).count() == 2


def test_what_changed_between_two_analyses_is_said(
    ward: Ward, doctor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = recorded(ward.pregnancy)
    result = recording.current_analysis.result
    result["fetuses"][0]["verdicts"]["nst"] |= {"label": "extend", "interpretable": True}
    monkeypatch.setattr("apps.recordings.analysing.findings", _with_result(recording, result))
    analysed_anew(recording, monkeypatch)
    page = doctor.get(url_of(recording)).content.decode()
    assert "Non-stress test: Not interpretable → Record longer" in page


def _with_result(recording: Recording, result: dict) -> Callable[..., object]:
    from dataclasses import replace

    from apps.recordings import analysing, selectors

    real = analysing.findings(selectors.given_for_analysis(recording))
    return lambda given: replace(real, result=result, method_version="ctg-other")


@pytest.mark.parametrize("given", ["nonsense", "d636686b-6f6c-4d4a-b218-85408230ae40"])
def test_an_analysis_that_this_recording_has_not_is_not_found(given: str, ward: Ward, doctor: Client) -> None:
    assert doctor.get(f"{url_of(recorded(ward.pregnancy))}?analysis={given}").status_code == 404


def test_an_analysis_of_another_recording_is_not_found(ward: Ward, doctor: Client) -> None:
    first, second = recorded(ward.pregnancy), recorded(ward.pregnancy, seed=4, ago=timedelta(hours=5))
    other = second.current_analysis.public_id
    assert doctor.get(f"{url_of(first)}?analysis={other}").status_code == 404
    assert doctor.get(f"{url_of(first, 'recording_marks')}?analysis={other}").status_code == 404


# ── in a browser ──


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver keeps an event loop in this thread
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser, live_server, settings, ward: Ward) -> Iterator[Callable[..., Page]]:  # type: ignore[no-untyped-def]
    faults: list[str] = []
    contexts = []

    def open_page(path: str, width: int = 1280) -> Page:
        client = Client()
        client.force_login(ward.doctor)
        context = browser.new_context(viewport={"width": width, "height": 900})
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{live_server.url}{path}")
        page.wait_for_selector("ctg-strip[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


SHOWN = "document.querySelector('ctg-strip').scene.place"


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed: apt-get install chromium")
def test_two_clicks_from_the_verdict_to_the_samples(opened: Callable[..., Page], ward: Ward) -> None:
    recording = recorded(ward.pregnancy, "bradycardia", seed=44)
    page = opened(url_of(recording))
    card = page.locator("#verdict-antepartum_criteria")
    rule = page.locator("details[id^=item-]:has(a.place)").first
    evidence = rule.locator("a.place").first
    expect(card).to_be_visible()
    expect(evidence).to_be_hidden()
    rule.locator("summary").click()
    expect(evidence).to_be_visible()
    evidence.click()
    page.wait_for_function(f"{SHOWN} !== null")
    start_s, end_s = (float(number) for number in page.url.split("#at=")[1].split("-"))
    assert page.evaluate(SHOWN) == {"startS": start_s, "endS": end_s}
    expect(page.locator("[data-strip-spoken]")).to_contain_text("Shown:")
    expect(page.locator("[data-strip-scroll]")).to_be_focused()
    expect(evidence).to_have_attribute("aria-current", "true")


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed: apt-get install chromium")
def test_an_address_leads_to_the_samples_and_keys_do_what_clicks_do(
    opened: Callable[..., Page], ward: Ward
) -> None:
    recording = recorded(ward.pregnancy, "bradycardia", seed=44)
    page = opened(f"{url_of(recording)}#at=60-120", width=390)
    assert page.evaluate(SHOWN) == {"startS": 60, "endS": 120}
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    rule = page.locator("details[id^=item-]:has(a.place)").first
    rule.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{SHOWN}.startS !== 60 || {SHOWN}.endS !== 120")
    name = rule.get_attribute("id")
    page.goto(page.url.split("#")[0] + f"#{name}")
    expect(page.locator(f"#{name}")).to_have_attribute("open", "")
