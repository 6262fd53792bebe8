"""Addresses of other tools' findings."""

from django.urls import path

from . import views

app_name = "scanners"

_all = "workloads/<uuid:workload_id>/scanners/"
_one = f"{_all}<uuid:imported_id>/"

urlpatterns = [
    path(_all, views.report_list, name="list"),
    path(f"{_all}progress/", views.progress, name="progress"),
    path(f"{_all}import/", views.import_file, name="import"),
    path(_one, views.report, name="report"),
    path(f"{_one}cancel/", views.cancel, name="cancel"),
    path(f"{_one}delete/", views.delete, name="delete"),
]
