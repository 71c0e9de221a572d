"""The table of the shared cache: rate limits and used codes count for all processes at once."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE access_cache (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX access_cache_expires ON access_cache (expires);
            """,
            "DROP TABLE access_cache",
        )
    ]
