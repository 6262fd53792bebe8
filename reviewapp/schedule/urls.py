"""Addresses of re-reviews."""

from django.urls import path

from . import views, views_scanning

app_name = "schedule"

_all = "workloads/<uuid:workload_id>/rereviews/"

urlpatterns = [
    path(
        "organisation/scanning/", views_scanning.organisation_scanning, name="organisation_scanning"
    ),
    path("workloads/<uuid:workload_id>/scanning/", views_scanning.scanning, name="scanning"),
    path(_all, views.detail, name="detail"),
    path(f"{_all}start/", views.start, name="start"),
    path(f"{_all}<uuid:rereview_id>/", views.rereview, name="rereview"),
    path(f"{_all}<uuid:rereview_id>/close/", views.close, name="close"),
]
