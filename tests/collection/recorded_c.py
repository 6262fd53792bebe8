"""Answers in the shapes that AWS gives, for kinds that are one list each.

By kind: the answers, and what the one item must come to (name, ARN, and some of its data).
"""

from dataclasses import dataclass, field
from typing import Any

from tests.aws import ACCOUNT, REGION

HERE = f"{REGION}:{ACCOUNT}"


@dataclass(frozen=True)
class Listed:
    kind: str
    answers: dict[str, Any]
    name: str
    arn: str
    data: dict[str, Any] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.kind


def _arn(service: str, rest: str, where: str = HERE) -> str:
    return f"arn:aws:{service}:{where}:{rest}"


SLO = _arn("application-signals", "slo/checkout-latency")
MONITOR = _arn("internetmonitor", "monitor/shop")
PACKAGES = _arn("codeartifact", "repository/acme/npm")
PLAN = _arn("ssm-incidents", "response-plan/shop-down", f":{ACCOUNT}")
ESCALATION = _arn("ssm-contacts", "contact/shop-on-call")
SERVER = _arn("drs", "source-server/s-0123456789abcdef0")
REVIEWED = _arn("wellarchitected", "workload/0a1b2c")
PACK = _arn("config", "conformance-pack/PCI/conformance-pack-x1")
PROJECT = _arn("devicefarm", "project:1a2b", f"us-west-2:{ACCOUNT}")
EXPORT = _arn("bcm-data-exports", "export/bill-0a1b", f"us-east-1:{ACCOUNT}")

