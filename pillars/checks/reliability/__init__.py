"""The checks of the reliability pillar, one module per subject."""

from pillars.checking import Check

from . import (
    backups_data,
    backups_service,
    chaos,
    dns,
    engines,
    health,
    interactions,
    links,
    objectives,
    overload,
    queues,
    quotas,
    recovery_fit,
    regions,
    scaling,
    throttling,
    zones_compute,
    zones_data,
    zones_network,
    zones_servers,
)

CHECKS: tuple[Check, ...] = (
    *zones_compute.CHECKS,
    *zones_servers.CHECKS,
    *zones_network.CHECKS,
    *zones_data.CHECKS,
    *scaling.CHECKS,
    *health.CHECKS,
    *dns.CHECKS,
    *backups_data.CHECKS,
    *backups_service.CHECKS,
    *regions.CHECKS,
    *chaos.CHECKS,
    *queues.CHECKS,
    *quotas.CHECKS,
    *links.CHECKS,
    *interactions.CHECKS,
    *overload.CHECKS,
    *throttling.CHECKS,
    *engines.CHECKS,
    *objectives.CHECKS,
    *recovery_fit.CHECKS,
)
