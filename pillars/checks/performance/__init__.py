"""The checks of the performance efficiency pillar."""

from pillars.checking import Check

from . import (
    caching,
    choices,
    currency,
    databases,
    decoupling,
    delivery,
    fitting,
    monitoring,
    rightsizing,
    targets,
)

CHECKS: tuple[Check, ...] = (
    rightsizing.instance_optimized,
    rightsizing.function_optimized,
    rightsizing.volume_optimized,
    rightsizing.rightsizing_clear,
    rightsizing.cpu_fits,
    fitting.groups_optimized,
    monitoring.instance_insights,
    monitoring.detailed_monitoring,
    delivery.distribution_delivers,
    delivery.distribution_http,
    caching.cache_before_traffic,
    databases.reads_spread,
    databases.volume_gp3,
    decoupling.queue_in_use,
    decoupling.topic_feeds_machines,
    decoupling.source_polled,
    decoupling.rule_of_application,
    currency.runtime_maintained,
    currency.cluster_supported,
    currency.current_generation,
    targets.latency_alarmed,
    targets.internet_monitored,
    targets.flow_logs_tell,
    choices.stores_by_kind,
    choices.balanced_by_load,
    choices.by_place,
    choices.line_fits,
    choices.accelerators_busy,
)
