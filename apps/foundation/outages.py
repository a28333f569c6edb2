"""When a process of ours was away: its next heartbeat notes it, by a trigger, so that no writer can forget to.

Processes beat every five seconds at least; what lies further apart than 6.5 s was a silence.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import migrations

from apps.foundation.models import Outage

Span = tuple[datetime, datetime]

CREATE: Final = """
CREATE FUNCTION kaishi_note_outage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO foundation_outage (name, from_at, to_at) VALUES (NEW.name, OLD.seen_at, NEW.seen_at);
    RETURN NULL;
END $$;
CREATE TRIGGER foundation_heartbeat_outage AFTER UPDATE OF seen_at ON foundation_heartbeat
FOR EACH ROW WHEN (NEW.seen_at > OLD.seen_at + interval '6.5 seconds')
EXECUTE FUNCTION kaishi_note_outage();
"""
DROP: Final = (
    "DROP TRIGGER foundation_heartbeat_outage ON foundation_heartbeat; DROP FUNCTION kaishi_note_outage();"
)


def noting() -> migrations.RunSQL:
    """Return the migration operation that has heartbeats note silences."""
    return migrations.RunSQL(CREATE, DROP)


def outages_of(name: str, *, from_at: datetime, to_at: datetime) -> list[Span]:
    """Return when a process was away between two moments, in order of time."""
    rows = Outage.objects.filter(name=name, to_at__gt=from_at, from_at__lt=to_at).order_by("from_at")
    return list(rows.values_list("from_at", "to_at"))
