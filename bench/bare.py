"""The least that Django can do with a POST: one view, one INSERT, nothing around it.

Settings and addresses in one module, for a server process of its own.
"""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from reviewapp.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.bare"
INSTALLED_APPS: list[str] = []
MIDDLEWARE = ["reviewapp.web.health.Health"]


def insert(_request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_floor (n integer)")
        cursor.execute("INSERT INTO bench_floor VALUES (1)")
    return HttpResponse(status=200)


urlpatterns = [path("insert/", insert)]
