"""Addresses of re-reviews."""

from django.urls import path

from . import views

app_name = "schedule"

_all = "workloads/<uuid:workload_id>/rereviews/"

urlpatterns = [
    path(_all, views.detail, name="detail"),
    path(f"{_all}start/", views.start, name="start"),
    path(f"{_all}<uuid:rereview_id>/", views.rereview, name="rereview"),
    path(f"{_all}<uuid:rereview_id>/close/", views.close, name="close"),
]
