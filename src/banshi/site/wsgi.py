"""The WSGI entry point: granian serves `banshi.site.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.site.settings")
application = get_wsgi_application()
