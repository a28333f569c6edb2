"""Many who say hello at once are each judged as if they came alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from apps.accounts import second_factor
from apps.foundation.sockets import admission, signed_in
from apps.foundation.sockets.admission import Claim, let_in
from tests.factories import ClinicianFactory, MotherFactory
from tests.foundation.socket_client import session_of, ticket_of

pytestmark = pytest.mark.django_db


def changed(person: Any, **values: Any) -> str:
    """Return the key of a session that holds something else than usual; None takes a value away."""
    session = SessionStore(session_of(person))
    for name, value in values.items():
        session[name] = value
        if value is None:
            del session[name]
    session.save()
    return str(session.session_key)


def expired(person: Any) -> str:
    key = session_of(person)
    Session.objects.filter(pk=key).update(expire_date=timezone.now())
    return key


def closed(person: Any) -> str:
    key = session_of(person)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    return key


def with_a_new_password(person: Any) -> str:
    key = session_of(person)
    person.set_password("another one, and a long one")
    person.save()
    return key


SESSIONS = {
    "usual": session_of,
    "expired": expired,
    "account closed": closed,
    "password changed since": with_a_new_password,
    "unknown backend": lambda person: changed(person, **{BACKEND_SESSION_KEY: "somewhere.Else"}),
    "no hash": lambda person: changed(person, **{HASH_SESSION_KEY: None}),
    "wrong hash": lambda person: changed(person, **{HASH_SESSION_KEY: "0" * 64}),
    "no account": lambda person: changed(person, _auth_user_id="987654321"),
    "account that is no number": lambda person: changed(person, _auth_user_id="x"),
    "nobody": lambda person: changed(person, _auth_user_id=None),
    "unknown": lambda person: "0" * 32,
    "unreadable": lambda person: unreadable(person),
}


def unreadable(person: Any) -> str:
    key = session_of(person)
    Session.objects.filter(pk=key).update(session_data="nonsense")
    return key


def test_only_what_the_framework_lets_in_is_let_in_whoever_comes_beside_it() -> None:
    people = {name: MotherFactory() for name in SESSIONS}
    claims = [
        Claim(None, make(people[name]))
        for name, make in SESSIONS.items()
        if name != "account that is no number"
    ]
    names = [name for name in SESSIONS if name != "account that is no number"]
    guests = let_in(claims)
    assert [name for name, guest in zip(names, guests, strict=True) if guest is not None] == ["usual"]
    assert guests[0].person == people["usual"]


def test_one_who_cannot_be_judged_spoils_it_for_nobody_else_and_no_ticket_is_lost() -> None:
    first, broken, last = MotherFactory(), MotherFactory(), MotherFactory()
    tickets = [
        ticket_of(first),
        ticket_of(broken, SESSIONS["account that is no number"](broken)),
        "invented",
        ticket_of(last),
        "x" * 500,
    ]
    guests = let_in([Claim(ticket) for ticket in tickets])
    assert [type(guest) for guest in guests[1:2]] != [admission.Guest]
    assert [getattr(guest, "person", None) for guest in guests] == [first, None, None, last, None]
    assert let_in([Claim(ticket) for ticket in tickets]) == [None] * 5


def test_a_ticket_lets_in_nobody_by_the_session_of_another() -> None:
    mother, other = MotherFactory(), MotherFactory()
    assert let_in([Claim(ticket_of(mother, session_of(other))), Claim()]) == [None, None]


def test_two_sockets_of_one_session_are_two_guests() -> None:
    mother = MotherFactory()
    key = session_of(mother)
    one, two = let_in([Claim(ticket_of(mother, key)), Claim(None, key)])
    assert one is not two
    assert {one, two} == {two, one}
    assert admission.unwelcome([one, two]) == set()


def test_a_session_of_the_old_secret_key_is_left_to_the_framework(settings: Any) -> None:
    mother, other = MotherFactory(), MotherFactory()
    claims = [Claim(None, session_of(mother)), Claim(None, session_of(other))]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"
    assert [guest.person for guest in let_in(claims)] == [mother, other]
    settings.SECRET_KEY_FALLBACKS = []
    settings.SECRET_KEY = "another new one"
    assert let_in(claims) == [None, None]


def test_every_gate_is_asked_for_every_one(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    mother, clinician = MotherFactory(), ClinicianFactory()
    guests = let_in([Claim(ticket_of(clinician)), Claim(ticket_of(mother))])
    assert [getattr(guest, "person", None) for guest in guests] == [None, mother]
    assert second_factor.lets_in in admission._gates


def test_a_backend_with_rules_of_its_own_judges_by_itself(monkeypatch: Any) -> None:
    from allauth.account.auth_backends import AuthenticationBackend

    mother = MotherFactory()
    claim = Claim(None, session_of(mother))
    assert let_in([claim])[0].person == mother
    monkeypatch.setattr(AuthenticationBackend, "get_user", lambda self, user_id: None, raising=False)
    assert let_in([claim]) == [None]


def test_a_crowd_costs_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    for count in (1, 5):
        claims = [Claim(ticket_of(MotherFactory())) for _ in range(count)]
        with django_assert_num_queries(2):
            assert None not in let_in(claims)


def test_where_sessions_are_kept_elsewhere_each_is_judged_alone(monkeypatch: Any) -> None:
    mother = MotherFactory()
    claim = Claim(ticket_of(mother))
    monkeypatch.setattr(signed_in, "stored_sessions", lambda keys: {})
    (guest,) = let_in([claim])
    assert (guest.person, guest.as_judged) == (mother, None)
