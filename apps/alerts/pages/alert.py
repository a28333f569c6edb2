"""One alert: what it rests on, what became of it, and what one can do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.pages import person_of
from apps.alerts import registry, showing
from apps.alerts.forms import ResolveForm, SnoozeForm, SureForm
from apps.alerts.models import Alert
from apps.alerts.pages.access import clinicians_only
from apps.alerts.pages.form_page import FormPage, answer, posted
from apps.alerts.selectors import alerts as selectors
from apps.alerts.services import handling, may, snoozing
from apps.alerts.services.telling import ALERT
from apps.alerts.states import OPEN, WAITING, State
from apps.foundation.errors import Conflict
from apps.foundation.severity import Severity
from apps.notifications.services import mark_object_read
from apps.pregnancies.selectors import banner_for, pregnancy_visible_to

MOST_SUPPRESSED = 20


@clinicians_only
@require_safe
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Everything about one alert; opening it is the receipt of having read."""
    person, at = person_of(request), timezone.now()
    found = selectors.alert_visible_to(person, alert_id)
    mark_object_read(person, ALERT, found.public_id, at)
    can = may.handles(person, found.severity)
    suppressed = selectors.suppressed_visible_to(person).filter(
        subject=found.subject_id, rule_id=found.rule_id, direction=found.direction
    )
    given = {
        "alert": found,
        "title": showing.title_of(found),
        "level": showing.level_of(found.severity),
        "severity_word": showing.severity_word(found.severity),
        "rule": registry.rule(found.rule_id),
        "facts": _facts(found, person),
        "journal": selectors.entries_of(found),
        "snooze": selectors.snooze_of(found, at=at),
        "suppressed": suppressed.order_by("-pk")[:MOST_SUPPRESSED],
        "mother": _mother(found, person, at),
        "waiting_s": max((at - found.waiting_since).total_seconds(), 0.0),
        "waits": found.state in WAITING,
        "is_open": found.state in OPEN,
        "is_unanswered": found.unanswered_since is not None and found.state in WAITING,
        "may_handle": can,
        "may_snooze": can and found.severity != Severity.EMERGENCY and found.state in OPEN,
        "may_give_back": showing.may_give_back(found, person, at=at),
        "crumbs": _crumbs(showing.title_of(found)),
    }
    return render(request, "alerts/alert.html", given)


def _facts(found: Alert, person: Any) -> list[showing.Fact]:
    language = get_language() or "en"
    return [showing.fact(row, person, language) for row in reversed(selectors.evidence_of(found))]


def _mother(found: Alert, person: Any, at: Any) -> Any:
    """What must not be forgotten about her: from her banner, where the alert belongs to a pregnancy."""
    if found.pregnancy is None:
        return None
    return banner_for(person, pregnancy_visible_to(person, found.pregnancy.public_id), at=at)


@clinicians_only
@require_POST
def take(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Take an alert. Who comes second reads who was first."""
    seen = request.POST.get("seen", "")
    try:
        handling.acknowledge(
            person_of(request),
            alert_id=alert_id,
            at=timezone.now(),
            seen_severity=seen if seen in Severity.values else None,
        )
    except Conflict as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("You have taken it. Within a minute you can give it back."))
    return HttpResponseRedirect(_back(request, alert_id))


@clinicians_only
@require_POST
def give_back(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Give back what was taken by a slip."""
    try:
        handling.give_back(person_of(request), alert_id=alert_id, at=timezone.now())
    except Conflict as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.info(request, _("You have given it back. Its clock goes on."))
    return HttpResponseRedirect(_back(request, alert_id))


def _back(request: HttpRequest, alert_id: UUID) -> str:
    """Where the button stood, if that is ours."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else reverse("alerts:alert", args=[alert_id])


@clinicians_only
def end(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """End an alert with how it ended."""
    found = _to_handle(request, alert_id)
    form = ResolveForm(posted(request), initial={"seen": found.severity})
    page = _page(found, _("End this alert"), submit=_("End it"), done=_("It is ended."))

    def act(typed: dict[str, Any]) -> None:
        handling.resolve(
            person_of(request),
            alert_id=alert_id,
            outcome=typed["outcome"],
            text=typed["text"],
            seen_severity=typed["seen"],
            at=timezone.now(),
        )

    return answer(request, form, page, act)


@clinicians_only
def rest(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Let it rest: nothing of the kind is told for a while, unless it gets worse."""
    found = _to_handle(request, alert_id)
    form = SnoozeForm(posted(request), severity=found.severity)
    page = _page(
        found,
        _("Let this alert rest"),
        submit=_("Let it rest"),
        done=_("It rests. If it gets worse, it is raised at once."),
        lead=_(
            "You take it, and nothing of this kind is told for this mother until then, unless it gets worse."
        ),
    )

    def act(typed: dict[str, Any]) -> None:
        at = timezone.now()
        until = at + timedelta(minutes=typed["minutes"])
        snoozing.snooze(person_of(request), alert_id=alert_id, until=until, reason=typed["reason"], at=at)

    return answer(request, form, page, act)


@clinicians_only
def wake(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """End its rest before its time."""
    found = _to_handle(request, alert_id)
    resting = selectors.snooze_of(found, at=timezone.now())
    if resting is None:
        raise Conflict(_("It does not rest any more."))
    page = _page(
        found,
        _("End the rest"),
        submit=_("Raise it anew"),
        done=_("It is raised anew."),
        lead=_("Whoever let it rest is told first."),
    )
    return answer(
        request,
        SureForm(posted(request)),
        page,
        lambda typed: snoozing.end_snooze(person_of(request), snooze_id=resting.public_id, at=timezone.now()),
    )


def _to_handle(request: HttpRequest, alert_id: UUID) -> Alert:
    """Return an open alert that this person may handle."""
    found = selectors.alert_visible_to(person_of(request), alert_id)
    may.require_handler(person_of(request), found.severity)
    if found.state == State.RESOLVED:
        raise Conflict(_("This alert is over already."))
    return found


def _page(found: Alert, title: Any, **given: Any) -> FormPage:
    address = reverse("alerts:alert", args=[found.public_id])
    name = showing.title_of(found)
    return FormPage(
        title=title,
        back_url=address,
        crumbs=[*_crumbs(name)[:1], (name, address), (title, "")],
        facts=[
            (_("Mother"), found.subject.get_full_name()),
            (_("Alert"), name),
            (_("Level"), showing.severity_word(found.severity)),
        ],
        **given,
    )


def _crumbs(here: Any) -> list[tuple[Any, str]]:
    return [(_("Alerts"), reverse("alerts:worklist")), (here, "")]
