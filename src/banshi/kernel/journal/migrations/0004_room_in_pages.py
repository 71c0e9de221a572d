"""A stream's head is written again with every line. With room beside it in its page no index has to be told."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_fewer_indexes")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE journal_stream SET (fillfactor = 70)", "ALTER TABLE journal_stream RESET (fillfactor)"
        )
    ]
