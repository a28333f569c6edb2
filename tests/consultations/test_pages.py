"""The console's pages of consultations: who may open them, what they show, and what they cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.consultations.models import Relation
from apps.consultations.services import receipts, threads
from apps.consultations.services.posting import post
from apps.consultations.urls import urlpatterns
from tests.consultations.conftest import AT, Talk
from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory, PartnerFactory

OF_A_THREAD = [pattern.name for pattern in urlpatterns if "thread_id" in pattern.pattern.converters]
OF_NONE = [pattern.name for pattern in urlpatterns if "thread_id" not in pattern.pattern.converters]


class Attribute(HTMLParser):
    """Finds the value of one attribute, as a browser would read it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.value = name, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.value = dict(attrs).get(self.name) or self.value


def talk_of(page: bytes) -> dict[str, Any]:
    """What the page hands to its scripts."""
    parser = Attribute("data-talk")
    parser.feed(page.decode())
    return dict(json.loads(parser.value))


def url(name: str, talk: Talk) -> str:
    args = [talk.thread.public_id] if name in OF_A_THREAD else []
    return reverse(f"consultations:{name}", args=args)


@pytest.fixture
def console(talk: Talk, client_of: Callable[[Any], Client]) -> Client:
    """A browser in which the clinician of `talk` is signed in."""
    return client_of(talk.clinician)


@pytest.mark.parametrize("name", [*OF_A_THREAD, *OF_NONE])
def test_every_page_opens_for_clinicians_only(
    name: str, talk: Talk, client_of: Callable[[Any], Client]
) -> None:
    path = url(name, talk)
    assert client_of(talk.clinician).get(path).status_code == 200
    assert client_of(AdministratorFactory()).get(path).status_code == 403
    assert client_of(None).get(path)["Location"] == f"/sign-in/?next={path}"
    for person in (talk.mother, MotherFactory(), PartnerFactory()):
        assert client_of(person).get(path)["Location"] == "/me/"


@pytest.mark.parametrize("name", OF_A_THREAD)
def test_a_stranger_finds_the_same_as_where_nothing_is(
    name: str, talk: Talk, client_of: Callable[[Any], Client]
) -> None:
    stranger = client_of(ClinicianFactory())
    hers = stranger.get(url(name, talk))
    nothing = stranger.get(reverse(f"consultations:{name}", args=[uuid4()]))
    assert (hers.status_code, nothing.status_code) == (404, 404)
    assert talk.mother.full_name.encode() not in hers.content


def test_a_stranger_neither_lists_nor_finds_it(talk: Talk, client_of: Callable[[Any], Client]) -> None:
    post(talk.mother, talk.draft(talk.mother, "a pillow between the knees"))
    stranger = client_of(ClinicianFactory())
    for path in ("/consultations/?tab=all", "/consultations/search?q=pillow"):
        assert talk.mother.full_name.encode() not in stranger.get(path).content
    search = f"/consultations/search?q=pillow&in={talk.thread.public_id}"
    assert stranger.get(search).status_code == 404


def test_the_list_says_who_waits_what_she_said_and_how_much_is_unread(talk: Talk, console: Client) -> None:
    post(talk.mother, talk.draft(talk.mother, "How do I sleep?"))
    page = console.get("/consultations/").content.decode()
    assert talk.mother.full_name in page
    assert "How do I sleep?" in page
    assert "data-talk-count>1<" in page
    assert "overdue for" in page  # asked in March, and nobody has answered
    assert "nobody yet" in page


def test_every_tab_shows_what_stands_under_it(talk: Talk, console: Client) -> None:
    mine = talk.open(topic="Mine")
    post(talk.clinician, talk.draft(talk.clinician, "Hello", thread=mine.public_id))
    over = talk.open(topic="Over")
    threads.close(talk.clinician, thread_id=over.public_id, at=timezone.now())
    topics = {"Sleep", "Mine", "Over"}
    expected = {
        "waiting": {"Sleep"}, "mine": {"Mine"}, "unclaimed": {"Sleep"}, "all": {"Sleep", "Mine"}, "closed": {"Over"}
    }  # fmt: skip
    for tab, stands in expected.items():
        page = console.get(f"/consultations/?tab={tab}").content.decode()
        assert {topic for topic in topics if f'dir="auto">{topic}<' in page} == stands, tab


def test_what_waits_is_sorted_by_urgency_and_then_by_what_is_due(talk: Talk, console: Client) -> None:
    for topic, urgency in (("Form", "administrative"), ("Blood", "emergency"), ("Cough", "soon")):
        threads.open_thread(
            talk.mother,
            pregnancy_id=talk.pregnancy.public_id,
            client_id=uuid4(),
            topic=topic,
            urgency=urgency,
            team_id=None,
            at=AT,
        )
    page = console.get("/consultations/").content.decode()
    assert [page.index(topic) for topic in ("Blood", "Cough", "Sleep", "Form")] == sorted(
        page.index(topic) for topic in ("Blood", "Cough", "Sleep", "Form")
    )


