"""moto's services, and what it looks up about them once instead of with each request."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from botocore import loaders
from botocore import session as sessions
from moto.core import utils
from moto.core.loaders import create_loader
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

# moto makes a loader for each service, and each lists the four hundred services of botocore anew.
utils.create_loader = cache(create_loader)
# And it asks botocore for the regions of each service, by sessions that would all read its files
# anew; those in which an account is filled read the same ones.
sessions.create_loader = cache(loaders.create_loader)


class Backends(DomainDispatcherApplication):
    """Finds the service that a request is for; moto lists its own folder and tries three hundred
    patterns with each request, which took longer than many of the answers.
    """

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._found: dict[str | None, Any] = {}

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Says that moto lacks something; told as a mistake, it was asked for eight times."""
        try:
            answer: Iterable[bytes] = super().__call__(environ, start_response)
        except NotImplementedError:
            start_response("501 Not Implemented", [("Content-Length", "0")])
            return []
        return answer

    def get_backend_for_host(self, host: str | None) -> Any:
        """Raises NotImplementedError for a service that moto does not know."""
        if host not in self._found:
            self._found[host] = super().get_backend_for_host(host)
        if host and self._found[host] is None:
            raise NotImplementedError(host)
        return self._found[host]
