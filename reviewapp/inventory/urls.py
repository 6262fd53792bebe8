"""Addresses of the inventory and of what belongs to a workload."""

from django.urls import path

from .views import exporting, listing, resource, scope

app_name = "inventory"

_one = "workloads/<uuid:workload_id>/"

urlpatterns = [
    path(f"{_one}inventory/", listing.inventory, name="list"),
    path(f"{_one}inventory/export.<str:file_type>", exporting.export, name="export"),
    path(f"{_one}inventory/<int:fact_id>/", resource.resource, name="resource"),
    path(f"{_one}scope/", scope.scope, name="scope"),
    path(f"{_one}scope/preview/", scope.preview, name="scope_preview"),
]
