from django.db import migrations

# What is written together (kernel/writing.py) fails as a whole when a part touches other than so many rows.
MUST = """
CREATE FUNCTION banshi_must(place int, touched bigint, wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF touched <> wanted THEN
        RAISE EXCEPTION USING ERRCODE = 'BN001', MESSAGE = place::text;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0002_no_index_of_digests")]
    operations = [migrations.RunSQL(MUST, "DROP FUNCTION banshi_must(int, bigint, bigint)")]
