"""The life of a form: shown, refused, confirmed where the act is hard to take back, done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from apps.console.forms.base import ServiceForm
from apps.foundation.errors import Forbidden, NotVisible, Problem

REFUSED = 422
Words = Any  # str or a lazy translation


@dataclass(frozen=True)
class FormPage:
    """What stands around a form.

    `confirm` asks once more on a page of its own before anything is written; `is_quiet`: no tick when done.
    """

    title: Words
    submit: Words
    back_url: str
    lead: Words = ""
    confirm: Words = ""
    danger: bool = False
    done: Words = ""
    is_quiet: bool = False
    context: dict[str, Any] = field(default_factory=dict)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also where it is nothing at all; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def answer(
    request: HttpRequest, form: ServiceForm, page: FormPage, act: Callable[[dict[str, Any]], str | None]
) -> HttpResponse:
    """Show `form`, or call `act` with what was typed and go to the address it returns (None: back)."""
    if request.method != "POST" or not form.is_valid():
        return _shown(request, form, page)
    if page.confirm and "confirmed" not in request.POST:
        return _shown(request, form, page, asks="again" not in request.POST)
    try:
        address = act(form.cleaned_data)
    except (NotVisible, Forbidden):
        raise
    except Problem as refusal:
        form.say(refusal)
        return _shown(request, form, page)
    if page.done:
        (messages.info if page.is_quiet else messages.success)(request, page.done)
    return HttpResponseRedirect(address or page.back_url)


def _shown(request: HttpRequest, form: ServiceForm, page: FormPage, *, asks: bool = False) -> HttpResponse:
    template = "console/confirm.html" if asks else "console/form.html"
    given = {"form": form, "page": page, **page.context}
    return render(request, template, given, status=REFUSED if form.errors else 200)
