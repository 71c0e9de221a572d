"""The lists of what is published now, by kind, the newest decision first: read straight from the lines that stand."""

from django.db import migrations

FORWARD = """
CREATE INDEX exchange_published ON exchange_feedline
    ((body ->> 'kind'), (body ->> 'decided_on') DESC, seq DESC) WHERE body IS NOT NULL"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_lines_never_change")]
    operations = [migrations.RunSQL(FORWARD, "DROP INDEX exchange_published")]
