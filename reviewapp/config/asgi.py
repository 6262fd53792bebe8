"""Entry point of the ASGI server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewapp.config.settings")

application = get_asgi_application()

# Imported once Django knows its settings.
from reviewapp.isolation.scopes import begin_with_nothing  # noqa: E402

begin_with_nothing()
