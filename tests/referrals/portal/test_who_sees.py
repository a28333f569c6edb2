"""Every page of the portal is tried by everybody: one's own partner only, in one's own role only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from apps.referrals.models import Conversion, ImportRun, Membership, PartnerClient, Posting, WebhookEndpoint
from apps.referrals.pages.urls import of_a_partner
from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory, PartnerFactory
from tests.referrals.portal.conftest import House, text_of

EDITORS = {"fetch_now", "answer_import", "ping", "replay"}
OWNERS = {
    "new_key",
    "rotate_signing",
    "rotate_key",
    "end_key",
    "new_endpoint",
    "rotate_endpoint",
    "end_endpoint",
    "restore_endpoint",
    "invite",
    "withdraw_invitation",
    "change_role",
    "take_out",
}
ONLY_POSTED = EDITORS | {"restore_endpoint", "withdraw_invitation"}
NOT_SHOWN = {
    "ping": 302,
    "withdraw_invitation": 302,
    "answer_import": 409,
    "fetch_now": 409,
    "replay": 409,
    "restore_endpoint": 404,
}
"""What who may gets where it is no page: done, not possible now, nothing there that ended."""
LIVE_ONLY = {"import", "import_state", "findings_csv", "answer_import", "fetch_now"}
PAGES = [pattern.name for pattern in of_a_partner]
Open = Callable[[Any], Client]


def ids_in(pattern: URLPattern) -> set[str]:
    return set(pattern.pattern.converters)


def address(house: House, pattern: URLPattern, *, of: House | None = None, is_live: bool = True) -> str:
    """The address of a page of `house`, with the ids of `of`."""
    ids = {name: (of or house).ids[name] for name in ids_in(pattern)}
    return house.url(str(pattern.name), is_live=is_live, **ids)


def ask(client: Client, pattern: URLPattern, path: str) -> Any:
    return client.post(path) if pattern.name in ONLY_POSTED else client.get(path)


def traces() -> tuple[Any, ...]:
    """Everything that a page could have changed."""
    return (
        list(PartnerClient.objects.order_by("pk").values_list("pk", "ended_at", "rotated_at")),
        list(WebhookEndpoint.objects.order_by("pk").values_list("pk", "ended_at")),
        list(ImportRun.objects.order_by("pk").values_list("pk", "state")),
        list(Membership.objects.order_by("pk").values_list("pk", "role")),
        list(Conversion.objects.order_by("pk").values_list("pk", "state")),
        Posting.objects.count(),
    )


def test_every_page_has_a_name_of_its_own() -> None:
    assert len(PAGES) == len(set(PAGES))
    assert set(PAGES) >= EDITORS | OWNERS | ONLY_POSTED | LIVE_ONLY


@pytest.mark.parametrize("pattern", of_a_partner, ids=PAGES)
def test_nobody_of_another_partner_finds_anything(
    pattern: URLPattern, house: House, other: House, client_of: Open
) -> None:
    client, before = client_of(house.owner), traces()
    for method in (client.get, client.post):
        theirs = method(address(other, pattern))
        assert theirs.status_code in (404, 405), "their partner"
        assert "Theirs" not in text_of(theirs)
        if ids_in(pattern) - {"month", "currency"}:
            mixed = method(address(house, pattern, of=other))
            assert mixed.status_code in (404, 405), "their things below our partner"
            assert "Theirs" not in text_of(mixed)
    assert traces() == before


@pytest.mark.parametrize("pattern", of_a_partner, ids=PAGES)
def test_who_is_no_partner_gets_nowhere(pattern: URLPattern, house: House, client_of: Open) -> None:
    path, before = address(house, pattern), traces()
    nobody = ask(Client(), pattern, path)
    assert (nobody.status_code, nobody["Location"]) == (302, f"/sign-in/?next={path}")
    mother = ask(client_of(MotherFactory()), pattern, path)
    assert (mother.status_code, mother["Location"]) == (302, "/me/")
    for person in (ClinicianFactory(), ClinicianFactory(profession="dietitian"), AdministratorFactory()):
        assert ask(client_of(person), pattern, path).status_code == 403
    assert ask(client_of(PartnerFactory()), pattern, path).status_code == 404
    assert client_of(PartnerFactory()).post(path).status_code == 404
    assert traces() == before


@pytest.mark.parametrize("pattern", of_a_partner, ids=PAGES)
def test_each_role_opens_what_it_may(pattern: URLPattern, house: House, client_of: Open) -> None:
    name, path = str(pattern.name), address(house, pattern)
    for person, is_allowed in (
        (house.viewer, name not in EDITORS | OWNERS),
        (house.editor, name not in OWNERS),
        (house.owner, True),
    ):
        before = traces()
        answer = ask(client_of(person), pattern, path)
        if is_allowed:
            assert answer.status_code == NOT_SHOWN.get(name, 200), (name, person.full_name)
        else:
            assert answer.status_code == 403, (name, person.full_name)
            assert traces() == before


OF_ONE_MODE = [
    pattern
    for pattern in of_a_partner
    if set(pattern.pattern.converters) - {"month", "currency", "member_id", "invitation_id"}
]


@pytest.mark.parametrize("pattern", OF_ONE_MODE, ids=[pattern.name for pattern in OF_ONE_MODE])
def test_live_things_are_not_in_the_sandbox(pattern: URLPattern, house: House, client_of: Open) -> None:
    answer = ask(client_of(house.owner), pattern, address(house, pattern, is_live=False))
    assert answer.status_code == 404


def test_a_partner_that_was_let_go_is_gone(house: House, owner: Client) -> None:
    assert owner.get(house.url("overview")).status_code == 200
    type(house.partner).objects.filter(pk=house.partner.pk).update(is_active=False)
    assert owner.get(house.url("overview")).status_code == 404


def test_who_was_taken_out_is_out_at_once(house: House, client_of: Open) -> None:
    client = client_of(house.editor)
    assert client.get(house.url("orders")).status_code == 200
    house.partner.memberships.filter(person=house.editor).delete()
    assert client.get(house.url("orders")).status_code == 404


def test_the_start_leads_to_one_s_partner_or_lets_one_choose(
    house: House, other: House, client_of: Open
) -> None:
    client, start = client_of(house.owner), reverse("portal:start")
    assert client.get("/me/")["Location"] == start
    assert client.get(start)["Location"] == house.url("overview")
    Membership.objects.create(
        partner=other.partner, person=house.owner, role="viewer", created_at=house.partner.created_at
    )
    page = text_of(client.get(start))
    assert house.url("overview") in page
    assert other.url("overview") in page
    assert "do not belong to a partner" in text_of(client_of(PartnerFactory()).get(start))


def test_who_was_invited_comes_in_by_opening_the_portal(house: House, client_of: Open) -> None:
    person = PartnerFactory(email="new@ours.example")
    client = client_of(person)
    assert client.get(house.url("overview")).status_code == 404
    assert client.get(reverse("portal:start"))["Location"] == house.url("overview")
    assert client.get(house.url("overview")).status_code == 200
    assert client.get(house.url("keys")).status_code == 200
    assert client.get(house.url("new_key")).status_code == 403
