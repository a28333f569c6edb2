"""People and what they may do. Nothing clinical lives here."""

from __future__ import annotations

import os
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.foundation.ids import uuid7
from apps.foundation.visibility import SubjectModel


class Role(models.TextChoices):
    """What a person is to KAISHI; one person has one role."""

    MOTHER = "mother", _("Mother")
    CLINICIAN = "clinician", _("Clinician")
    PARTNER = "partner", _("Partner")
    ADMINISTRATOR = "administrator", _("Administrator")


class Profession(models.TextChoices):
    """What kind of clinician; empty for everybody else."""

    OBSTETRICIAN = "obstetrician", _("Obstetrician")
    MIDWIFE = "midwife", _("Midwife")
    DIETITIAN = "dietitian", _("Dietitian")


class Language(models.TextChoices):
    """Languages that KAISHI speaks."""

    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "简体中文"
    KOREAN = "ko", "한국어"


class GlucoseUnit(models.TextChoices):
    """How a person reads glucose; stored is always mmol/L."""

    MMOL_L = "mmol/L", "mmol/L"
    MG_DL = "mg/dL", "mg/dL"


class WeightUnit(models.TextChoices):
    """How a person reads weight; stored is always kg."""

    KG = "kg", "kg"
    LB = "lb", "lb"


class PersonManager(BaseUserManager["Person"]):
    """Makes people; an e-mail address is the name to sign in with, in any case of letters."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Create a person. Without a password nobody can sign in with one."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Create an administrator."""
        return self.create_user(email, password, role=Role.ADMINISTRATOR, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> Person:
        """Find by e-mail, whatever the case of its letters."""
        return self.get(email__iexact=email)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account: mother, clinician, partner or administrator. Not a pregnancy."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=16, choices=Role, default=Role.MOTHER)
    profession = models.CharField(max_length=16, choices=Profession, blank=True)
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(max_length=64, default="UTC")
    glucose_unit = models.CharField(max_length=8, choices=GlucoseUnit, default=GlucoseUnit.MMOL_L)
    weight_unit = models.CharField(max_length=4, choices=WeightUnit, default=WeightUnit.KG)
    is_demo = models.BooleanField(
        default=False, help_text="Known password; production settings refuse to start."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.CheckConstraint(
                condition=(models.Q(role="clinician") & ~models.Q(profession=""))
                | (~models.Q(role="clinician") & models.Q(profession="")),
                name="person_profession_of_clinicians_only",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_mother(self) -> bool:
        """Somebody who is cared for."""
        return self.role == Role.MOTHER

    @property
    def is_clinician(self) -> bool:
        """Obstetrician, midwife or dietitian."""
        return self.role == Role.CLINICIAN

    @property
    def is_administrator(self) -> bool:
        """Keeps people and teams; sees no health data."""
        return self.role == Role.ADMINISTRATOR

    @property
    def is_staff(self) -> bool:
        """Administrators only."""
        return self.role == Role.ADMINISTRATOR

    @property
    def role_word(self) -> str:
        """The profession of a clinician, the role of anybody else, in words."""
        return str(Profession(self.profession).label if self.profession else Role(self.role).label)

    def get_full_name(self) -> str:
        """Return the name, or «?» where none was given."""
        return self.full_name or "?"


class CareTeam(models.Model):
    """A group of clinicians who care for mothers together."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now, editable=False)


class TeamMembership(models.Model):
    """A clinician belongs to a team from one moment to another (open: now)."""

    team = models.ForeignKey(CareTeam, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    is_lead = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=models.Q(ended_at=None), name="membership_open_once"
            )
        ]


class Care(models.Model):
    """A team cares for a mother from one moment to another (open: now). Decides who sees her."""

    mother = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cares")
    team = models.ForeignKey(CareTeam, models.PROTECT, related_name="cares")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mother", "team"], condition=models.Q(ended_at=None), name="care_open_once"
            )
        ]


class Invitation(models.Model):
    """Somebody was asked to come in: whoever knows the code (only its hash is kept) sets a password."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    code_hash = models.BinaryField(max_length=32)
    wrong_attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="Used, replaced or tried too often.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="invitation_open_once"
            )
        ]


class ConsentKind(models.TextChoices):
    """What a mother is asked before it happens."""

    MONITORING = "monitoring", _("Recordings from a device")
    HOME_RECORDING = "home_recording", _("Recording at home by myself")
    PHOTOS = "photos", _("Photos of meals")
    LEARNING = "learning", _("Learning from what I confirm")
    OFFERS = "offers", _("Offers beside my plan")


class Consent(SubjectModel):
    """A mother agreed to a text in a version; withdrawing ends it, the row stays."""

    kind = models.CharField(max_length=24, choices=ConsentKind)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, choices=Language)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind"], condition=models.Q(withdrawn_at=None), name="consent_open_once"
            )
        ]


def random_id() -> UUID:
    """Return 128 random bits, all of them: no time, no version, nothing that could be made from anything else."""
    return UUID(bytes=os.urandom(16))


class Pseudonym(SubjectModel):
    """Under which name a mother is known for one purpose where nobody needs to know her. Random, never a digest of her.

    Dropping the row is what breaks the link: it is nowhere else, and has no history on purpose.
    """

    purpose = models.CharField(max_length=24)
    value = models.UUIDField(default=random_id, unique=True, editable=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "purpose"], name="pseudonym_of_purpose_once")
        ]


class AccessLogEntry(SubjectModel):
    """Somebody looked at a mother's data. Append-only; each entry carries the digest of the one before."""

    sequence = models.BigIntegerField()
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reader_role = models.CharField(max_length=16)
    action = models.CharField(max_length=120, help_text="Name of the page or API operation.")
    kind = models.CharField(max_length=80, help_text="What was read.")
    object_ids = ArrayField(models.UUIDField(), default=list)
    at = models.DateTimeField()
    key_id = models.CharField(max_length=32, help_text="Which key of the settings made the digest.")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "sequence"], name="access_log_number_once")]


class AccessLogHead(models.Model):
    """The newest number and digest of a mother's log, sealed: what shows that its end was not cut off."""

    subject = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="+"
    )
    sequence = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=32)
    seal = models.BinaryField(max_length=32)
