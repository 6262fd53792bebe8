"""The checks of the sustainability pillar."""

from pillars.checking import Check

from . import elastic_compute, graviton, on_demand, places, scaling, storage

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
)
