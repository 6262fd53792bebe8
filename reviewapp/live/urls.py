"""Addresses of live work."""

from django.urls import URLPattern, URLResolver, include, path

from . import views

LIVE = "workloads/<uuid:workload_id>/live/"

live_patterns: list[URLPattern | URLResolver] = [
    path(LIVE, views.stream, name="stream"),
    path(f"{LIVE}poll/", views.poll, name="poll"),
    path(f"{LIVE}here/", views.here, name="here"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((live_patterns, "live"))),
]
