"""The product's addresses, with refusals that are told without a page: who is refused counts here.

The pages of refusals have tests of their own; drawn for each of ten thousand questions they would
take most of the time.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from reviewapp.config.urls import handler400, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "urlpatterns"]


def _plain(status: int) -> Callable[..., HttpResponse]:
    def refused(_request: HttpRequest, exception: Any = None) -> HttpResponse:
        return HttpResponse(status=status)

    return refused


handler403, handler404 = _plain(403), _plain(404)
