"""The database itself refuses to change a line. Its text may be taken away, once: then its publication has ended."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION exchange_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the feed is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'To correct something, publish a new line that says so.';
END $$;

CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON exchange_feedline
    FOR EACH STATEMENT EXECUTE FUNCTION exchange_refuse();
CREATE TRIGGER append_only_update BEFORE UPDATE ON exchange_feedline FOR EACH ROW
    WHEN (NEW.body IS NOT NULL OR to_jsonb(OLD) - 'body' IS DISTINCT FROM to_jsonb(NEW) - 'body')
    EXECUTE FUNCTION exchange_refuse();
"""

BACKWARD = """
DROP TRIGGER append_only_update ON exchange_feedline;
DROP TRIGGER append_only ON exchange_feedline;
DROP FUNCTION exchange_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
