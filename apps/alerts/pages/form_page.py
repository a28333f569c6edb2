"""The life of a form: shown, refused, done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from apps.alerts.forms import AlertsForm
from apps.foundation.errors import Forbidden, NotVisible, Problem

REFUSED = 422
Words = Any  # str or a lazy translation


@dataclass(frozen=True)
class FormPage:
    """What stands around a form; `facts` are label and words shown above it."""

    title: Words
    submit: Words
    back_url: str
    crumbs: list[tuple[Words, str]]
    lead: Words = ""
    danger: bool = False
    done: Words = ""
    facts: list[tuple[Words, Words]] = field(default_factory=list)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also where it is nothing at all; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def answer(
    request: HttpRequest, form: AlertsForm, page: FormPage, act: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Show `form`, or call `act` with what was typed and go back."""
    if request.method != "POST" or not form.is_valid():
        return _shown(request, form, page)
    try:
        act(form.cleaned_data)
    except (NotVisible, Forbidden):
        raise
    except Problem as refusal:
        form.say(refusal)
        return _shown(request, form, page)
    messages.success(request, page.done)
    return HttpResponseRedirect(page.back_url)


def _shown(request: HttpRequest, form: AlertsForm, page: FormPage) -> HttpResponse:
    status = REFUSED if form.errors else 200
    return render(request, "alerts/form.html", {"form": form, "page": page}, status=status)
