"""Where records are served from: two tables in 32 parts by `sid % 32`, as the lake's files are.

A refresh builds new parts beside these and puts them in their place. The columns stand in the order that leaves no gaps.
"""

import django.db.models.expressions
from django.db import migrations, models

TABLES = """
CREATE TABLE credit_record (
    sid bigint NOT NULL, fp bigint NOT NULL, cents bigint, key bigint,
    decided_on date NOT NULL, valid_until date, batch integer NOT NULL, row_no integer NOT NULL,
    unit smallint NOT NULL, kind smallint NOT NULL, rule smallint NOT NULL, bucket smallint NOT NULL,
    doc_no text NOT NULL, content text NOT NULL
) PARTITION BY LIST (bucket);
CREATE INDEX ON credit_record (sid, decided_on DESC);
CREATE TABLE credit_profile (
    sid bigint NOT NULL, cents bigint NOT NULL, units bigint NOT NULL,
    records integer NOT NULL, adverse integer NOT NULL, first_on date NOT NULL, last_on date NOT NULL,
    bucket smallint NOT NULL, PRIMARY KEY (sid, bucket)
) PARTITION BY LIST (bucket);
DO $$ BEGIN FOR bucket IN 0..31 LOOP
    EXECUTE format('CREATE TABLE credit_record_%s PARTITION OF credit_record FOR VALUES IN (%s)', lpad(bucket::text, 2, '0'), bucket);
    EXECUTE format('CREATE TABLE credit_profile_%s PARTITION OF credit_profile FOR VALUES IN (%s)', lpad(bucket::text, 2, '0'), bucket);
END LOOP; END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('credit', '0002_unit_shape'),
    ]

    operations = [
        migrations.RunSQL(TABLES, 'DROP TABLE credit_profile, credit_record'),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('run', models.PositiveIntegerField()),
                ('unit', models.PositiveSmallIntegerField()),
                ('file', models.CharField(max_length=300)),
                ('batch', models.CharField(max_length=64)),
                ('received', models.PositiveIntegerField()),
                ('linked', models.PositiveIntegerField()),
                ('unlinked', models.PositiveIntegerField()),
                ('duplicate', models.PositiveIntegerField()),
                ('quarantined', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['-number'],
                'indexes': [models.Index(fields=['unit', '-number'], name='credit_delivery_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('received', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('linked'), '+', models.F('unlinked')), '+', models.F('duplicate')), '+', models.F('quarantined')))), name='credit_delivery_sum_holds')],
            },
        ),
        migrations.CreateModel(
            name='Serving',
            fields=[
                ('id', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('run', models.PositiveIntegerField()),
                ('seal', models.CharField(max_length=64)),
                ('records', models.BigIntegerField()),
                ('subjects', models.BigIntegerField()),
                ('refreshed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'credit_state',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='credit_state_one_row')],
            },
        ),
    ]
