from django.db import migrations

# The same rules as banshi.kernel.clock.counting, for reports over many matters at once; a property test holds both equal.
# n-th countable day after the start. No pauses: one look at the running numbers. Else: the days, left-out ones left out.
DUE = """
CREATE FUNCTION banshi_due(start date, n int, unit text, pauses daterange[] DEFAULT '{}', extension int DEFAULT 0)
RETURNS date LANGUAGE plpgsql STABLE AS $$
DECLARE
    total int := n + coalesce(extension, 0);
    result date;
BEGIN
    IF unit NOT IN ('wd', 'd', 'mo') THEN
        RAISE EXCEPTION 'banshi_due counts wd, d and mo, not %', unit;
    END IF;
    IF total = 0 THEN
        RETURN start;
    END IF;
    IF unit = 'mo' THEN
        total := (start + make_interval(months => total))::date - start;
    END IF;
    IF unit = 'wd' AND coalesce(cardinality(pauses), 0) = 0 THEN
        SELECT day.date INTO result FROM calendar_day day
        WHERE day.is_working
          AND day.ordinal = (SELECT first.ordinal FROM calendar_day first WHERE first.date = start) + total;
    ELSE
        SELECT day.date INTO result FROM calendar_day day
        WHERE day.date > start AND (unit <> 'wd' OR day.is_working)
          AND NOT EXISTS (SELECT FROM unnest(pauses) pause WHERE day.date <@ pause)
        ORDER BY day.date OFFSET total - 1 LIMIT 1;
    END IF;
    IF unit <> 'wd' THEN
        SELECT min(day.date) INTO result FROM calendar_day day
        WHERE day.date >= result AND day.is_working
          AND NOT EXISTS (SELECT FROM unnest(pauses) pause WHERE day.date <@ pause);
    END IF;
    IF result IS NULL AND start IS NOT NULL AND total IS NOT NULL THEN
        RAISE EXCEPTION 'the calendar does not reach % % after %', total, unit, start;
    END IF;
    RETURN result;
END $$;

CREATE FUNCTION banshi_working_days(first date, last date) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT b.ordinal - a.ordinal FROM calendar_day a, calendar_day b WHERE a.date = first AND b.date = last
$$;
"""
REVERSE = """
DROP FUNCTION banshi_due(date, int, text, daterange[], int);
DROP FUNCTION banshi_working_days(date, date);
"""


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]
    operations = [migrations.RunSQL(DUE, REVERSE)]
