from django.db import migrations

# As people read it: SQ-2026-000001. So a row can be written in one statement with its number.
NUMBER = """
CREATE FUNCTION banshi_number(prefix text, year int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    number text := banshi_next_number(prefix, year);
BEGIN
    RETURN prefix || '-' || year || '-' || repeat('0', 6 - length(number)) || number;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("numbering", "0001_initial")]
    operations = [migrations.RunSQL(NUMBER, "DROP FUNCTION banshi_number(text, int)")]