LISTED = [
    Listed(
        "applicationsignals.objective",
        {
            "POST /slos": {
                "SloSummaries": [
                    {"Arn": SLO, "Name": "checkout-latency", "EvaluationType": "RequestBased"}
                ]
            }
        },
        "checkout-latency",
        SLO,
        {"EvaluationType": "RequestBased"},
    ),
    Listed(
        "rum.app_monitor",
        {"POST /appmonitors": {"AppMonitorSummaries": [{"Name": "shop", "State": "ACTIVE"}]}},
        "shop",
        _arn("rum", "appmonitor/shop"),
        {"State": "ACTIVE"},
    ),
    Listed(
        "internetmonitor.monitor",
        {
            "GET /v20210603/Monitors": {
                "Monitors": [{"MonitorName": "shop", "MonitorArn": MONITOR, "Status": "ACTIVE"}]
            }
        },
        "shop",
        MONITOR,
        {"Status": "ACTIVE"},
    ),
    Listed(
        "codeartifact.repository",
        {
            "POST /v1/repositories": {
                "repositories": [{"name": "npm", "arn": PACKAGES, "domainName": "acme"}]
            }
        },
        "npm",
        PACKAGES,
        {"domainName": "acme"},
    ),
    Listed(
        "ssmincidents.response_plan",
        {
            "POST /listResponsePlans": {
                "responsePlanSummaries": [{"arn": PLAN, "name": "shop-down"}]
            }
        },
        "shop-down",
        PLAN,
    ),
    Listed(
        "ssmcontacts.contact",
        {
            "ListContacts": {
                "Contacts": [
                    {"ContactArn": ESCALATION, "Alias": "shop-on-call", "Type": "ESCALATION"}
                ]
            }
        },
        "shop-on-call",
        ESCALATION,
        {"Type": "ESCALATION"},
    ),
    Listed(
        "drs.source_server",
        {
            "POST /DescribeSourceServers": {
                "items": [
                    {
                        "arn": SERVER,
                        "sourceServerID": "s-0123456789abcdef0",
                        "lastLaunchResult": "SUCCEEDED",
                        "dataReplicationInfo": {"dataReplicationState": "CONTINUOUS"},
                        "sourceProperties": {"os": {"fullString": "Linux"}},
                    }
                ]
            }
        },
        "s-0123456789abcdef0",
        SERVER,
        {"dataReplicationState": "CONTINUOUS", "lastLaunchResult": "SUCCEEDED"},
        ("sourceProperties",),
    ),
    Listed(
        "wellarchitected.workload",
        {
            "POST /workloadsSummaries": {
                "WorkloadSummaries": [
                    {"WorkloadArn": REVIEWED, "WorkloadName": "Shop", "UpdatedAt": 1790000000}
                ]
            }
        },
        "Shop",
        REVIEWED,
    ),
    Listed(
        "config.conformance_pack",
        {
            "DescribeConformancePacks": {
                "ConformancePackDetails": [
                    {
                        "ConformancePackName": "PCI",
                        "ConformancePackArn": PACK,
                        "ConformancePackId": "conformance-pack-x1",
                        "ConformancePackInputParameters": [{"ParameterName": "Bucket"}],
                    }
                ]
            }
        },
        "PCI",
        PACK,
        {},
        ("ConformancePackInputParameters",),
    ),
    Listed(
        "ecr.pull_through_cache_rule",
        {
            "DescribePullThroughCacheRules": {
                "pullThroughCacheRules": [
                    {
                        "ecrRepositoryPrefix": "docker-hub",
                        "upstreamRegistryUrl": "registry-1.docker.io",
                        "credentialArn": _arn("secretsmanager", "secret:ecr-pullthroughcache/hub"),
                    }
                ]
            }
        },
        "docker-hub",
        _arn("ecr", "pull-through-cache-rule/docker-hub"),
        {"upstreamRegistryUrl": "registry-1.docker.io"},
        ("credentialArn",),
    ),
    Listed(
        "logs.query_definition",
        {
            "DescribeQueryDefinitions": {
                "queryDefinitions": [
                    {
                        "queryDefinitionId": "1-2-3",
                        "name": "checkout/errors",
                        "queryString": "fields @message",
                        "logGroupNames": ["/shop"],
                    }
                ]
            }
        },
        "checkout/errors",
        _arn("logs", "query-definition:1-2-3"),
        {"logGroupNames": ["/shop"]},
        ("queryString",),
    ),
    Listed(
        "servicequotas.request",
        {
            "ListRequestedServiceQuotaChangeHistory": {
                "RequestedQuotas": [
                    {
                        "Id": "r1",
                        "QuotaName": "Concurrent executions",
                        "QuotaCode": "L-B99A9384",
                        "Status": "APPROVED",
                        "DesiredValue": 3000.0,
                        "Requester": "{}",
                    }
                ]
            }
        },
        "Concurrent executions",
        _arn("servicequotas", "request/r1"),
        {"Status": "APPROVED", "DesiredValue": 3000.0},
        ("Requester",),
    ),
    Listed(
        "servicequotas.management",
        {
            "GetAutoManagementConfiguration": {
                "OptInStatus": "ENABLED",
                "OptInType": "NotifyAndAdjust",
            }
        },
        "automatic management",
        _arn("servicequotas", "management"),
        {"OptInType": "NotifyAndAdjust"},
    ),
    Listed(
        "cur.report",
        {
            "DescribeReportDefinitions": {
                "ReportDefinitions": [
                    {
                        "ReportName": "bill",
                        "TimeUnit": "HOURLY",
                        "AdditionalSchemaElements": ["RESOURCES"],
                    }
                ]
            }
        },
        "bill",
        _arn("cur", "definition/bill", f"us-east-1:{ACCOUNT}"),
        {"TimeUnit": "HOURLY"},
    ),
    Listed(
        "dataexports.export",
        {
            "ListExports": {
                "Exports": [
                    {
                        "ExportArn": EXPORT,
                        "ExportName": "bill",
                        "ExportStatus": {"StatusCode": "HEALTHY"},
                    }
                ]
            },
            "GetExport": {
                "Export": {
                    "Name": "bill",
                    "DataQuery": {
                        "QueryStatement": "SELECT line_item_resource_id FROM COST_AND_USAGE_REPORT",
                        "TableConfigurations": {
                            "COST_AND_USAGE_REPORT": {"TIME_GRANULARITY": "HOURLY"}
                        },
                    },
                }
            },
        },
        "bill",
        EXPORT,
        {"ExportStatus": {"StatusCode": "HEALTHY"}},
    ),
    Listed(
        "devicefarm.project",
        {
            "ListProjects": {
                "projects": [
                    {
                        "arn": PROJECT,
                        "name": "app",
                        "environmentVariables": [{"name": "TOKEN", "value": "hunter2"}],
                    }
                ]
            }
        },
        "app",
        PROJECT,
        {},
        ("environmentVariables",),
    ),
]
