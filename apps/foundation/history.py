"""Who changed what, before and after: kept by a trigger in the database, so that no path can get round it.

A migration lists `track("pregnancies_pregnancy")` among its operations; from then on every insert, update
and delete of that table leaves a `Revision`. The acting person comes from the transaction
(`apps.foundation.transactions`). `append_only(table)` makes a table refuse changes to what it holds.
"""

from __future__ import annotations

from django.db import migrations

CREATE_FUNCTIONS = """
CREATE FUNCTION kaishi_track() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
BEGIN
    IF old_row IS DISTINCT FROM new_row THEN
        INSERT INTO foundation_revision
            (table_name, row_id, subject_id, actor_id, operation, before, after, recorded_at)
        VALUES (TG_TABLE_NAME, (coalesce(new_row, old_row) ->> 'id')::bigint,
                (coalesce(new_row, old_row) ->> 'subject_id')::bigint,
                nullif(current_setting('kaishi.actor', true), '')::bigint, TG_OP, old_row, new_row,
                clock_timestamp());
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION kaishi_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% holds a record that may not be changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
NEVER_EMPTIED = "_never_emptied"
"""How the names of the triggers end that refuse TRUNCATE."""

DROP_FUNCTIONS = "DROP FUNCTION kaishi_track(); DROP FUNCTION kaishi_append_only();"


def track(table: str) -> migrations.RunSQL:
    """Return the migration operation that keeps the history of a table (which must have a bigint `id`)."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_track AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION kaishi_track()",
        f"DROP TRIGGER {table}_track ON {table}",
    )


def append_only(table: str) -> migrations.RunSQL:
    """Return the migration operation that makes a table refuse updates, deletes and being emptied.

    It stops programs and mistakes. The table's owner could still drop the trigger: who must be kept from that needs a
    role that is not the owner (docs/how-to/production.md).
    """
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION kaishi_append_only();"
        f"CREATE TRIGGER {table}{NEVER_EMPTIED} BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION kaishi_append_only();",
        f"DROP TRIGGER {table}{NEVER_EMPTIED} ON {table}; DROP TRIGGER {table}_append_only ON {table};",
    )
