from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from ..postgres import ensure_postgres


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL whose address is known only once it runs."""

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params["host"] = ensure_postgres(settings.VAR_DIR)
        return params
