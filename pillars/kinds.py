"""What each kind of fact is, in words: a resource, a detail of one, or a setting of the account.

`data/kinds.csv` classifies every kind that a scan reads:

=========  =====================================================================================
resource   something that the workload consists of: part of the inventory, and in or out of scope
shared     something of the whole account (roles, trails, rules): part of the inventory, and in
           scope wherever its account and region are
detail     what further calls say of a resource (metrics, recommendations): as its resource is
setting    what holds for an account or a region (password policy, budgets, costs): always counts
=========  =====================================================================================

`tags` says where a kind's tags come from: `own`, its own collector; `api`, the one pass over the
tagging service; empty, it has none. `stack_types` are the CloudFormation types that make one.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

SERVICES: Mapping[str, str] = {
    "accessanalyzer": "IAM Access Analyzer",
    "acm": "Certificate Manager",
    "acmpca": "Private Certificate Authority",
    "apigateway": "API Gateway",
    "apigatewayv2": "API Gateway",
    "appconfig": "AppConfig",
    "applicationsignals": "Application Signals",
    "autoscaling": "Auto Scaling",
    "backup": "Backup",
    "cloudformation": "CloudFormation",
    "cloudfront": "CloudFront",
    "cloudtrail": "CloudTrail",
    "cloudwatch": "CloudWatch",
    "codeartifact": "CodeArtifact",
    "codebuild": "CodeBuild",
    "codedeploy": "CodeDeploy",
    "codepipeline": "CodePipeline",
    "config": "Config",
    "dax": "DynamoDB Accelerator",
    "devicefarm": "Device Farm",
    "directconnect": "Direct Connect",
    "drs": "Elastic Disaster Recovery",
    "dynamodb": "DynamoDB",
    "ec2": "EC2 and VPC",
    "ecr": "ECR",
    "ecs": "ECS",
    "efs": "EFS",
    "eks": "EKS",
    "elasticache": "ElastiCache",
    "elbv2": "Elastic Load Balancing",
    "events": "EventBridge",
    "firehose": "Data Firehose",
    "fis": "Fault Injection Service",
    "fsx": "FSx",
    "glue": "Glue",
    "guardduty": "GuardDuty",
    "iam": "IAM",
    "internetmonitor": "Internet Monitor",
    "kafka": "Managed Kafka",
    "kinesis": "Kinesis",
    "kms": "KMS",
    "lambda": "Lambda",
    "logs": "CloudWatch Logs",
    "memorydb": "MemoryDB",
    "mq": "Amazon MQ",
    "networkfirewall": "Network Firewall",
    "opensearch": "OpenSearch",
    "ram": "Resource Access Manager",
    "rds": "RDS and Aurora",
    "redshift": "Redshift",
    "resiliencehub": "Resilience Hub",
    "resourceexplorer": "Resource Explorer",
    "route53": "Route 53",
    "rum": "CloudWatch RUM",
    "s3": "S3",
    "sagemaker": "SageMaker",
    "savingsplans": "Savings Plans",
    "secretsmanager": "Secrets Manager",
    "servicecatalog": "Service Catalog",
    "sns": "SNS",
    "sqs": "SQS",
    "ssm": "Systems Manager",
    "ssmcontacts": "Incident Manager contacts",
    "ssmincidents": "Incident Manager",
    "stepfunctions": "Step Functions",
    "synthetics": "CloudWatch Synthetics",
    "wafv2": "WAF",
    "workspaces": "WorkSpaces",
    "xray": "X-Ray",
}


class KindRole(StrEnum):
    RESOURCE = "resource"
    SHARED = "shared"
    DETAIL = "detail"
    SETTING = "setting"


class TagSource(StrEnum):
    OWN = "own"
    API = "api"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    label: str
    role: KindRole
    tags: TagSource
    stack_types: tuple[str, ...] = ()

    @property
    def service(self) -> str:
        return self.name.partition(".")[0]

    @property
    def in_inventory(self) -> bool:
        return self.role in (KindRole.RESOURCE, KindRole.SHARED)

    @property
    def can_be_outside(self) -> bool:
        """Whether being of another workload is possible at all."""
        return self.role in (KindRole.RESOURCE, KindRole.DETAIL)


@cache
def kinds() -> Mapping[str, Kind]:
    """Every classified kind by its name."""
    text = files("pillars").joinpath("data/kinds.csv").read_text(encoding="utf-8")
    return {row["kind"]: _kind(row) for row in csv.DictReader(text.splitlines())}


def kind_of(name: str) -> Kind:
    """The kind of this name; one that nobody classified counts as a setting of the account."""
    found = kinds().get(name)
    return found or Kind(name, name, KindRole.SETTING, TagSource.NONE)


@cache
def inventory_kinds() -> tuple[str, ...]:
    return tuple(sorted(name for name, kind in kinds().items() if kind.in_inventory))


def service_words(service: str) -> str:
    """`elbv2` → `Elastic Load Balancing`; the name itself where there are no words for it."""
    return SERVICES.get(service, service)


@cache
def kind_of_stack_type(name: str) -> str:
    """`AWS::EC2::Instance` → `ec2.instance`; empty for what no scan reads."""
    return _by_stack_type().get(name, "")


@cache
def _by_stack_type() -> Mapping[str, str]:
    return {made: kind.name for kind in kinds().values() for made in kind.stack_types}


def _kind(row: Mapping[str, str]) -> Kind:
    return Kind(
        name=row["kind"],
        label=row["label"],
        role=KindRole(row["role"]),
        tags=TagSource(row["tags"]),
        stack_types=tuple(row["stack_types"].split()),
    )
