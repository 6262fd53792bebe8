"""Addresses of the lens library."""

from django.urls import URLPattern, URLResolver, include, path

from .views import library

lens_patterns: list[URLPattern | URLResolver] = [
    path("", library.lenses, name="list"),
    path("<uuid:lens_id>/", library.lens, name="detail"),
    path("<uuid:lens_id>/export/", library.export, name="export"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("lenses/", include((lens_patterns, "lenses"))),
]
