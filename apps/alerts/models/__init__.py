"""Tables of alerts, by subject."""

from apps.alerts.models.alert import Alert, AlertEntry, AlertEvidence, EntryKind, MissingFacts
from apps.alerts.models.base import ForCareTeam
from apps.alerts.models.limits import MotherLimit, TeamLimit
from apps.alerts.models.rota import Shift, ShiftChange, ShiftPattern
from apps.alerts.models.snooze import Snooze, SuppressedBy, SuppressedFinding

__all__ = [
    "Alert",
    "AlertEntry",
    "AlertEvidence",
    "EntryKind",
    "ForCareTeam",
    "MissingFacts",
    "MotherLimit",
    "Shift",
    "ShiftChange",
    "ShiftPattern",
    "Snooze",
    "SuppressedBy",
    "SuppressedFinding",
    "TeamLimit",
]
