"""Infrastructure as code: stacks, their drift, and the marks that tools leave on resources."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed
from pillars.facts import Resource, Snapshot, Unread

from ..common import counted, dig, in_account, judged, percent, required
from ..tags import code_mark, tags_of

STACKS = "cloudformation.stack"
# What infrastructure code usually creates. Instances of an Auto Scaling group are the group's.
MEASURED = (
    "ec2.instance",
    "ec2.vpc",
    "rds.instance",
    "s3.bucket",
    "lambda.function",
    "dynamodb.table",
    "elbv2.load_balancer",
)
ENOUGH_PERCENT = 80
# Created for review and never executed: such a stack holds no resource.
NEVER_RUN = "REVIEW_IN_PROGRESS"
# Where tools keep what they deploy from: nothing of a workload is in them.
OF_TOOLS = ("CDKToolkit", "aws-sam-cli-managed-default")


@check(
    id="cloudformation-stack-healthy",
    title="Stacks deploy without failure",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[STACKS],
    passes="The stack's last operation neither failed nor left a half-created stack behind. The "
    "stacks that CDK and SAM deploy from yield nothing: they describe no workload.",
    supports=["foundations/ops_iac", "OPS05-BP03", "OPS05-BP04", "COST11-BP01"],
    remedy=Remedy(
        console="CloudFormation → Stacks → {name} → Events: read the first failure, correct the "
        "template, then update the stack or delete it.",
        cli="aws cloudformation describe-stack-events --region {region} --stack-name {name}",
        terraform='resource "aws_cloudformation_stack" "this" {\n  name       = "{name}"\n'
        '  on_failure = "ROLLBACK"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
)
def stack_healthy(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(STACKS), _healthy)


def _healthy(stack: Resource) -> Result | None:
    status = str(required(stack, "StackStatus"))
    if status == NEVER_RUN or stack.name in OF_TOOLS:
        return None
    if status.endswith("FAILED") or status == "ROLLBACK_COMPLETE":
        return failed(stack, f"Stack {stack.name} is in state {status}.")
    return passed(stack, f"Stack {stack.name} describes its resources as code ({status}).")


@check(
    id="cloudformation-stack-in-sync",
    title="Nobody changes by hand what a stack manages",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=[STACKS],
    passes="The last drift detection found the stack's resources as the template describes them. "
    "A stack that was never examined for drift yields nothing.",
    supports=["foundations/ops_iac", "OPS05-BP03"],
    remedy=Remedy(
        console="CloudFormation → Stacks → {name} → Stack actions → View drift results: put each "
        "change into the template, or undo it.",
        cli="aws cloudformation describe-stack-resource-drifts --region {region} "
        "--stack-name {name} --stack-resource-drift-status-filters MODIFIED DELETED",
        terraform="# Where Terraform manages the resources, see the same with:\n"
        "# terraform plan -refresh-only",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html",
)
def stack_in_sync(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(STACKS), _in_sync)


def _in_sync(stack: Resource) -> Result | None:
    drift = dig(stack.get("DriftInformation"), "StackDriftStatus")
    if drift == "DRIFTED":
        return failed(stack, f"Stack {stack.name} drifted: resources differ from the template.")
    if drift == "IN_SYNC":
        return passed(stack, f"Stack {stack.name} matches its template.")
    return None


@check(
    id="resources-made-by-code",
    title="Resources carry the mark of the code that made them",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=MEASURED,
    passes=f"At least {ENOUGH_PERCENT} % of the account's main resources carry a stack's tag or a "
    "tag that names a tool (managed-by=terraform). Terraform leaves no mark by itself, so a low "
    "share proves nothing.",
    supports=["foundations/ops_iac", "OPS05-BP03", "SEC11-BP06"],
    remedy=Remedy(
        console="CloudFormation → IaC generator: scan the account and create a template from the "
        "resources that no stack manages yet.",
        cli="aws cloudformation start-resource-scan",
        cloudformation=(
            "Adopted:\n  Type: AWS::CloudFormation::Stack\n  Properties:\n"
            "    TemplateURL: https://BUCKET.s3.amazonaws.com/adopted.yaml\n    Tags:\n"
            "      - Key: managed-by\n        Value: cloudformation"
        ),
        terraform='provider "aws" {\n  default_tags {\n    tags = { managed-by = "terraform" }\n'
        "  }\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/generate-IaC.html",
)
def resources_made_by_code(snapshot: Snapshot) -> Iterator[Result]:
    for account in snapshot.accounts:
        if found := _measured(snapshot, account):
            yield _share_of(account, found)


def _measured(snapshot: Snapshot, account: str) -> list[Resource]:
    found = (r for kind in MEASURED for r in snapshot.of(kind, account=account))
    return [r for r in found if not _made_by_service(r)]


def _made_by_service(resource: Resource) -> bool:
    return (
        "aws:autoscaling:groupName" in resource.tags
        or resource.data.get("IsDefault") is True
        or dig(resource.data, "State", "Name") == "terminated"
    )


def _share_of(account: str, found: list[Resource]) -> Result:
    try:
        marked = sum(bool(code_mark(tags_of(resource))) for resource in found)
    except Unread as gap:
        return in_account(Verdict.UNKNOWN, f"Could not be read: {gap.reason}", account)
    share = percent(marked, len(found))
    verdict = Verdict.PASS if share >= ENOUGH_PERCENT else Verdict.FAIL
    whole = counted(len(found), "resource")
    reason = f"Marked as made by code: {marked} of {whole} ({share} %)."
    return in_account(verdict, reason, account)
