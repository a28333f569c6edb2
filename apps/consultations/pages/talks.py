"""The list of consultations and the conversation itself."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import Person
from apps.accounts.pages import person_of
from apps.consultations import selectors
from apps.consultations.api.representations import entry_json
from apps.consultations.models import Thread, TransferUrgency
from apps.consultations.pages.access import clinicians_only
from apps.consultations.selectors import talks as listing
from apps.consultations.selectors.inside import notes_of, opinions_of
from apps.consultations.selectors.panel import panel
from apps.consultations.selectors.queue import ALL, MINE, UNCLAIMED
from apps.consultations.services import rights
from apps.consultations.services.receipts import of_thread
from apps.consultations.sockets import welcome
from apps.consultations.states import Urgency
from apps.foundation.permissions import uses_camera_and_microphone

AT_ONCE: Final = 60
"""So many messages come with the page; the others are asked for as they are looked at."""
OTHERS: Final = 8
LONGEST_SEARCH: Final = 100


@dataclass(frozen=True)
class Tab:
    """One part of the list."""

    words: str
    url: str
    is_current: bool
    count: int


@uses_camera_and_microphone
@clinicians_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Who waits, worst first; no conversation is open."""
    return render(request, "consultations/talks.html", {**_list(request), **_page(request)})


@uses_camera_and_microphone
@clinicians_only
@require_safe
def talk(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """One conversation beside the list; `?at=` is the number of a message to go to."""
    person = person_of(request)
    thread = selectors.thread_visible_to(person, thread_id)
    given = {**_list(request), **_page(request), **_open(person, thread)}
    return render(request, "consultations/talks.html", given)


@clinicians_only
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The list alone: asked again when something has come. `?open=` is the conversation that is open."""
    return render(request, "consultations/parts/rows.html", _list(request))


@clinicians_only
@require_safe
def head(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """What stands above and beside a conversation, as it is now."""
    person = person_of(request)
    thread = selectors.thread_visible_to(person, thread_id)
    return render(request, "consultations/parts/head.html", _about(person, thread))


@clinicians_only
@require_safe
def her(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """What one has to know of her while one answers."""
    person, at = person_of(request), timezone.now()
    thread = selectors.thread_visible_to(person, thread_id)
    shown = panel(person, thread, at=at)
    age = shown.banner.gestational_age
    others = selectors.threads_visible_to(person).filter(subject_id=thread.subject_id).exclude(pk=thread.pk)
    given = {
        "panel": shown,
        "age_days": age.days if age is not None and age.is_counted else None,
        "others": list(others[:OTHERS]),
    }
    return render(request, "consultations/parts/her.html", given)


@clinicians_only
@require_safe
def inside(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """What colleagues say among themselves."""
    person = person_of(request)
    given = {
        "notes": list(notes_of(person, thread_id)),
        "opinions": list(opinions_of(person, thread_id)),
        "me_id": person.pk,
    }
    return render(request, "consultations/parts/inside.html", given)


@clinicians_only
@require_safe
def people(request: HttpRequest, thread_id: UUID) -> JsonResponse:
    """Who takes part in a conversation: asked again when somebody writes whom the page does not know."""
    thread = selectors.thread_visible_to(person_of(request), thread_id)
    return JsonResponse({"people": listing.people_of(thread)})


@clinicians_only
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Messages that hold `?q=`, in all conversations or in the one named by `?in=`."""
    person, words = person_of(request), request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found: list[selectors.Listed] = []
    if len(words) >= selectors.messages.SHORTEST_SEARCH:
        found = selectors.search(person, words, thread_id=_uuid(request.GET.get("in", "")), limit=50)
    given = {"found": [_found(one, words) for one in found], "words": words}
    return render(request, "consultations/parts/found.html", given)


def _page(request: HttpRequest) -> dict[str, Any]:
    """What the scripts need to know about who looks."""
    person = person_of(request)
    return {
        "me": str(person.public_id),
        "key": b64encode(_vault_key(person)).decode(),
        "language": person.language,
        "urgencies": Urgency.choices,
        "transfer_urgencies": TransferUrgency.choices,
    }


def _vault_key(person: Person) -> bytes:
    """A key for what her browser keeps until it is sent: nobody else who signs in there is given it."""
    return salted_hmac("consultations.vault", str(person.public_id), algorithm="sha256").digest()


def _list(request: HttpRequest) -> dict[str, Any]:
    person = person_of(request)
    open_id = _uuid(request.GET.get("open", "")) or _open_in(request)
    tab = request.GET.get("tab", listing.WAITING)
    shown = listing.talks(person, tab=tab, at=timezone.now(), open_id=open_id)
    words = {
        listing.WAITING: _("Waiting"),
        MINE: _("Mine"),
        UNCLAIMED: _("Nobody's"),
        ALL: _("All"),
        listing.CLOSED: _("Closed"),
    }
    return {
        "talks": shown,
        "open_id": open_id,
        "tabs": [
            Tab(str(words[tab]), f"?tab={tab}", tab == shown.tab, shown.counts[tab]) for tab in listing.TABS
        ],
    }


def _open_in(request: HttpRequest) -> UUID | None:
    match = request.resolver_match
    found = match.kwargs.get("thread_id") if match is not None else None
    return found if isinstance(found, UUID) else None


def _open(person: Person, thread: Thread) -> dict[str, Any]:
    return {**_about(person, thread), "talk": msgspec.json.encode(_talk(person, thread)).decode()}


def _about(person: Person, thread: Thread) -> dict[str, Any]:
    return {
        "thread": thread,
        "row": listing.talk_row(person, thread, at=timezone.now()),
        "handles": rights.handles(person),
        "may_lead": rights.leads(person, thread.team_id),
    }


def _talk(person: Person, thread: Thread) -> dict[str, Any]:
    """What a conversation begins with: its newest messages, who is who, how far everybody has come."""
    page = selectors.latest(person, thread.public_id, limit=AT_ONCE)
    own = [receipt for receipt in of_thread(thread) if receipt.person_id == person.pk]
    read = own[0].read_sequence if own else 0
    return {
        "thread": thread.public_id,
        "pregnancy": thread.pregnancy.public_id,
        "urgency": thread.urgency,
        "mother": thread.subject.public_id,
        "language": thread.subject.language,
        "last": page.thread.last_sequence,
        "read": read,
        "first_unread": selectors.first_unread(person, thread, read=read),
        "is_going": thread.is_going,
        "people": listing.people_of(thread),
        "messages": [entry_json(entry) for entry in page.entries],
        "receipts": welcome.receipts(thread, person),
    }


def _found(one: selectors.Listed, words: str) -> dict[str, Any]:
    """A hit with the words around it; `pieces` are (before, hit, after)."""
    text = one.entry.text
    start = max(0, text.casefold().find(words.casefold()))
    before = text[max(0, start - 40) : start]
    sequence = one.entry.relates_to or one.entry.sequence
    address = reverse("consultations:talk", args=[one.thread.public_id])
    return {
        "thread": one.thread,
        "at": one.entry.posted_at,
        "url": f"{address}?{urlencode({'at': sequence, 'q': words})}",
        "pieces": (
            ("…" if start > 40 else "") + before,
            text[start : start + len(words)],
            text[start + len(words) :][:120],
        ),
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
