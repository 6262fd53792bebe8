"""Runbooks as documents that can run, answers to events, managed and patched machines."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._events import event_sources, is_on
from .._values import label
from ..common import aspect, config_rule, judged, listed, required, running

RUNNABLE = ("Automation", "Command")
# What a rule can start that changes something; a topic or a queue only tells.
RESPONDERS = ("lambda", "ssm", "states")


@check(
    id="ssm-document-runbook",
    title="Runbooks exist as Systems Manager documents",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["ssm.document"],
    passes="The account owns an Automation or Command document. Runbooks in a wiki are just as "
    "good and show nowhere, so absence yields nothing.",
    supports=["foundations/ops_runbooks", "OPS07-BP03", "COST11-BP01", "REL08-BP01"],
    remedy=Remedy(
        console="Systems Manager → Documents → Create document → Automation: write each routine "
        "procedure as steps.",
        cli="aws ssm create-document --region {region} --name restart-service "
        "--document-type Automation --content file://runbook.yaml --document-format YAML",
        cloudformation=(
            "Runbook:\n  Type: AWS::SSM::Document\n  Properties:\n    Name: restart-service\n"
            '    DocumentType: Automation\n    Content:\n      schemaVersion: "0.3"\n'
            "      mainSteps: []"
        ),
        terraform=(
            'resource "aws_ssm_document" "restart_service" {\n'
            '  name            = "restart-service"\n'
            '  document_type   = "Automation"\n'
            '  document_format = "YAML"\n'
            '  content         = file("restart-service.yaml")\n'
            "}"
        ),
        cost="Free up to 100,000 steps a month, then 0.002 USD per step",
    ),
    url="https://docs.aws.amazon.com/systems-manager/latest/userguide/"
    "systems-manager-automation.html",
)
def document_runbook(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("ssm.document"), _runbook)


def _runbook(document: Resource) -> Result | None:
    kind = str(required(document, "DocumentType"))
    if kind not in RUNNABLE:
        return None
    return passed(document, f"{kind} document {document.name} can be run as a procedure.")


@check(
    id="events-rule-responds",
    title="Events of AWS start a response",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["events.rule"],
    passes="An enabled rule hands events that AWS services send to a function, an automation or a "
    "state machine.",
    supports=["OPS10-BP07", "PERF05-BP05", "REL06-BP04"],
    remedy=Remedy(
        console="EventBridge → Rules → Create rule: pattern source aws.health, target a function "
        "or an automation.",
        cli="aws events put-rule --region {region} --name health --event-pattern "
        '\'{"source":["aws.health"]}\'',
        cloudformation=(
            "Health:\n  Type: AWS::Events::Rule\n  Properties:\n    EventPattern:\n"
            "      source: [aws.health]\n    Targets:\n      - Id: response\n"
            "        Arn: !GetAtt Respond.Arn"
        ),
        terraform='resource "aws_cloudwatch_event_rule" "health" {\n'
        '  event_pattern = jsonencode({ source = ["aws.health"] })\n}',
        cost="Free for events of AWS's own services",
    ),
    url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html",
)
def rule_responds(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("events.rule"), _responds)


def _responds(rule: Resource) -> Result | None:
    sources = [source for source in event_sources(rule) if source.startswith("aws.")]
    if not is_on(rule) or rule.get("ManagedBy") or not sources:
        return None
    arns = [str(target.get("Arn")) for target in aspect(rule, "Targets") or ()]
    services = sorted({arn.split(":")[2] for arn in arns if arn.count(":") > 2})
    responders = [service for service in services if service in RESPONDERS]
    if not responders:
        return None
    reason = f"Rule {rule.name} hands events of {listed(sources)} to {listed(responders)}."
    return passed(rule, reason)


@check(
    id="ec2-instance-managed",
    title="Systems Manager reaches the instances",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["ec2.instance", "ssm.instance"],
    passes="The running instance reports to Systems Manager, which can patch it and run commands. "
    "An instance that is replaced instead of patched needs no agent.",
    supports=["OPS05-BP05", "OPS05-BP03", "SUS06-BP03", "SEC06-BP03", "SEC06-BP05"],
    remedy=Remedy(
        console="Systems Manager → Fleet Manager → turn on Default Host Management Configuration.",
        cli="aws ssm update-service-setting --region {region} --setting-id "
        "/ssm/managed-instance/default-ec2-instance-management-role --setting-value "
        "service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole",
        cloudformation=(
            "Profile:\n  Type: AWS::IAM::Role\n  Properties:\n"
            '    ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"]\n'
            '    AssumeRolePolicyDocument:\n      Version: "2012-10-17"\n      Statement:\n'
            "        - Effect: Allow\n          Principal: {Service: ec2.amazonaws.com}\n"
            "          Action: sts:AssumeRole"
        ),
        terraform=(
            'resource "aws_iam_role_policy_attachment" "ssm" {\n'
            "  role       = aws_iam_role.of_the_instance.name\n"
            '  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"\n'
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/systems-manager/latest/userguide/"
    "fleet-manager-default-host-management-configuration.html",
    references=[config_rule("ec2-instance-managed-by-systems-manager")],
)
def instance_managed(snapshot: Snapshot) -> Iterator[Result]:
    places = set(snapshot.places("ssm.instance"))
    online = {
        str(managed.data.get("InstanceId"))
        for managed in snapshot.of("ssm.instance")
        if managed.data.get("PingStatus") == "Online"
    }
    instances = running(snapshot.of("ec2.instance"))
    here = [i for i in instances if (i.account, i.region) in places]
    yield from judged(here, lambda instance: _managed(instance, online))


def _managed(instance: Resource, online: set[str]) -> Result:
    if str(required(instance, "InstanceId")) in online:
        return passed(instance, f"Instance {label(instance)} reports to Systems Manager.")
    return failed(instance, f"Instance {label(instance)} does not report to Systems Manager.")
