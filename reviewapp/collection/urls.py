"""Addresses of connections and scans."""

from django.urls import path

from . import views
from .views.coverage import coverage, coverage_cell

app_name = "collection"

_connections = "workloads/<uuid:workload_id>/connections/"
_scans = "workloads/<uuid:workload_id>/scans/"

urlpatterns = [
    path(_connections, views.connections, name="connections"),
    path(f"{_connections}new/", views.connection_create, name="connection_create"),
    path(f"{_connections}<uuid:connection_id>/", views.connection_detail, name="connection"),
    path(
        f"{_connections}<uuid:connection_id>/edit/", views.connection_edit, name="connection_edit"
    ),
    path(
        f"{_connections}<uuid:connection_id>/test/", views.connection_test, name="connection_test"
    ),
    path(
        f"{_connections}<uuid:connection_id>/remove/",
        views.connection_remove,
        name="connection_remove",
    ),
    path(
        f"{_connections}<uuid:connection_id>/<slug:form>/download/",
        views.role_download,
        name="role_download",
    ),
    path(f"{_connections}test/", views.connections_test, name="connections_test"),
    path(
        f"{_connections}test/progress/",
        views.connections_test_progress,
        name="connections_test_progress",
    ),
    path(
        f"{_connections}test/cancel/", views.connections_test_cancel, name="connections_test_cancel"
    ),
    path(f"{_connections}organisation/", views.organisation, name="organisation"),
    path(f"{_connections}organisation/find/", views.discover, name="discover"),
    path(
        f"{_connections}organisation/progress/", views.discovery_progress, name="discovery_progress"
    ),
    path(f"{_connections}organisation/cancel/", views.discovery_cancel, name="discovery_cancel"),
    path(f"{_connections}organisation/connect/", views.found_connect, name="found_connect"),
    path(f"{_connections}rollout/", views.rollout, name="rollout"),
    path(
        f"{_connections}rollout/<slug:form>/download/",
        views.rollout_download,
        name="rollout_download",
    ),
    path(_scans, views.scans, name="scans"),
    path(f"{_scans}start/", views.scan_start, name="scan_start"),
    path(f"{_scans}<uuid:run_id>/", views.scan, name="scan"),
    path(f"{_scans}<uuid:run_id>/progress/", views.scan_progress, name="scan_progress"),
    path(f"{_scans}<uuid:run_id>/cancel/", views.scan_cancel, name="scan_cancel"),
    path(f"{_scans}<uuid:run_id>/coverage/", coverage, name="coverage"),
    path(f"{_scans}<uuid:run_id>/coverage/cell/", coverage_cell, name="coverage_cell"),
]
