"""moto's services, and what it looks up about them once instead of with each request."""

from functools import cache
from typing import Any

from moto.core import utils
from moto.core.loaders import create_loader
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

# moto makes a loader for each service, and each lists the four hundred services of botocore anew.
utils.create_loader = cache(create_loader)


class Backends(DomainDispatcherApplication):
    """Finds the service that a request is for; moto lists its own folder and tries three hundred
    patterns with each request, which took longer than many of the answers.
    """

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._found: dict[str | None, Any] = {}

    def get_backend_for_host(self, host: str | None) -> Any:
        if host not in self._found:
            self._found[host] = super().get_backend_for_host(host)
        return self._found[host]
