"""A running matter keeps the version it was promised, so the database refuses to change one."""

from django.db import migrations

TRIGGER = """
CREATE FUNCTION catalogue_version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'version % of item % was promised and cannot change; load a new revision', OLD.id, OLD.item_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER version_stands BEFORE UPDATE ON catalogue_itemversion FOR EACH ROW
WHEN (OLD.document IS DISTINCT FROM NEW.document OR OLD.valid <> NEW.valid OR OLD.item_id <> NEW.item_id
      OR OLD.digest <> NEW.digest OR OLD.revision <> NEW.revision)
EXECUTE FUNCTION catalogue_version_stands();
"""
UNDO = """
DROP TRIGGER version_stands ON catalogue_itemversion;
DROP FUNCTION catalogue_version_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunSQL(TRIGGER, UNDO)]
