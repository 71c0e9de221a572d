"""The database itself refuses to change what was written. A seal's time-stamp token may be added once."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'To correct something, write a new line that says so.';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_line
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_delivery
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON journal_seal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER append_only_update BEFORE UPDATE ON journal_seal FOR EACH ROW
    WHEN (OLD.token IS NOT NULL OR to_jsonb(OLD) - 'token' IS DISTINCT FROM to_jsonb(NEW) - 'token')
    EXECUTE FUNCTION journal_refuse();
"""

BACKWARD = """
DROP TRIGGER append_only_update ON journal_seal;
DROP TRIGGER append_only ON journal_seal;
DROP TRIGGER append_only ON journal_delivery;
DROP TRIGGER append_only ON journal_line;
DROP FUNCTION journal_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
