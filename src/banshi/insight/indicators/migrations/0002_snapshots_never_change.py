from django.db import migrations

FORWARD = """
CREATE FUNCTION indicators_snapshot_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a snapshot is never changed or deleted';
END $$;
CREATE TRIGGER indicators_snapshot_stands BEFORE UPDATE OR DELETE ON indicators_snapshot
    FOR EACH ROW EXECUTE FUNCTION indicators_snapshot_stands();
"""
REVERSE = """
DROP TRIGGER indicators_snapshot_stands ON indicators_snapshot;
DROP FUNCTION indicators_snapshot_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
