"""Addresses of the audit log."""

from django.urls import path

from . import views

app_name = "trail"

urlpatterns = [
    path("organisation/audit/", views.organisation_log, name="organisation"),
    path("organisation/audit/<str:file_type>/", views.organisation_file, name="organisation_file"),
    path("workloads/<uuid:workload_id>/audit/", views.workload_log, name="workload"),
    path(
        "workloads/<uuid:workload_id>/audit/<str:file_type>/",
        views.workload_file,
        name="workload_file",
    ),
]
