"""Pages for whoever works here: what is new, how one wants to be told, and the service worker of web push."""

from __future__ import annotations

import functools
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import Person, Role
from apps.accounts.pages import person_of, working_page
from apps.foundation.errors import NotVisible, Problem
from apps.notifications import choosing, keys, kinds, navigation, selectors
from apps.notifications.forms import PreferencesForm
from apps.notifications.models import Notification, WebPushSubscription
from apps.notifications.services import addresses, mark_read
from apps.notifications.services import preferences as services
from apps.notifications.services.reading import mark_all_read
from apps.notifications.showing import shown
from apps.ui.navigation import ShownItem

ROWS: Final = 30
REFUSED: Final = 422
WORKER: Final = Path(__file__).parent / "static" / "notifications" / "js" / "worker.js"
works_here = working_page(Role.CLINICIAN, Role.ADMINISTRATOR)


@works_here
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """What is new and what was, newest first; `?show=unread` leaves out what was opened."""
    person = person_of(request)
    only_unread = request.GET.get("show") == "unread"
    rows = selectors.unread_of(person) if only_unread else selectors.notifications_of(person)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    found: list[Notification] = list(page.object_list)
    unread = selectors.unread_count(person)
    given = {
        "rows": [shown(row) for row in found],
        "newest": found[0].public_id if found else None,
        "unread": unread,
        "only_unread": only_unread,
        "tabs": _tabs(only_unread=only_unread, unread=unread),
        "page": page,
    }
    return render(request, "notifications/list.html", given)


def _tabs(*, only_unread: bool, unread: int) -> list[dict[str, Any]]:
    address = reverse("notifications:list")
    return [
        {"words": _("All"), "url": address, "is_current": not only_unread, "count": None},
        {"words": _("Unread"), "url": f"{address}?show=unread", "is_current": only_unread, "count": unread},
    ]


@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """The bell with its count, asked again by every open page. 401 once she is signed out: not a page to show there."""
    person = request.user
    if not isinstance(person, Person) or not navigation.works_here(person):
        return HttpResponse(status=401)
    item = navigation.BELL
    link = ShownItem(item, item.url, selectors.unread_count(person), is_current=False)
    return render(request, "ui/parts/bar_tool.html", {"link": link})


@login_required
@require_safe
def open_one(request: HttpRequest, notification_id: UUID) -> HttpResponseBase:
    """Where a push or a mail leads: it counts as read, and she goes on to the thing itself."""
    person = person_of(request)
    try:
        notification = selectors.notification_of(person, notification_id)
    except NotVisible as refusal:
        raise Http404 from refusal
    mark_read(person, [notification.public_id], timezone.now())
    kind = kinds.find(notification.kind)
    return redirect(kind.url(notification.object_id, person) if kind else "notifications:list")


@works_here
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read that the page has shown; what came since stays unread."""
    newest = request.POST.get("newest", "")
    mark_all_read(person_of(request), up_to=_uuid(newest), at=timezone.now())
    return redirect("notifications:list")


@works_here
def preferences(request: HttpRequest) -> HttpResponse:
    """Which kinds come over which channel, quiet hours, and this browser."""
    person = person_of(request)
    chosen = choosing.preferences_of(person)
    form = PreferencesForm(request.POST or None, chosen=chosen)
    if request.method == "POST" and form.is_valid() and _changed(person, form):
        messages.success(request, _("Your preferences are saved."))
        return redirect("notifications:preferences")
    browsers = list(selectors.browsers_of(person))
    given = {
        "form": form,
        "browsers": browsers,
        "known": [_digest(browser) for browser in browsers if browser.our_key == keys.public_key()],
        "zone": person.time_zone,
    }
    return render(request, "notifications/preferences.html", given, status=REFUSED if form.errors else 200)


def _digest(browser: WebPushSubscription) -> str:
    """What the page's script knows this browser by; the endpoint itself is a secret."""
    return sha256(browser.endpoint.encode()).hexdigest()


def _changed(person: Person, form: PreferencesForm) -> bool:
    try:
        services.change(person, **form.given())
    except Problem as refusal:
        form.say(refusal)
        return False
    return True


@works_here
@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """Send herself one, over every way that she has."""
    services.send_test(person_of(request), at=timezone.now())
    messages.info(request, _("A test is on its way."))
    return redirect("notifications:preferences")


@works_here
@require_POST
def remove_browser(request: HttpRequest, browser_id: UUID) -> HttpResponse:
    """Push to one of her browsers no more."""
    addresses.unsubscribe(person_of(request), browser_id=browser_id, at=timezone.now())
    return redirect("notifications:preferences")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at an address that stays: its scope and its updates hang on it."""
    answer = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@functools.cache
def _worker() -> bytes:
    return WORKER.read_bytes()


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
