"""The accounts of the demonstration: who they are, their known passwords, and the team they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from apps.accounts import consent_texts
from apps.accounts.models import CareTeam, ConsentKind, Person, Profession, Role
from apps.accounts.services import consents, people, teams

DOMAIN: Final = "demo.kaishi.example"
TEAM_NAME: Final = "Maternity team, demonstration"


@dataclass(frozen=True)
class Credential:
    """One account that can be signed in to. The password is known to everybody who has the source."""

    key: str
    full_name: str
    role: str
    profession: str = ""
    language: str = "en"
    time_zone: str = "UTC"

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"

    @property
    def password(self) -> str:
        return f"kaishi-demo-{self.key}-1"


CREDENTIALS: Final = (
    Credential("obstetrician", "Dr. Helen Osei", Role.CLINICIAN, Profession.OBSTETRICIAN),
    Credential("midwife", "Marta Lindgren", Role.CLINICIAN, Profession.MIDWIFE),
    Credential("dietitian", "Jonas Weber", Role.CLINICIAN, Profession.DIETITIAN),
    Credential("mother", "Amina Rahman", Role.MOTHER),
    Credential("mother2", "김서연", Role.MOTHER, language="ko", time_zone="Asia/Seoul"),
    Credential("mother3", "王秀英", Role.MOTHER, language="zh-hans", time_zone="Asia/Shanghai"),
    Credential("partner", "Green Basket", Role.PARTNER),
    Credential("administrator", "Ruth Keller", Role.ADMINISTRATOR),
)


def make_people() -> dict[str, Person]:
    """Make every account; returns them by key."""
    return {given.key: _make(given) for given in CREDENTIALS}


def _make(given: Credential) -> Person:
    person = people.add(
        None,
        email=given.email,
        role=given.role,
        profession=given.profession,
        full_name=given.full_name,
        language=given.language,
        is_demo=True,
    )
    _let_in(person, given.password)
    return people.change_own(person, time_zone=given.time_zone)


def _let_in(person: Person, password: str) -> None:
    """Set the password with few rounds; the first sign-in replaces it by a full hash.

    It is no secret, and eight full hashes would take seconds of every first start.
    """
    hasher = PBKDF2PasswordHasher()
    person.password = hasher.encode(password, hasher.salt(), iterations=1_000)
    person.save(update_fields=["password"])


def make_team(by_key: dict[str, Person], *, at: datetime) -> CareTeam:
    """One team of the three clinicians, caring for the three mothers since `at`."""
    administrator = by_key["administrator"]
    team = teams.create_team(administrator, name=TEAM_NAME)
    for person in by_key.values():
        if person.is_clinician:
            is_lead = person.profession == Profession.OBSTETRICIAN
            teams.add_member(
                administrator, team_id=team.public_id, person_id=person.public_id, is_lead=is_lead, at=at
            )
        elif person.is_mother:
            teams.assign_mother(administrator, team_id=team.public_id, mother_id=person.public_id, at=at)
    return team


def give_consents(by_key: dict[str, Person], *, at: datetime) -> None:
    """Every mother agrees to recordings from a device."""
    version = consent_texts.current(ConsentKind.MONITORING).version
    for mother in (person for person in by_key.values() if person.is_mother):
        consents.give(mother, kind=ConsentKind.MONITORING, version=version, language=mother.language, at=at)
