"""Entry point of the WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewapp.config.settings")

application = get_wsgi_application()

# Imported once Django knows its settings.
from reviewapp.isolation.scopes import begin_with_nothing  # noqa: E402

begin_with_nothing()
