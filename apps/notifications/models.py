"""Tables of notifications. None of them holds a health value: kinds, ids, times and addresses only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.ids import uuid7
from apps.foundation.severity import Severity
from apps.notifications.states import HeldBackBy, State

LONGEST_KIND = 40
LONGEST_NAME = 16


class Notification(models.Model):
    """There is something new for one person. What it is lives elsewhere, under `kind` and `object_id`.

    It belongs to whom it tells, not to the mother whom it may be about: read only through `selectors`, for its person.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=LONGEST_KIND)
    object_id = models.UUIDField()
    pregnancy_id = models.UUIDField(
        null=True, help_text="Which pregnancy it is about, where it is about one."
    )
    severity = models.CharField(max_length=LONGEST_NAME, choices=Severity)
    dedupe_key = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    expects_read_by = models.DateTimeField(null=True)
    unread_told_at = models.DateTimeField(null=True, help_text="When `NotificationUnread` was said; once.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "dedupe_key"], name="notification_told_once"),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="notification_severity_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "-id"],
                condition=Q(read_at=None, withdrawn_at=None),
                name="notification_unread",
            ),
            models.Index(
                fields=["person", "-id"], condition=Q(withdrawn_at=None), name="notification_of_person"
            ),
            models.Index(fields=["object_id"], name="notification_of_object"),
            models.Index(
                fields=["expects_read_by"],
                condition=Q(
                    expects_read_by__isnull=False, read_at=None, withdrawn_at=None, unread_told_at=None
                ),
                name="notification_read_due",
            ),
        ]


class Delivery(models.Model):
    """One notification on its way over one channel to one address: the delivery log. Never deleted by a person."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    notification = models.ForeignKey(Notification, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=LONGEST_NAME)
    target = models.UUIDField(null=True, help_text="Which browser or phone; NULL: the person's one address.")
    state = models.CharField(max_length=LONGEST_NAME, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField(help_text="Not before: quiet hours and pauses between attempts move it.")
    expires_at = models.DateTimeField(help_text="Not after: old news is no news.")
    offered_at = models.DateTimeField(
        null=True, help_text="When it was last put into the queue of the workers."
    )
    claimed_at = models.DateTimeField(null=True, help_text="The token of whoever is sending it.")
    attempts = models.PositiveSmallIntegerField(default=0)
    held_back_by = models.CharField(max_length=LONGEST_NAME, choices=HeldBackBy, blank=True)
    problem = models.CharField(max_length=40, blank=True, help_text="Code of what went wrong last.")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "channel", "target"], nulls_distinct=False, name="delivery_once"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=(Q(state=State.SUPPRESSED) & Q(held_back_by__in=HeldBackBy.values))
                | (~Q(state=State.SUPPRESSED) & Q(held_back_by="")),
                name="delivery_held_back_says_by_what",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENDING, claimed_at__isnull=False)
                | (~Q(state=State.SENDING) & Q(claimed_at=None)),
                name="delivery_claimed_while_sending",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=State.QUEUED), name="delivery_due"),
            models.Index(fields=["claimed_at"], condition=Q(state=State.SENDING), name="delivery_claimed"),
        ]


class Preference(models.Model):
    """Whether a person wants one kind of notification (empty: every kind) over one channel. No row: the default."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=LONGEST_KIND, blank=True)
    channel = models.CharField(max_length=LONGEST_NAME)
    is_on = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="preference_once")]


class QuietHours(models.Model):
    """When a person wants to be left alone, every day, by the clock of her own zone. No row: never."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="quiet_hours")
    starts = models.TimeField()
    ends = models.TimeField(help_text="Before `starts`: on the next day.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(starts=F("ends")), name="quiet_hours_do_end"),
        ]


class PhoneNumber(models.Model):
    """Where short messages go: one number of a person, as +491701234567."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    number = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^\+[1-9][0-9]{6,14}$"), name="phone_number_international"
            )
        ]


class WebPushSubscription(models.Model):
    """A browser that may be pushed to. Its endpoint is a secret address of the browser's push service."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1_000)
    p256dh = models.CharField(max_length=100, help_text="The browser's public key, base64url.")
    auth = models.CharField(max_length=40, help_text="What only this browser and we know, base64url.")
    our_key = models.CharField(
        max_length=100, blank=True, help_text="Our public key that it was made for; empty: not known."
    )
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=Q(ended_at=None), name="web_push_endpoint_once"
            )
        ]
        indexes = [models.Index(fields=["person"], condition=Q(ended_at=None), name="web_push_of_person")]


class Platform(models.TextChoices):
    """What a phone runs."""

    ANDROID = "android", _("Android")
    IOS = "ios", _("iPhone or iPad")


class DeviceToken(models.Model):
    """A phone that may be pushed to through FCM, by the token that its app was given."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token = models.CharField(max_length=1_024)
    platform = models.CharField(max_length=LONGEST_NAME, choices=Platform)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token"], condition=Q(ended_at=None), name="device_token_once")
        ]
        indexes = [models.Index(fields=["person"], condition=Q(ended_at=None), name="device_token_of_person")]
