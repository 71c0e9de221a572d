"""A stream knows the hash before its last line too: so the database can append a line in one statement."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_room_in_pages")]

    operations = [migrations.AddField("stream", "prev", models.CharField(max_length=64, db_default="0" * 64))]
