"""What a load balancer asks, whatever name or protocol it asks by."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

PATH = "/healthz"


class Health:
    """Answers `/healthz` before host names, redirects and sessions are looked at.

    200 while this process reaches its database, 503 while it does not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != PATH:
            return self.get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return HttpResponse("no database", content_type="text/plain", status=503)
        return HttpResponse("ok", content_type="text/plain")
