"""What came since the last full load stands apart: each part of the records has one part for that and one for the rest.

A feed's rows then come at the end of small indexes, instead of one into every page of the large ones.
"""

from django.db import migrations

APART = """
DO $$ DECLARE part text; first integer;
BEGIN
SELECT coalesce(max(number), 0) + 1 INTO first FROM credit_delivery;
FOR bucket IN 0..31 LOOP
    part := 'credit_record_' || lpad(bucket::text, 2, '0');
    EXECUTE format('ALTER TABLE credit_record DETACH PARTITION %1$s', part);
    EXECUTE format('ALTER TABLE %1$s RENAME TO %1$s_loaded', part);
    EXECUTE format('CREATE TABLE %1$s PARTITION OF credit_record FOR VALUES IN (%2$s) PARTITION BY RANGE (batch)', part, bucket);
    EXECUTE format('ALTER TABLE %1$s ATTACH PARTITION %1$s_loaded FOR VALUES FROM (MINVALUE) TO (%2$s)', part, first);
    EXECUTE format('CREATE TABLE %1$s_since PARTITION OF %1$s FOR VALUES FROM (%2$s) TO (MAXVALUE)', part, first);
    EXECUTE format('ALTER TABLE credit_profile_%1$s SET (fillfactor = 85)', lpad(bucket::text, 2, '0'));
END LOOP; END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('credit', '0012_merges'),
    ]

    operations = [
        migrations.RunSQL(APART),
    ]
