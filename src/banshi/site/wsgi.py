"""The WSGI application that the web server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.site.settings")

application = get_wsgi_application()
gc.freeze()  # what the program itself consists of is never garbage: collections need not walk through it again
gc.set_threshold(10_000, 20, 20)  # a request leaves few cycles behind; the default looks for them several times in each
