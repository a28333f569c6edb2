"""Whom an alert goes to next: only people who may see the mother now, and may take an alert of this severity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import Person, Role
from apps.alerts import rota
from apps.alerts.models import Alert, AlertEntry, EntryKind
from apps.alerts.rules.escalation import Audience
from apps.alerts.selectors import duty
from apps.alerts.services import may


@dataclass(frozen=True)
class Chain:
    """The people around one alert at one moment, by link; each list holds everybody once.

    `able`: everybody of her teams who may take it, in the chain or not.
    """

    links: dict[Audience, list[Person]]
    able: list[Person]
    administrators: list[Person]

    def everybody(self) -> list[Person]:
        """Whom an alert goes to that nobody takes: the whole chain, and the administrators.

        Where no link has anybody (no rota, no lead, nobody responsible), all of her teams who may take it: an alert
        that only administrators hear of helps no mother.
        """
        people = [person for audience in Audience for person in self.links[audience]] or self.able
        return list({person.pk: person for person in [*people, *self.administrators]}.values())


def chain_of(alert: Alert, at: datetime) -> Chain:
    """Return the chain as it is at this moment: who left, was deactivated or went off duty is not in it."""
    teams = list(duty.teams_of(alert.subject_id).values_list("pk", flat=True))
    members = duty.members_of(teams)
    able = {
        person_id: row.person
        for of_team in members.values()
        for person_id, row in of_team.items()
        if may.handles(row.person, alert.severity)
    }
    duties = duty.duties_of(teams, members, at, at + duty.A_MOMENT)
    now = [person_id for found in duties.values() for person_id in rota.on_duty(found, at)]
    leads = [person_id for of_team in members.values() for person_id, row in of_team.items() if row.is_lead]
    return Chain(
        links={
            Audience.RESPONSIBLE: _people(able, [alert.responsible_id]),
            Audience.ON_DUTY: _people(able, now),
            Audience.LEAD: _people(able, leads),
        },
        able=list(able.values()),
        administrators=list(Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")),
    )


def _people(able: dict[int, Person], ids: Sequence[int | None]) -> list[Person]:
    return [able[person_id] for person_id in dict.fromkeys(ids) if person_id in able]


def told_in_this_round(alert: Alert) -> set[int]:
    """Return who has been told since the alert was raised (anew)."""
    told = AlertEntry.objects.for_system("whom an alert in hand went to").filter(
        alert=alert, kind=EntryKind.TOLD, round=alert.round
    )
    return set(told.values_list("told_id", flat=True))
