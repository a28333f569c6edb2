"""Letters to a hospital, and the summary that one begins from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Person, Role
from apps.accounts.preferences import zone_of
from apps.consultations.models import Transfer
from apps.consultations.selectors.inside import seen_thread
from apps.consultations.selectors.panel import Panel, panel
from apps.foundation.errors import NotVisible
from apps.ui import words


@dataclass(frozen=True)
class Proposal:
    """What the record says now: `facts` as plain values, `summary` in words for the clinician to correct."""

    facts: dict[str, Any]
    summary: str


def transfers_visible_to(person: Person) -> QuerySet[Transfer]:
    """Letters that `person` may see, newest first."""
    rows = Transfer.objects.visible_to(person).select_related("thread", "pregnancy", "subject", "signed_by")
    return rows.select_related("replaces", "replaced_by").order_by("-pk")


def transfer_visible_to(person: Person, transfer_id: UUID) -> Transfer:
    """One letter. Raises NotVisible."""
    transfer: Transfer | None = transfers_visible_to(person).filter(public_id=transfer_id).first()
    if transfer is None:
        raise NotVisible
    return transfer


def may_read_summary(person: Person) -> bool:
    """Say whether the letter's own words are for her: they are written from clinician to clinician."""
    return person.role == Role.CLINICIAN


def proposal(person: Person, thread_id: UUID, *, at: datetime) -> Proposal:
    """Return what a letter for the mother of a consultation begins from. Raises NotVisible."""
    shown = panel(person, seen_thread(person, thread_id), at=at)
    return Proposal(_facts(shown, at), "\n".join(_lines(shown, person)))


def _facts(shown: Panel, at: datetime) -> dict[str, Any]:
    banner, latest = shown.banner, shown.latest_recording
    age = banner.gestational_age
    return {
        "at": at.isoformat(),
        "gestational_age_days": age.days if age is not None and age.is_counted else None,
        "due_on": banner.due_on.isoformat() if banner.due_on else None,
        "due_date_is_provisional": banner.is_provisional if banner.due_on else None,
        "fetuses": [{"label": fetus.label, "state": fetus.state} for fetus in banner.fetuses],
        "chorionicity": banner.chorionicity,
        "risks": None if banner.risks is None else list(banner.risks),
        "allergies": None
        if banner.allergies is None
        else [{"substance": one.substance, "severity": one.severity} for one in banner.allergies],
        "latest_recording": None
        if latest is None
        else {
            "id": str(latest.recording_id),
            "started_at": latest.started_at.isoformat(),
            "level": latest.level,
        },
        "alerts": [{"id": str(one.alert_id), "severity": one.severity} for one in shown.alerts],
        "measurements": {line.name: line.measured.text if line.measured else None for line in shown.lines},
    }


def _lines(shown: Panel, person: Person) -> Iterator[str]:
    """The summary's lines. What nobody knows is a «?», and says so."""
    banner, zone = shown.banner, zone_of(person.time_zone)
    age = banner.gestational_age
    days = age.days if age is not None and age.is_counted else None
    due = words.day(banner.due_on) if banner.due_on else words.UNKNOWN
    yield _("Mother: %(name)s") % {"name": banner.name}
    yield _("Gestational age: %(age)s; due date: %(due)s") % {"age": words.gestational_age(days), "due": due}
    yield _("Fetuses: %(fetuses)s") % {"fetuses": _fetuses(shown) or words.UNKNOWN}
    yield _("Risks: %(risks)s") % {"risks": _listed(banner.risks)}
    allergies = None if banner.allergies is None else [_allergy(one) for one in banner.allergies]
    yield _("Allergies: %(allergies)s") % {"allergies": _listed(allergies)}
    yield _("Latest recording of the baby's heart: %(recording)s") % {"recording": _recorded(shown, zone)}
    alerts = [_alerted(one.severity_text, one.title, one.direction) for one in shown.alerts]
    yield _("Open alerts: %(alerts)s") % {"alerts": "; ".join(alerts) or _("none")}
    for line in shown.lines:
        yield _("%(title)s: %(value)s") % {"title": line.title, "value": line.text}


def _listed(items: Any) -> str:
    """«?» where nobody asked, «none» where she has none."""
    if items is None:
        return _("? (nobody has asked)")
    return "; ".join(items) or _("none")


def _allergy(one: Any) -> str:
    return f"{one.substance} ({one.severity_text})"


def _alerted(severity: str, title: str, direction: str) -> str:
    return f"{severity}: {title}" + (f" ({direction})" if direction else "")


def _fetuses(shown: Panel) -> str:
    return ", ".join(f"{fetus.label} {fetus.state_text}" for fetus in shown.banner.fetuses)


def _recorded(shown: Panel, zone: Any) -> str:
    latest = shown.latest_recording
    if latest is None:
        return _("none")
    return f"{words.moment(latest.started_at, zone)}: {latest.sentence}"
