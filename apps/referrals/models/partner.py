"""Organisations that offer products, the people who act for them, and what was agreed with them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.ids import uuid7


class Partner(models.Model):
    """An organisation. Its feeds may point at `hosts` only, and price in `currencies` only (ISO 4217).

    `click_parameter`: under which name the id of a click is appended to the addresses of its pages.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=120)
    hosts = ArrayField(models.CharField(max_length=253), default=list, help_text="Lower case, verified.")
    currencies = ArrayField(models.CharField(max_length=3), default=list)
    click_parameter = models.CharField(max_length=40, default="click_id")
    requests_a_minute = models.PositiveIntegerField(default=1_200, help_text="Of all its clients of a mode.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()


class PartnerRole(models.TextChoices):
    """What a person may do for a partner; each may do what those after it may."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    VIEWER = "viewer", _("Viewer")


class Membership(models.Model):
    """A person who acts for a partner."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    role = models.CharField(max_length=6, choices=PartnerRole, default=PartnerRole.VIEWER)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "person"], name="membership_once")]


class MemberInvitation(models.Model):
    """An address that somebody of a partner has invited. It is a membership once that person comes in, and not before.

    It stays open where the address belongs to somebody who is no partner: whoever invites learns of nobody's account.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254, help_text="Lower case.")
    role = models.CharField(max_length=6, choices=PartnerRole)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "email"], name="member_invitation_once")]


class Agreement(models.Model):
    """What a partner pays for a category (empty: for all that has no agreement of its own). Append-only.

    What holds on a day is the highest version whose dates contain it; a version that `ends` says that from its first
    day on nothing is agreed. What was earned keeps the version that it was earned under.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="agreements", db_index=False)
    category = models.CharField(max_length=12, blank=True, help_text="A product's kind.")
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="The first day on which it no longer holds.")
    ends = models.BooleanField(default=False)
    commission_bp = models.PositiveSmallIntegerField(help_text="Hundredths of a percent of the net price.")
    window_days = models.PositiveSmallIntegerField(default=30, help_text="From the click to the order.")
    hold_days = models.PositiveSmallIntegerField(default=30, help_text="From the order to approval.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "category", "version"], name="agreement_version_once"),
            models.CheckConstraint(condition=Q(commission_bp__lte=10_000), name="agreement_share"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="agreement_dates"
            ),
        ]
