"""The people of a partner: invited by their address, given a role, taken out. A partner always keeps an owner.

Whoever invites learns of nobody's account: an invitation looks the same whether the address is new, another partner's
person, or a mother. It becomes a membership when a person with the role of partners comes in with that address.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.events import PersonInvited
from apps.accounts.models import Person, Role
from apps.accounts.services import people
from apps.foundation import outbox
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.referrals.models import MemberInvitation, Membership, Partner, PartnerRole
from apps.referrals.services.locks import locked_partner
from apps.referrals.services.membership import require_partner

MOST: Final = 50
"""People and open invitations of a partner."""


@write
def invite(
    person: Any, *, partner: Partner, email: str, full_name: str, role: str, language: str, at: datetime
) -> MemberInvitation:
    """Invite an address; somebody new gets a code by e-mail. Again with another role changes the role.

    Raises NotVisible, Forbidden, Invalid, Conflict where she is a member already.
    """
    require_partner(person, partner)
    email = email.strip().lower()
    if role not in PartnerRole.values:
        raise Invalid.field("role", _("Choose a role."), limit=PartnerRole.values)
    locked_partner(pk=partner.pk)
    if partner.memberships.filter(person__email__iexact=email).exists():
        raise Conflict.field("email", _("This person belongs to you already."))
    if partner.memberships.count() + partner.invitations.count() >= MOST:
        raise Invalid.field("email", _("There are too many people. Take somebody out first."), limit=MOST)
    made, _new = MemberInvitation.objects.update_or_create(
        partner=partner, email=email, defaults={"role": role, "invited_by": person, "invited_at": at}
    )
    known = Person.objects.filter(email__iexact=email).first()
    if known is None:
        known = people.add(
            person, email=email, role=Role.PARTNER, full_name=full_name.strip()[:150], language=language
        )
    if known.role == Role.PARTNER and known.is_active and not known.has_usable_password():
        outbox.emit(PersonInvited(person=known.public_id, at=at))
    return made


@write
def withdraw_invitation(person: Any, *, partner: Partner, invitation_id: UUID) -> None:
    """Take an invitation back. Raises NotVisible, Forbidden."""
    require_partner(person, partner)
    gone, _each = partner.invitations.filter(public_id=invitation_id).delete()
    if not gone:
        raise NotVisible


@write
def come_in(person: Person, *, at: datetime) -> list[Membership]:
    """Turn every invitation of a person of partners into a membership; return those that are new."""
    if person.role != Role.PARTNER:
        return []
    open_ones = MemberInvitation.objects.select_for_update().filter(email=person.email.lower())
    made = []
    for invitation in open_ones.order_by("pk"):
        membership, is_new = Membership.objects.get_or_create(
            partner_id=invitation.partner_id,
            person=person,
            defaults={"role": invitation.role, "created_at": at},
        )
        made += [membership] if is_new else []
        invitation.delete()
    return made


@write
def change_role(person: Any, *, partner: Partner, member_id: UUID, role: str) -> Membership:
    """Give somebody another role. Raises NotVisible, Forbidden, Invalid, Conflict for the last owner."""
    if role not in PartnerRole.values:
        raise Invalid.field("role", _("Choose a role."), limit=PartnerRole.values)
    membership = _locked(person, partner, member_id)
    if role != PartnerRole.OWNER:
        _require_another_owner(partner, membership)
    membership.role = role
    membership.save(update_fields=["role"])
    return membership


@write
def take_out(person: Any, *, partner: Partner, member_id: UUID) -> None:
    """End somebody's membership at once. Raises NotVisible, Forbidden, Conflict for the last owner."""
    membership = _locked(person, partner, member_id)
    _require_another_owner(partner, membership)
    membership.delete()


def _locked(person: Any, partner: Partner, member_id: UUID) -> Membership:
    require_partner(person, partner)
    locked_partner(pk=partner.pk)
    found = partner.memberships.select_related("person").filter(person__public_id=member_id).first()
    if found is None:
        raise NotVisible
    return found


def _require_another_owner(partner: Partner, membership: Membership) -> None:
    others = partner.memberships.filter(role=PartnerRole.OWNER).exclude(pk=membership.pk)
    if membership.role == PartnerRole.OWNER and not others.exists():
        raise Conflict(_("Somebody has to stay the owner. Make somebody else one first."))
