"""The life of a form: shown, refused, done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from apps.foundation.errors import Forbidden, NotVisible, Problem

REFUSED: Final = 422
Words = Any  # str or a lazy translation


class PortalForm(forms.Form):
    """A form whose rules live in a service: `say(problem)` writes a refusal beside the field that it names."""

    use_required_attribute = False
    status: int = REFUSED
    """How a page that shows the form refused answers."""
    field_names: dict[str, str] = {}
    """The service's name of a field → ours, where they differ."""

    def say(self, problem: Problem) -> None:
        """Write a refusal beside its fields; what belongs to none stands above the form."""
        for error in problem.errors:
            name = self.field_names.get(error.field, error.field)
            self.add_error(name if name in self.fields else None, error.message)
        if not problem.errors:
            self.add_error(None, str(problem))


class SureForm(PortalForm):
    """Nothing to type: only the question whether one is sure."""


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


Show = Callable[..., HttpResponse]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also where it is nothing at all; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def done_or_refused(
    request: HttpRequest, form: PortalForm, act: Callable[[dict[str, Any]], Any]
) -> tuple[bool, Any]:
    """Call `act` with what was typed where it is valid; a refusal is written into the form."""
    if request.method != "POST" or not form.is_valid():
        return False, None
    try:
        return True, act(form.cleaned_data)
    except (NotVisible, Forbidden):
        raise
    except Problem as refusal:
        form.say(refusal)
        return False, None


def answer(
    request: HttpRequest,
    form: PortalForm,
    page: FormPage,
    act: Callable[[dict[str, Any]], Any],
    *,
    show: Show | None = None,
) -> HttpResponse:
    """Show `form`, or call `act` with what was typed and go to the address that it returns (else: back).

    `show`: what puts a page of the portal around it.
    """
    is_done, address = done_or_refused(request, form, act)
    if is_done:
        if page.done:
            messages.success(request, page.done)
        return HttpResponseRedirect(address if isinstance(address, str) else page.back_url)
    status = form.status if form.errors else 200
    if show is None:
        return render(request, "portal/admin/form.html", {"form": form, "page": page}, status=status)
    return show("form", status=status, form=form, page=page)
