"""Addresses of links for guests, and those of guests."""

from django.urls import path

from . import views

app_name = "guests"

_GUESTS = "workloads/<uuid:workload_id>/guests/"

urlpatterns = [
    path(_GUESTS, views.links, name="links"),
    path(f"{_GUESTS}<uuid:link_id>/end/", views.link_revoke, name="revoke"),
    path("guest/open/<str:guest_token>/", views.open_link, name="open"),
    path("guest/<uuid:link_id>/", views.guest_review, name="review"),
    path("guest/<uuid:link_id>/files/<uuid:file_id>/", views.guest_file, name="file"),
]
