"""The checks of the operational excellence pillar."""

from pillars.checking import Check

from . import (
    alarm_coverage,
    alarms,
    deployments,
    iac,
    logs,
    metrics,
    ownership,
    pipelines,
    recovery,
    runbooks,
    tracing,
)

CHECKS: tuple[Check, ...] = (
    iac.stack_healthy,
    iac.stack_in_sync,
    iac.resources_made_by_code,
    pipelines.pipeline_delivers,
    pipelines.pipeline_tests,
    pipelines.source_versioned,
    pipelines.ci_federated,
    pipelines.project_triggered,
    deployments.group_rolls_back,
    deployments.group_gradual,
    deployments.service_rolls_back,
    logs.function_logs_json,
    logs.filter_reads_json,
    metrics.metrics_of_application,
    metrics.metrics_of_agents,
    metrics.dashboard_exists,
    alarms.alarms_exist,
    alarms.alarm_acts,
    alarms.alarm_reaches_subscriber,
    alarm_coverage.alarm_covers_entry,
    alarm_coverage.alarm_has_data,
    runbooks.document_runbook,
    runbooks.rule_responds,
    runbooks.instance_managed,
    recovery.restore_tested,
    recovery.experiment_completed,
    tracing.function_traced,
    ownership.resource_names_owner,
)