def test_the_one_that_is_read_stays_in_the_list_when_it_waits_no_more(talk: Talk, console: Client) -> None:
    post(talk.clinician, talk.draft(talk.clinician, "On your side."))
    assert "talk-row-" not in console.get("/consultations/rows").content.decode()
    kept = console.get(f"/consultations/rows?open={talk.thread.public_id}").content.decode()
    assert f"talk-row-{talk.thread.public_id}" in kept
    assert 'aria-current="true"' in kept


def test_the_page_hands_the_conversation_to_its_scripts_exactly(talk: Talk, console: Client) -> None:
    text = "</script><img src=x onerror=alert(1)>\r\n  «&amp;» 👩‍👩‍👧 مرحبا"
    post(talk.mother, talk.draft(talk.mother, text))
    receipts.advance(talk.clinician, thread_id=talk.thread.public_id, read=1, at=AT)
    page = console.get(url("talk", talk))
    given = talk_of(page.content)
    assert [message["text"] for message in given["messages"]][-1] == text
    assert (given["last"], given["read"], given["is_going"]) == (2, 1, True)
    assert given["people"][str(talk.mother.public_id)]["name"] == talk.mother.full_name
    assert b"<img src=x" not in page.content


def test_what_was_taken_back_is_nowhere_on_the_page(talk: Talk, console: Client) -> None:
    said = post(talk.mother, talk.draft(talk.mother, "a secret")).entry
    post(talk.mother, talk.draft(talk.mother, "", relation=Relation.REMOVAL.value, relates_to=said.sequence))
    for path in (url("talk", talk), "/consultations/?tab=all", "/consultations/search?q=secret"):
        content = console.get(path).content
        assert b"a secret" not in content, path


def test_the_list_previews_a_correction_and_never_what_was_taken_back(talk: Talk, console: Client) -> None:
    said = post(talk.mother, talk.draft(talk.mother, "2 g")).entry
    post(talk.mother, talk.draft(talk.mother, "2 mg", relation="correction", relates_to=said.sequence))
    assert b"2 mg" in console.get("/consultations/").content
    post(talk.mother, talk.draft(talk.mother, "", relation="removal", relates_to=said.sequence))
    content = console.get("/consultations/").content
    assert b"2 mg" not in content
    assert b"Nothing has been written yet" in content


def test_a_search_marks_the_words_and_leads_to_their_number(talk: Talk, console: Client) -> None:
    post(talk.mother, talk.draft(talk.mother, "I put a PILLOW <b>between</b> my knees"))
    content = console.get("/consultations/search?q=pillow").content.decode()
    assert "<mark>PILLOW</mark> &lt;b&gt;between" in content
    assert f"/consultations/{talk.thread.public_id}/?at=2&amp;q=pillow" in content
    assert "No message holds" in console.get("/consultations/search?q=cushion").content.decode()


def test_a_closed_one_says_so_and_has_no_place_to_write(talk: Talk, console: Client) -> None:
    threads.close(talk.clinician, thread_id=talk.thread.public_id, at=timezone.now())
    page = console.get(url("talk", talk)).content.decode()
    assert "data-composer-text" not in page
    assert "This consultation is closed." in page


def test_whoever_has_left_the_team_is_still_named_where_she_wrote(talk: Talk, console: Client) -> None:
    colleague = talk.colleague()
    post(colleague, talk.draft(colleague, "I was here."))
    colleague.memberships.update(ended_at=AT)
    people = console.get(url("people", talk)).json()["people"]
    assert people[str(colleague.public_id)] == {
        "name": colleague.full_name,
        "role": "Obstetrician",
        "is_colleague": False,
    }


def test_the_key_for_what_a_browser_keeps_belongs_to_one_person(
    talk: Talk, client_of: Callable[[Any], Client]
) -> None:
    def key(person: Any) -> str:
        parser = Attribute("data-key")
        parser.feed(client_of(person).get("/consultations/").content.decode())
        return parser.value

    assert key(talk.clinician) == key(talk.clinician)
    assert key(talk.clinician) != key(talk.colleague())


def test_the_bar_counts_unread_messages_and_loads_what_keeps_the_count(talk: Talk, console: Client) -> None:
    for text in ("one", "two"):
        post(talk.mother, talk.draft(talk.mother, text))
    page = console.get("/worklist/").content.decode()
    assert '<span>Consultations</span><span class="bar__count">2</span>' in page
    assert "consultations/js/badge.js" in page


def cost(console: Client, path: str) -> int:
    """Return how many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert console.get(path).status_code == 200
    return len(queries)


def test_a_long_list_and_a_long_conversation_cost_no_more_queries(talk: Talk, console: Client) -> None:
    post(talk.mother, talk.draft(talk.mother, "one"))
    pages = ["/consultations/?tab=all", url("talk", talk), url("head", talk), url("her", talk)]
    console.get(pages[0])  # what is looked up once
    short = [cost(console, path) for path in pages]
    for number in range(10):
        thread = talk.open(topic=f"Topic {number}")
        post(talk.mother, talk.draft(talk.mother, "x", thread=thread.public_id))
        post(talk.mother, talk.draft(talk.mother, f"more {number}"))
    assert [cost(console, path) for path in pages] == short
    assert max(short) <= 45
