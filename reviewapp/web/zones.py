"""Times on pages are those of the reader's zone, with its name beside them.

A person's own choice stands in the session; else the browser says where it is, by a cookie that
`static/js/zone.js` sets. Mails, files and reports, which others read too, keep to UTC.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

KEY = "zone"


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of this name; None where it is none that this machine knows."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


class ReadersZone:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.session.get(KEY) or request.COOKIES.get(KEY, "").replace("%2F", "/")
        with timezone.override(zone_named(name[:64]) or timezone.get_default_timezone()):
            return self.get_response(request)
