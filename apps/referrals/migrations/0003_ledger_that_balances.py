"""The ledger cannot be changed, and no posting is committed that does not balance."""

from django.db import migrations

from apps.foundation.history import append_only, track

BALANCES = """
CREATE FUNCTION referrals_posting_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted referrals_posting;
    found record;
BEGIN
    IF TG_TABLE_NAME = 'referrals_posting' THEN
        wanted := NEW;
    ELSE
        SELECT * INTO wanted FROM referrals_posting WHERE id = NEW.posting_id;
    END IF;
    SELECT count(*) AS entries, coalesce(sum(e.amount_minor), 0) AS total,
           coalesce(bool_and(a.partner_id = wanted.partner_id AND a.is_live = wanted.is_live
                             AND a.currency = wanted.currency), false) AS is_own
      INTO found
      FROM referrals_entry e JOIN referrals_account a ON a.id = e.account_id
     WHERE e.posting_id = wanted.id;
    IF found.entries < 2 OR found.entries <> wanted.entry_count OR found.total <> 0 OR NOT found.is_own THEN
        RAISE EXCEPTION 'posting % does not balance', wanted.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER referrals_posting_balanced AFTER INSERT ON referrals_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION referrals_posting_balances();
CREATE CONSTRAINT TRIGGER referrals_entry_balanced AFTER INSERT ON referrals_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION referrals_posting_balances();
"""
NOT_ANY_MORE = """
DROP TRIGGER referrals_entry_balanced ON referrals_entry;
DROP TRIGGER referrals_posting_balanced ON referrals_posting;
DROP FUNCTION referrals_posting_balances();
"""
FIXED = ("agreement", "account", "refund", "posting", "entry")


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_partners_money_and_webhooks"), ("foundation", "0001_initial")]
    operations = [
        migrations.RunSQL(BALANCES, NOT_ANY_MORE),
        *(append_only(f"referrals_{name}") for name in FIXED),
        track("referrals_partner"),
        track("referrals_webhookendpoint"),
    ]
