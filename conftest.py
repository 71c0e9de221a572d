"""Tests run against a real PostgreSQL: DATABASE_URL if set, else the embedded one."""

import os

os.environ["BANSHI_MODE"] = "test"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.site.settings")

from banshi.site import devdb  # noqa: E402

if not os.environ.get("DATABASE_URL"):
    devdb.up()
