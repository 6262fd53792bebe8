"""Addresses of workloads."""

from django.urls import path

from . import views

app_name = "workloads"

_one = "workloads/<uuid:workload_id>/"

urlpatterns = [
    path("workloads/", views.workload_list, name="list"),
    path("workloads/new/", views.workload_create, name="create"),
    path(_one, views.workload_detail, name="detail"),
    path(f"{_one}edit/", views.workload_edit, name="edit"),
    path(f"{_one}archive/", views.workload_archive, name="archive"),
    path(f"{_one}delete/", views.workload_delete, name="delete"),
    path(f"{_one}diagram/", views.workload_diagram, name="diagram"),
]
