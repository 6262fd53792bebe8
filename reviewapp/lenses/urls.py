"""Addresses of the lens library."""

from django.urls import URLPattern, URLResolver, include, path

from .views import levels, library

lens_patterns: list[URLPattern | URLResolver] = [
    path("", library.lenses, name="list"),
    path("levels/", levels.levels, name="levels"),
    path("levels/<str:practice>/", levels.level, name="level"),
    path("levels/<str:practice>/end/", levels.level_end, name="level_end"),
    path("judging/", levels.judging, name="judging"),
    path("<uuid:lens_id>/", library.lens, name="detail"),
    path("<uuid:lens_id>/export/", library.export, name="export"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("lenses/", include((lens_patterns, "lenses"))),
]
