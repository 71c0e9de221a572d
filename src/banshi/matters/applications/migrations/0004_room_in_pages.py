"""An application is written again at every step. With room beside it in its page no index has to be told."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_fewer_indexes")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE applications_application SET (fillfactor = 70)",
            "ALTER TABLE applications_application RESET (fillfactor)",
        )
    ]
