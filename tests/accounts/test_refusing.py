"""What a service refuses becomes a page that says so, in one way for every app."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from apps.accounts.pages import person_of, refusing
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible, Problem
from tests.factories import ClinicianFactory


def asked(problem: Problem, rf: RequestFactory) -> HttpResponse:
    @refusing
    def page(_request: HttpRequest) -> HttpResponse:
        raise problem

    answer = page(rf.get("/mothers/"))
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.mark.parametrize(("problem", "raised"), [(NotVisible(), Http404), (Forbidden(), PermissionDenied)])
def test_what_is_not_hers_is_not_found_or_not_allowed(
    rf: RequestFactory, problem: Problem, raised: type[Exception]
) -> None:
    with pytest.raises(raised):
        asked(problem, rf)


@pytest.mark.parametrize(
    ("problem", "status"),
    [(Conflict("Somebody was quicker."), 409), (Invalid("Somebody was quicker."), 400)],
)
def test_anything_else_is_a_sentence(rf: RequestFactory, problem: Problem, status: int) -> None:
    answer = asked(problem, rf)
    assert answer.status_code == status
    assert "This is not possible." in answer.content.decode()
    assert "Somebody was quicker." in answer.content.decode()


@pytest.mark.django_db
def test_a_page_that_nobody_guards_is_for_nobody(rf: RequestFactory) -> None:
    request = rf.get("/mothers/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        person_of(request)
    request.user = midwife = ClinicianFactory()
    assert person_of(request) == midwife
