from django.db import migrations

# The lock makes two first takers of a new series wait for each other, once; everybody later finds the sequence there.
NEXT_NUMBER = """
CREATE FUNCTION banshi_next_number(prefix text, year int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    series text := format('number_%s_%s', lower(prefix), year);
BEGIN
    IF to_regclass(series) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(series, 0));
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', series);
    END IF;
    RETURN nextval(series::regclass);
END $$;

CREATE FUNCTION banshi_open_number_year(year int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    series text;
BEGIN
    FOR series IN
        SELECT DISTINCT regexp_replace(sequencename, '_[0-9]{4}$', '_' || year)
        FROM pg_sequences
        WHERE schemaname = current_schema() AND sequencename ~ '^number_[a-z]{1,8}_[0-9]{4}$'
        ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended(series, 0));
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', series);
    END LOOP;
END $$;
"""
REVERSE = "DROP FUNCTION banshi_next_number(text, int); DROP FUNCTION banshi_open_number_year(int);"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(NEXT_NUMBER, REVERSE)]
