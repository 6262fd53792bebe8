"""The checks of the sustainability pillar."""

from pillars.checking import Check

from . import (
    build_test,
    elastic_compute,
    graviton,
    idle_people,
    lean_data,
    lens_of_storage,
    on_demand,
    places,
    scaling,
    storage,
)

CHECKS: tuple[Check, ...] = (
    places.region_matched,
    graviton.database_on_graviton,
    graviton.compute_on_graviton,
    graviton.graviton_in_use,
    scaling.group_follows,
    scaling.service_follows,
    scaling.table_follows,
    elastic_compute.compute_can_scale,
    elastic_compute.instance_in_group,
    storage.intelligent_tiering,
    on_demand.function_event_driven,
    idle_people.desktops_rest,
    idle_people.notebooks_stop,
    lean_data.storage_grows,
    lean_data.files_shared,
    lean_data.changes_flow,
    lean_data.backups_by_choice,
    lean_data.compresses,
    build_test.builds_on_demand,
    build_test.devices_shared,
    *lens_of_storage.CHECKS,
)
