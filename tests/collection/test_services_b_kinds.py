"""The kinds of fact that checks may count on, and where each of them is read."""

from reviewapp.collection.registry import GLOBAL, REGIONAL, collectors

EXPECTED = {
    GLOBAL: {
        "account": {"alternate_contact"},
        "budgets": {"budget"},
        "ce": {
            "anomaly_monitor",
            "anomaly_subscription",
            "cost_allocation_tag",
            "region_cost",
            "reservation_coverage",
            "rightsizing",
            "savings_plans_coverage",
        },
        "costoptimizationhub": {"enrollment", "recommendation"},
        "iam": {
            "account_summary",
            "credential_report_row",
            "group",
            "oidc_provider",
            "password_policy",
            "policy",
            "role",
            "saml_provider",
            "user",
        },
        "organizations": {"account", "organization", "policy"},
        "savingsplans": {"savings_plan"},
        "trustedadvisor": {"recommendation"},
    },
    REGIONAL: {
        "accessanalyzer": {"analyzer", "finding"},
        "cloudtrail": {"trail"},
        "cloudwatch": {"alarm", "anomaly_detector", "dashboard", "instance_cpu", "metric", "usage"},
        "codebuild": {"project"},
        "codedeploy": {"application", "deployment_group"},
        "codepipeline": {"pipeline"},
        "computeoptimizer": {
            "asg_recommendation",
            "ec2_recommendation",
            "ecs_recommendation",
            "enrollment",
            "idle_recommendation",
            "lambda_recommendation",
            "rds_recommendation",
            "volume_recommendation",
        },
        "config": {"compliance", "conformance_pack", "recorder", "resource_count", "rule"},
        "events": {"bus", "rule"},
        "fis": {"experiment", "experiment_template"},
        "guardduty": {"detector", "finding_summary"},
        "inspector2": {"finding_summary", "status"},
        "logs": {"log_group", "metric_filter", "query_definition"},
        "securityhub": {"finding", "hub", "standard"},
        "sns": {"topic"},
        "sqs": {"queue"},
        "tagging": {"resource"},
        "xray": {"group", "sampling_rule"},
    },
}


def test_every_kind_is_read_where_it_lives():
    found: dict[str, dict[str, set[str]]] = {GLOBAL: {}, REGIONAL: {}}
    for collector in collectors():
        if collector.service in EXPECTED[collector.scope]:
            noun = collector.kind.split(".", 1)[1]
            found[collector.scope].setdefault(collector.service, set()).add(noun)
    assert found == EXPECTED
