"""From where a request comes, for whoever records what it did."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from .context import Where, coming_from
from .models import Channel


class FromWhere:
    """Address and browser of a request, while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(where_of(request)):
            return self.get_response(request)


def where_of(request: HttpRequest) -> Where:
    agent = request.headers.get("User-Agent", "")
    return Where(channel=Channel.WEB, address=_address(request), agent=agent, request=request)


def _address(request: HttpRequest) -> str:
    """As the limits of failed sign-ins see it: a proxy's word counts only where it is trusted."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""
