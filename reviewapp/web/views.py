"""Views that belong to no stage."""

from django.db import connection
from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view takes a request
    """200 while this process reaches its database; what a load balancer asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
