"""Write docs/applications.md from the table of steps."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from banshi.matters.applications import describing


class Command(BaseCommand):
    help = "Write docs/applications.md from the table of steps."

    def handle(self, *args: Any, **options: Any) -> None:
        target = settings.PROJECT / "docs" / "applications.md"
        target.write_text(describing.page(), encoding="utf-8")
        self.stdout.write(f"wrote {target}")
