"""The checks of the cost optimization pillar."""

from pillars.checking import Check

from . import (
    budgets,
    commitments,
    retention,
    reviews,
    spot,
    tags,
    transfer,
    unused_compute,
    unused_network,
    unused_storage,
)

CHECKS: tuple[Check, ...] = (
    commitments.commitments_for_steady_use,
    commitments.commitments_cover_most,
    spot.spot_in_use,
    retention.bucket_lifecycle,
    retention.group_retention,
    retention.files_tiered,
    retention.repository_lifecycle,
    unused_storage.volume_attached,
    unused_storage.snapshot_recent,
    unused_network.address_associated,
    unused_network.balancer_has_targets,
    unused_network.nat_routed,
    unused_compute.instance_not_forgotten,
    tags.resource_cost_tagged,
    tags.cost_allocation_tag_active,
    budgets.budget_notifies,
    budgets.anomaly_reported,
    reviews.optimizer_enrolled,
    reviews.organization_separates,
    transfer.nat_spared,
    transfer.spare_only_in_production,
)
