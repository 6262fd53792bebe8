"""Addresses of reports."""

from django.urls import path

from . import views

app_name = "reports"

_reports = "workloads/<uuid:workload_id>/reports/"
_report = f"{_reports}<uuid:report_id>/"

urlpatterns = [
    path(_reports, views.report_list, name="list"),
    path(f"{_reports}new/", views.report_create, name="create"),
    path(f"{_reports}progress/", views.report_progress, name="progress"),
    path(f"{_report}download/", views.report_download, name="download"),
    path(f"{_report}cancel/", views.report_cancel, name="cancel"),
    path(f"{_report}delete/", views.report_delete, name="delete"),
]
