"""Who acts for a partner: invited without telling who has an account, with a role, and never without an owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Person, Role
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.referrals.models import MemberInvitation, Membership, PartnerRole
from apps.referrals.services import clients, endpoints, members
from tests.factories import AdministratorFactory, MotherFactory, PartnerFactory
from tests.referrals import shop

pytestmark = pytest.mark.django_db


def member(partner, role=PartnerRole.OWNER, **fields):
    person = PartnerFactory(**fields)
    Membership.objects.create(partner=partner, person=person, role=role, created_at=timezone.now())
    return person


def invited(owner, partner, email, role=PartnerRole.EDITOR):
    return members.invite(
        owner,
        partner=partner,
        email=email,
        full_name="New Person",
        role=role,
        language="ko",
        at=timezone.now(),
    )


def test_somebody_new_gets_an_account_and_becomes_a_member_when_she_comes_in():
    partner = shop.partner()
    invited(member(partner), partner, "New@Shop.example")
    person = Person.objects.get(email="new@shop.example")
    assert (person.role, person.language) == (Role.PARTNER, "ko")
    assert not Membership.objects.filter(person=person).exists()
    made = members.come_in(person, at=timezone.now())
    assert [(one.partner_id, one.role) for one in made] == [(partner.pk, PartnerRole.EDITOR)]
    assert not MemberInvitation.objects.exists()
    assert members.come_in(person, at=timezone.now()) == []


def test_inviting_a_mother_looks_like_inviting_anybody_and_gives_her_nothing():
    partner, mother = shop.partner(), MotherFactory(email="her@example.org")
    owner = member(partner)
    for email in ("her@example.org", "nobody@example.org"):
        assert invited(owner, partner, email).email == email
    assert set(partner.invitations.values_list("email", flat=True)) == {
        "her@example.org",
        "nobody@example.org",
    }
    assert members.come_in(mother, at=timezone.now()) == []
    mother.refresh_from_db()
    assert mother.role == Role.MOTHER
    assert not Membership.objects.filter(person=mother).exists()


def test_again_with_another_role_changes_it_and_a_member_is_not_invited():
    partner = shop.partner()
    owner = member(partner, email="owner@shop.example")
    invited(owner, partner, "n@shop.example", PartnerRole.EDITOR)
    invited(owner, partner, "n@shop.example", PartnerRole.VIEWER)
    assert list(partner.invitations.values_list("role", flat=True)) == [PartnerRole.VIEWER]
    with pytest.raises(Conflict, match="belongs to you already"):
        invited(owner, partner, "owner@shop.example")
    with pytest.raises(Invalid):
        invited(owner, partner, "m@shop.example", "king")


def test_only_owners_change_people_and_an_owner_stays():
    partner, other = shop.partner(), shop.partner("Other")
    owner, editor, stranger = member(partner), member(partner, PartnerRole.EDITOR), member(other)
    with pytest.raises(Forbidden):
        members.change_role(editor, partner=partner, member_id=owner.public_id, role="viewer")
    with pytest.raises(NotVisible):
        members.take_out(stranger, partner=partner, member_id=editor.public_id)
    with pytest.raises(NotVisible):
        members.take_out(owner, partner=partner, member_id=stranger.public_id)
    for last in (
        lambda: members.change_role(owner, partner=partner, member_id=owner.public_id, role="editor"),
        lambda: members.take_out(owner, partner=partner, member_id=owner.public_id),
    ):
        with pytest.raises(Conflict, match="has to stay the owner"):
            last()
    members.change_role(owner, partner=partner, member_id=editor.public_id, role="owner")
    members.take_out(editor, partner=partner, member_id=owner.public_id)
    assert list(partner.memberships.values_list("person", "role")) == [(editor.pk, "owner")]


def test_viewers_and_editors_make_no_keys():
    partner = shop.partner()
    told = {"name": "n", "is_live": False, "scopes": ["reports:read"], "at": timezone.now()}
    for role in (PartnerRole.VIEWER, PartnerRole.EDITOR):
        with pytest.raises(Forbidden):
            clients.make_client(member(partner, role), partner=partner, **told)
    assert clients.make_client(member(partner), partner=partner, **told).secret
    assert clients.make_client(AdministratorFactory(), partner=partner, **told).secret


def test_an_address_that_was_ended_comes_back_within_a_week(settings):
    settings.WEBHOOK_LOOPBACK = True
    partner, at = shop.partner(), timezone.now()
    owner, viewer = member(partner), member(partner, PartnerRole.VIEWER)
    of = {"partner": partner, "is_live": True}
    made = endpoints.make_endpoint(owner, **of, url="http://127.0.0.1:9/h", events=[], at=at).endpoint
    mine = {**of, "endpoint_id": made.public_id}
    endpoints.end_endpoint(owner, **mine, at=at)
    with pytest.raises(NotVisible):
        endpoints.ping(owner, **mine, at=at)
    with pytest.raises(Forbidden):
        endpoints.restore_endpoint(viewer, **mine, at=at)
    with pytest.raises(NotVisible):
        endpoints.restore_endpoint(owner, **{**mine, "is_live": False}, at=at)
    with pytest.raises(NotVisible):
        endpoints.restore_endpoint(owner, **mine, at=at + timedelta(days=8))
    assert endpoints.restore_endpoint(owner, **mine, at=at + timedelta(days=6)).ended_at is None
    sent = endpoints.ping(owner, **mine, at=at)
    assert (sent.message.kind, sent.endpoint_id) == ("test.ping", made.pk)
